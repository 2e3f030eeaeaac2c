package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.ReaderPause;
import io.millrace.executor.operator.aggregate.Words;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;
import java.util.List;

/**
 * One shard of a view that is an aggregate: the groups' rows are the content as well, so that a change is written once. Where
 * results follow from accumulators alone, as counts and sums do, readers compute them: of a group that the tick at hand has
 * touched, from what it held before. Other results are written beside the accumulators at publish. The tick's
 * delta is computed only if somebody reads it.
 *
 * <p>Groups that a tick adds are in rows and index before it is published, but not shown. Whoever looks up meanwhile is
 * told by stamps when entries moved or the group was touched, and looks again.
 *
 * <p>Cost beyond that of the aggregate: a copy of a few words for each touched group, or a step for each and each call.
 */
final class GroupTable extends ResultTable {
    private final Groups groups;
    private final GroupResults results;

    /** By column of the table, that of a group's row; of the aggregate if groups are computed. */
    private final int[] columns;

    GroupTable(SharedGroups shared, ShardContext context) {
        this.groups = new Groups(shared.aggregate(), shared.identity(), context);
        this.results = new GroupResults(groups, context.failures());
        int[] stored = results.columns();
        this.columns = groups.isComputed()
                ? shared.columns()
                : Arrays.stream(shared.columns()).map(column -> stored[column]).toArray();
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        groups.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        if (out.isRead()) {
            results.emit(out);
        }
    }

    @Override
    public void publish() {
        results.write();
    }

    @Override
    public long rows() {
        return results.shown();
    }

    @Override
    public FrozenRows freeze() {
        RowForm form = groups.isComputed()
                ? new RowForm.Computed(
                        columns, groups.keyCount(), groups.accumulators(), groups.countWord(), new Words())
                : new RowForm.Plain(columns, groups.stampWord(), Groups.SHOWN);
        return new FrozenRows(List.of(groups.store().freeze()), form, columns.length, rows());
    }

    @Override
    public long copiedBytes() {
        return groups.store().copiedBytes();
    }

    @Override
    public long copiedChunks() {
        return groups.store().copiedChunks();
    }

    @Override
    public int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        KeyedRows rows = groups.rows();
        int size = into.size();
        int hash = KeyHash.ofRow(keys, keyColumns, row);
        for (int tries = 0; ; tries++) {
            int stamp = rows.stamp();
            if ((stamp & 1) == 0) {
                try {
                    int found = read(rows.lookup(keys, keyColumns, hash, row), into);
                    if (found >= 0 && rows.isStill(stamp)) {
                        return found;
                    }
                } catch (RuntimeException e) {
                    if (rows.isStill(stamp)) {
                        throw e;
                    }
                }
                into.setSize(size);
            }
            ReaderPause.afterTry(tries);
        }
    }

    /** Appends a group as it is shown; gives how many rows, or -1 if it changed meanwhile. */
    private int read(int slot, Batch into) {
        RowStore store = groups.store();
        if (slot < 0) {
            return 0;
        }
        if (groups.isComputed()) {
            return groups.readEarlier(slot, columns, into);
        }
        if (!groups.isShown(slot)) {
            return 0;
        }
        into.setWeight(into.size(), 1);
        store.read(new int[] {slot}, 1, columns, into);
        return 1;
    }

    @Override
    public int firstPresent(Batch rows, int[] keyColumns, int[] hashes) {
        throw new IllegalStateException("nothing is inserted into a view");
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
}
