package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import org.apache.calcite.rex.RexCall;

/** Arithmetic with dates, times and intervals. */
final class Datetimes {
    private Datetimes() {}

    static Value arithmetic(RexCall call, Value left, Value right, Emitter emitter) {
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "The operator " + call.getOperator().getName() + " is not supported for "
                        + left.type().kind() + " and " + right.type().kind() + ".");
    }
}
