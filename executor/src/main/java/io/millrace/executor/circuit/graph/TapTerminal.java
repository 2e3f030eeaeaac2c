package io.millrace.executor.circuit.graph;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Output;

/** One shard of what keeps the changes of a node for a view that joins and will share it. */
public final class TapTerminal implements Terminal {
    private final int shard;
    private final TableTap tap;

    private TapTerminal(int shard, TableTap tap) {
        this.shard = shard;
        this.tap = tap;
    }

    public static Operator[] create(int shards, TableTap tap) {
        Operator[] operators = new Operator[shards];
        for (int shard = 0; shard < shards; shard++) {
            operators[shard] = new TapTerminal(shard, tap);
        }
        return operators;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        tap.accept(shard, batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}

    @Override
    public void publish(long tick) {}

    @Override
    public void published() {
        tap.seal();
    }
}
