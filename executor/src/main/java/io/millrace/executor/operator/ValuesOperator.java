package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;

/**
 * Emits a number of rows without columns in its first step, on the shard of hash 0. Its state is whether it has: as many
 * rows under hash 0.
 */
final class ValuesOperator implements StatefulOperator {
    private static final long STATE_BYTES = 64;

    private final Batch rows = new Batch(List.of());
    private boolean emitted;

    ValuesOperator(int count, ShardContext context) {
        rows.setSize(count);
        emitted = count == 0 || context.shard() != KeyGroups.shard(0, context.shards());
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
            out.write(0, rows, new int[rows.size()]);
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
        return STATE_BYTES;
    }
}
