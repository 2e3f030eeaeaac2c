package io.millrace.server.read;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the kernels of an ad hoc read are given: the parameters of this run; and a failing expression ends the statement.
 *
 * @param parameters as the plan has them
 */
record ReadContext(List<@Nullable Object> parameters) implements KernelContext {
    @Override
    public void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row) {
        throw new EngineException(code, site.position(input, row), located(detail, site.expression(input, row)));
    }

    @Override
    public @Nullable Object parameter(int index) {
        return parameters.get(index);
    }

    /** What failed, and in which part of the statement. */
    private static String located(String detail, String expression) {
        String sentence = detail.endsWith(".") ? detail.substring(0, detail.length() - 1) : detail;
        return sentence + " (in " + expression + ").";
    }
}
