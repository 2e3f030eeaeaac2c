package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.ordered.OverClosings;
import io.millrace.executor.operator.ordered.OverUnits;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * OVER: each row with values from the rows around it. Keeps all rows in order with the values they had last; at the end of a
 * tick it computes those that a change can have touched and emits rows whose values differ, as they were and as they are.
 *
 * <p>By the node's {@link io.millrace.executor.plan.OverTime} rows are forgotten that no other looks at any more, or come out only when
 * they are final, see {@link OverClosings}.
 *
 * <p>Cost: O(log rows of the partition) for each row that changes, and the rows whose frame holds one; see the units. State of
 * all rows with their values.
 */
final class OverOperator implements ReadableOperator, TimedOperator {
    private final ShardContext context;
    private final int[] snapshotColumns;
    private final OverUnits units;
    private final OverClosings closings;
    private final RowStore store;

    /** The columns of a stored row in the order of the output. */
    private final int[] columns;

    private final List<ColumnType> inputTypes;
    private final int[] inputColumns;
    private final Batch result;
    private final int[] one = new int[1];

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param snapshotColumns the columns by which rows are spread over the shards
     * @param context the shard
     */
    OverOperator(OverNode node, int[] snapshotColumns, ShardContext context) {
        this.context = context;
        this.snapshotColumns = snapshotColumns.clone();
        this.units = new OverUnits(node);
        this.closings = new OverClosings(node, units, context.shard() == 0);
        this.store = units.partitions().rows().store();
        this.inputTypes = node.input().types();
        this.inputColumns = IntStream.range(0, inputTypes.size()).toArray();
        this.columns = IntStream.concat(
                        IntStream.range(0, inputTypes.size()),
                        IntStream.range(0, node.calls().size()).map(units::columnOf))
                .toArray();
        this.result = new Batch(node.types());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        units.partitions().add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        units.settle(new OverUnits.Visitor() {
            @Override
            public void old(int[] slots, int count) {
                if (!closings.waits()) {
                    emit(slots, count, -1, out);
                }
            }

            @Override
            public void now(int[] slots, int count) {
                if (!closings.waits()) {
                    emit(slots, count, 1, out);
                }
            }

            @Override
            public void failed(int slot, OverUnits.Failure failure) {
                Batch row = new Batch(inputTypes);
                one[0] = slot;
                store.read(one, 1, inputColumns, row);
                context.failures().fail(failure.code(), failure.site(), failure.detail(), row, 0);
            }
        });
        units.partitions().finish();
        closings.close((slots, count) -> emit(slots, count, 1, out));
    }

    @Override
    public List<Frontier> frontiers() {
        return closings.frontiers();
    }

    @Override
    public void advance(int frontier, long bound) {
        closings.advance(bound);
    }

    @Override
    public long nextTime(int frontier) {
        return closings.nextTime();
    }

    @Override
    public boolean isReadable() {
        return closings.keepsAll();
    }

    private void emit(int[] slots, int count, long weight, Output out) {
        if (count == 0) {
            return;
        }
        result.clear();
        store.read(slots, count, columns, result);
        if (weight != 1) {
            java.util.Arrays.fill(result.weightsForWriting(count), 0, count, weight);
        }
        out.emit(result);
    }

    @Override
    public long visited() {
        return units.partitions().rows().visited();
    }

    @Override
    public FrozenContent freezeContent() {
        return new FrozenRows(List.of(store.freeze()), new RowForm.Whole(columns), columns.length, store.size());
    }

    @Override
    public void snapshot(StateWriter out) {
        units.partitions().snapshot(out, snapshotColumns);
        closings.snapshot(1, out);
    }

    @Override
    public void restore(StateReader in) {
        units.partitions().restore(in);
        // What had been emitted follows from what is kept.
        units.settle(new OverUnits.Visitor() {
            @Override
            public void old(int[] slots, int count) {}

            @Override
            public void now(int[] slots, int count) {}

            @Override
            public void failed(int slot, OverUnits.Failure failure) {}
        });
        units.partitions().finish();
        closings.restore(1, in);
    }

    @Override
    public long stateBytes() {
        return units.bytes() + closings.bytes() + result.bytes();
    }
}
