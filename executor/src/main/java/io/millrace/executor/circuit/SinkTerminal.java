package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Terminal;
import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Output;

/** One shard of the end of a query whose changes go to a sink. */
final class SinkTerminal implements Terminal {
    private final int shard;
    private final LiveSink sink;
    private long tick;
    private long changes;

    SinkTerminal(int shard, LiveSink sink) {
        this.shard = shard;
        this.sink = sink;
    }

    /** How many changes were written; for the circuit's thread, between two ticks. */
    long changes() {
        return changes;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        changes += batch.size();
        sink.write(shard, batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long number, Output out) {}

    @Override
    public void publish(long number) {
        tick = number;
    }

    @Override
    public void published() {
        sink.endTick(tick);
    }
}
