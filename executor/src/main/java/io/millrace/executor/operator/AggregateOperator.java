package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Words;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row for each group of equal keys. At the end of a tick each touched group whose results changed gives its old row with
 * weight -1 and its new one with +1, one after the other; a group without rows goes.
 *
 * <p>While views show the groups as their content, through {@link GroupTable}s, results are written at publish, and the delta
 * is computed only if somebody reads it.
 *
 * <p>Groups that are final by the node's {@link Closing} are forgotten, unless they are shown; or are emitted only then; or are
 * taken back.
 *
 * <p>Cost: one probe and a few nanoseconds an accumulator for a row; state of all groups, and of all different values
 * for DISTINCT and, where the input deletes, MIN and MAX. Allocates nothing per row.
 */
final class AggregateOperator implements ShownOperator, TimedOperator, ReadableOperator {
    private final Groups groups;
    private final GroupResults results;

    /** Which groups are final, or null if none ever is. */
    private final @Nullable DueRows due;

    private boolean shown;

    /** Whether any group may have been forgotten that was final. */
    private boolean forgot;

    /** How many groups go with the tick at hand when it is published. */
    private int going;

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
        this.due = groups.due();
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
        if (shown) {
            if (out.isRead()) {
                results.emit(out);
            }
            takeBack(out);
        } else if (due == null) {
            results.emitAndWrite(out);
        } else {
            close(due, out);
        }
    }

    private void close(DueRows ready, Output out) {
        forgot |= ready.isDue();
        if (ready.action() == Closing.Action.EMIT) {
            results.write();
        } else {
            results.emitAndWrite(out);
        }
        results.close(ready, out);
    }

    /** Groups that are shown are gone when the tick is published. */
    private void takeBack(Output out) {
        if (due != null && due.action() == Closing.Action.RETRACT) {
            going = due.take(Integer.MAX_VALUE);
            if (out.isRead()) {
                results.emitAll(due.taken(), going, -1, out);
            }
        }
    }

    @Override
    public void publish() {
        results.write();
        if (due != null && going > 0) {
            results.release(due.taken(), going);
            going = 0;
        }
    }

    @Override
    public List<Frontier> frontiers() {
        return due == null ? List.of() : due.frontiers();
    }

    @Override
    public void advance(int frontier, long bound) {
        if (due != null) {
            due.advance(bound);
        }
    }

    @Override
    public long nextTime(int frontier) {
        if (due == null || shown && due.action() == Closing.Action.RELEASE) {
            return Long.MAX_VALUE;
        }
        return due.nextTime();
    }

    /** The groups that are shown, with some of their columns. */
    FrozenRows freeze(int[] columns, long rows) {
        int[] stored = results.columns();
        RowForm form = groups.isComputed()
                ? new RowForm.Computed(
                        columns, groups.keyCount(), groups.accumulators(), groups.countWord(), new Words())
                : new RowForm.Plain(
                        Arrays.stream(columns).map(column -> stored[column]).toArray(),
                        groups.stampWord(),
                        Groups.SHOWN);
        return new FrozenRows(List.of(groups.store().freeze()), form, columns.length, rows);
    }

    /** Groups that are emitted or released when they are final are forgotten; those that are taken back are no content. */
    @Override
    public boolean isReadable() {
        return due == null
                || due.action() == Closing.Action.RETRACT
                || due.action() == Closing.Action.RELEASE && !forgot;
    }

    @Override
    public FrozenContent freezeContent() {
        int width = groups.node().types().size();
        return freeze(IntStream.range(0, width).toArray(), results.shown());
    }

    @Override
    public void snapshot(StateWriter out) {
        groups.snapshot(out);
    }

    @Override
    public void restore(StateReader in) {
        groups.restore(in);
        results.writeSilently();
        forgot = due != null;
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
