package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;

/**
 * Emits its rows in its first step, on the shard of hash 0. Its state is whether it has: as many rows without columns under
 * hash 0.
 */
final class ValuesOperator implements StatefulOperator {
    private static final long STATE_BYTES = 64;

    private final Batch rows;
    private final Batch done = new Batch(List.of());
    private boolean emitted;

    ValuesOperator(ValuesNode node, ShardContext context) {
        rows = new Batch(node.types());
        for (int row = 0; row < node.values().size(); row++) {
            for (int column = 0; column < rows.width(); column++) {
                Values.set(rows, column, row, node.values().get(row).get(column));
            }
        }
        rows.setSize(node.rows());
        done.setSize(node.rows());
        emitted = node.rows() == 0 || context.shard() != KeyGroups.shard(0, context.shards());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        throw new IllegalStateException("a list of values has no input " + port);
    }

    @Override
    public void endStep(Output out) {
        if (!emitted) {
            emitted = true;
            out.emit(rows);
        }
    }

    @Override
    public void endTick(long tick, Output out) {}

    @Override
    public void snapshot(StateWriter out) {
        if (emitted) {
            out.write(0, done, new int[done.size()]);
        }
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(0) != null) {
            emitted = true;
        }
    }

    @Override
    public long stateBytes() {
        return STATE_BYTES + rows.bytes();
    }

    /** It has nothing to look at. */
    @Override
    public long visited() {
        return 0;
    }
}
