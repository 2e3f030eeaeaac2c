package io.millrace.planner.kernel;

import org.apache.calcite.rex.RexCall;

/** Writes the statements for calls of one kind. */
@FunctionalInterface
interface CallEmitter {
    Value emit(RexCall call, Emitter emitter);
}
