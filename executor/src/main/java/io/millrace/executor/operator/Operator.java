package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;

/**
 * One shard of one node of a circuit: maps deltas of its inputs to the delta of its output. Pure: what comes out depends
 * on what went in only; no thread, clock, file or logger. Single-owner: the worker that runs the shard calls it, and
 * ownership moves only at barriers.
 *
 * <p>A tick is {@code (process* endStep)+ endTick}. Within a tick deltas come in any order, so that a row's deletion may
 * come before its insertion. A linear operator emits in {@link #process}; one that is not linear marks what was touched
 * and emits old and new rows in {@link #endStep} or {@link #endTick}, never in between.
 */
public interface Operator {
    /** Takes a part of the delta of input {@code port}; the batch is read-only and valid until the call returns. */
    void process(int port, Batch batch, Output out);

    /** All input of this step has come. */
    void endStep(Output out);

    /** All input of tick {@code tick} has come, and {@link #endStep} was called. */
    void endTick(long tick, Output out);
}
