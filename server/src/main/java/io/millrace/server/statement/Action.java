package io.millrace.server.statement;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.BatchResult;
import io.millrace.server.session.Result;

/** What a compiled statement does each time it is executed. */
@FunctionalInterface
public interface Action {
    /** Executes; throws {@code EngineException} only. */
    Result run(Execution execution);

    /** Executes once for each row of parameters, as one statement: all rows are written or none. */
    default BatchResult runBatch(Execution execution) {
        throw new EngineException(
                ErrorCode.INVALID_STATEMENT, "A batch takes statements that write, such as INSERT; this one does not.");
    }
}
