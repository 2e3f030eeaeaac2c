package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;

/**
 * Aggregates over rows that come and go: groups of accumulators, each of which takes rows with weight 1 and gives them back
 * with weight -1. Rows are collected and taken in batches. One owner.
 */
public final class FrameState {
    private static final int BATCH = 512;

    private final OrderedRows rows;
    private final Accumulators accumulators;
    private final RowStore groups;
    private final int countWord;
    private final int[] arguments;
    private final Batch delta;

    /** The group that rows are collected for, as often as a batch is long. */
    private final int[] targets = new int[BATCH];

    private final int[] slots = new int[BATCH];
    private final long[] weights = new long[BATCH];
    private int count;
    private final int[] one = new int[1];

    /**
     * No groups.
     *
     * @param input the rows' columns
     * @param calls the aggregates
     * @param rows where the rows are
     */
    public FrameState(PlanNode input, List<AggregateCall> calls, OrderedRows rows) {
        this.rows = rows;
        List<ColumnType> types = calls.stream().map(AggregateCall::type).toList();
        this.accumulators = new Accumulators(new AggregateNode(input, List.of(), calls, false, types), 0);
        RowLayout layout = RowLayout.keyFirst(accumulators.columns(), 0, accumulators.words());
        this.groups = new RowStore(layout);
        this.countWord = layout.extra(0);
        accumulators.bind(layout, countWord);
        this.arguments =
                calls.stream().flatMapToInt(AggregateCall::columns).distinct().toArray();
        this.delta = new Batch(input.types());
        Arrays.fill(targets, -1);
    }

    /** A new group without rows. */
    public int open() {
        int group = groups.allocate();
        accumulators.open(groups, group);
        return group;
    }

    /** Gives back a group that has no rows. */
    public void close(int group) {
        flush();
        accumulators.close(groups, group);
        groups.free(group);
    }

    /** Gives back a group with all that is in it. */
    void forget(int group) {
        flush();
        accumulators.forget(groups, group);
        groups.free(group);
    }

    /** Adds a row to a group, or takes it away. */
    public void add(int group, int slot, long weight) {
        if (count == BATCH || count > 0 && targets[0] != group) {
            flush();
        }
        if (targets[0] != group) {
            Arrays.fill(targets, group);
        }
        slots[count] = slot;
        weights[count] = weight;
        count++;
    }

    /** Writes the results of a group as the next row of a batch of them. */
    public void write(int group, Batch into, Failed failed) {
        flush();
        one[0] = group;
        accumulators.writeResults(groups, one, 1, into, failed);
        into.setSize(into.size() + 1);
    }

    /** Takes the rows that were collected; they may be freed afterwards. */
    public void flush() {
        if (count == 0) {
            return;
        }
        delta.clear();
        long sum = 0;
        for (int column : arguments) {
            rows.store().read(column, slots, count, delta.column(column), 0);
        }
        long[] into = delta.weightsForWriting(count);
        for (int i = 0; i < count; i++) {
            into[i] = weights[i];
            sum += weights[i];
        }
        delta.setSize(count);
        int group = targets[0];
        groups.words(group)[groups.base(group) + countWord] += sum;
        accumulators.add(groups, delta, targets);
        count = 0;
    }

    /** Heap bytes. */
    public long bytes() {
        return groups.bytes() + accumulators.bytes() + delta.bytes();
    }
}
