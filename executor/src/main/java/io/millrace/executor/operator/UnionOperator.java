package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;

/** Hands on what comes in by any port. Linear: no state, no cost. */
final class UnionOperator implements Operator {
    @Override
    public void process(int port, Batch batch, Output out) {
        if (batch.size() > 0) {
            out.emit(batch);
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}
}
