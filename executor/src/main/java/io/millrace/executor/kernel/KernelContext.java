package io.millrace.executor.kernel;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel is given by whoever runs it. In a view a failed call yields NULL and is noted; in an ad hoc read or an
 * INSERT it ends the statement.
 */
public interface KernelContext {
    /**
     * Notes that a call failed on a row; the caller then uses NULL. Throws instead where a failure ends the statement.
     *
     * @param code what went wrong
     * @param site which call
     * @param detail the message for the user, with the offending value
     * @param input the batch at hand
     * @param row the row in it
     */
    void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row);

    /**
     * The value of a parameter in this run as plain data: Boolean, Long, Double, BigInteger (decimals of more than 18 digits,
     * without their point) or String (bytes as ISO-8859-1); null for NULL. Only runs of prepared statements have some.
     */
    default @Nullable Object parameter(int index) {
        throw new IllegalStateException("a kernel asks for parameter " + (index + 1) + ", but this run has none");
    }
}
