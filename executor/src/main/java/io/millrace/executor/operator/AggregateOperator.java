package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One row for each group of equal keys, for other operators to read; {@link GroupTable} is the aggregate that is a view's
 * content itself. At the end of a tick each touched group whose results changed gives its old row with weight -1 and its
 * new one with +1, one after the other; a group without rows goes.
 *
 * <p>Cost: one probe and a few nanoseconds an accumulator for a row; state of all groups, and of all different values
 * for DISTINCT and, where the input deletes, MIN and MAX. Allocates nothing per row.
 */
final class AggregateOperator implements StatefulOperator {
    private final Groups groups;
    private final GroupResults results;

    /** An empty state of what {@code node} computes. */
    AggregateOperator(AggregateNode node, ShardContext context) {
        this.groups = new Groups(node, IntStream.range(0, node.keys().size()).toArray(), context);
        this.results = new GroupResults(groups, context.failures());
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
        results.emitAndWrite(out);
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

    static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
