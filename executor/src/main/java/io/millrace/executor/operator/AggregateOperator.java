package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;

/**
 * One row for each group of equal keys. At the end of a tick each touched group whose results changed gives its old row with
 * weight -1 and its new one with +1, one after the other; a group without rows goes.
 *
 * <p>While views show the groups as their content, through {@link GroupTable}s, results are written at publish, and the delta
 * is computed only if somebody reads it.
 *
 * <p>Cost: one probe and a few nanoseconds an accumulator for a row; state of all groups, and of all different values
 * for DISTINCT and, where the input deletes, MIN and MAX. Allocates nothing per row.
 */
final class AggregateOperator implements ShownOperator {
    private final Groups groups;
    private final GroupResults results;
    private boolean shown;

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param identity places of keys that suffice to tell groups apart, by which groups are found
     * @param context the shard
     */
    AggregateOperator(AggregateNode node, int[] identity, ShardContext context) {
        this.groups = new Groups(node, identity, context);
        this.results = new GroupResults(groups, context.failures());
    }

    /** The groups, for those who show them. */
    Groups groups() {
        return groups;
    }

    /** What the groups come to. */
    GroupResults results() {
        return results;
    }

    @Override
    public void show(boolean nowShown) {
        shown = nowShown;
    }

    @Override
    public boolean isShown() {
        return shown;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        groups.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        groups.openTheOneGroup();
        if (!shown) {
            results.emitAndWrite(out);
        } else if (out.isRead()) {
            results.emit(out);
        }
    }

    @Override
    public void publish() {
        results.write();
    }

    @Override
    public void snapshot(StateWriter out) {
        groups.snapshot(out);
    }

    @Override
    public void restore(StateReader in) {
        groups.restore(in);
        results.writeSilently();
    }

    @Override
    public long stateBytes() {
        return groups.bytes() + results.bytes();
    }

    @Override
    public long visited() {
        return groups.visited();
    }

    static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
