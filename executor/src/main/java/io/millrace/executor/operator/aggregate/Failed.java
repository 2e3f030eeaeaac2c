package io.millrace.executor.operator.aggregate;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;

/** Takes the calls that fail on a group; their result is NULL. */
@FunctionalInterface
public interface Failed {
    /**
     * Notes a failure.
     *
     * @param row the row of the group in the batch that results are written to
     * @param site which call
     * @param code what went wrong
     * @param detail the message for the user
     */
    void at(int row, FailureSite site, ErrorCode code, String detail);
}
