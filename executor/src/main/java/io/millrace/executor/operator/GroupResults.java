package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.operator.aggregate.Words;
import io.millrace.executor.state.RowStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the groups touched by a tick come to: their change, old row and new row one after the other, and the results that
 * are written to their rows, where the next change finds the old ones. Works on a block of groups at a time. A result
 * out of range is told of once for each tick that touches its group.
 *
 * <p>Owned by the shard of the {@link Groups}. Cost: a few nanoseconds for each touched group and call.
 */
final class GroupResults {
    /** Groups taken at a time: their old and new rows fill a batch. */
    private static final int BLOCK = 512;

    private final Groups groups;
    private final RowStore store;
    private final Accumulators accumulators;
    private final KernelContext context;
    private final int[] keys;

    /** The columns of a group's row that hold those of the aggregate; the keys' only where the others are computed. */
    private final int[] columns;

    /** Rows of a block of groups: old ones, then new ones. */
    private final Batch block;

    private final Batch result;
    private final Failed failed = this::note;
    private final List<Failure> failures = new ArrayList<>();
    private final int[] slots = new int[BLOCK];

    /** By group of the block: whether its results differ from the last ones. */
    private final boolean[] differs = new boolean[BLOCK];

    /** Rows of the block that go out. */
    private final int[] picked = new int[2 * BLOCK];

    /** Rows of the block whose results are written, with their groups. */
    private final int[] changedRows = new int[BLOCK];

    private final int[] changedSlots = new int[BLOCK];

    /** Scratch: where the groups of the block are among those that the tick has touched. */
    private final int[] numbers = new int[BLOCK];

    private final Words words = new Words();

    /** Whether failures of this tick were told of. */
    private boolean reported;

    private long shown;

    /** Groups that are there and not shown: more of their rows were deleted than there were. */
    private long hidden;

    /** A result out of range, held back until its row is complete. */
    private record Failure(int row, FailureSite site, ErrorCode code, String detail) {}

    GroupResults(Groups groups, KernelContext context) {
        this.groups = groups;
        this.store = groups.store();
        this.accumulators = groups.accumulators();
        this.context = context;
        this.keys = IntStream.range(0, groups.keyCount()).toArray();
        this.columns = groups.isComputed()
                ? keys
                : IntStream.range(0, groups.node().types().size())
                        .map(this::column)
                        .toArray();
        this.block = new Batch(groups.node().types());
        this.result = new Batch(groups.node().types());
    }

    /** The column of a group's row that holds a column of the aggregate. */
    private int column(int ofAggregate) {
        return ofAggregate < groups.keyCount() ? ofAggregate : groups.firstResult() + ofAggregate - groups.keyCount();
    }

    /** The columns of a group's row that hold those of the aggregate, if they are not computed. */
    int[] columns() {
        return columns;
    }

    /** How many groups are shown. */
    long shown() {
        return shown;
    }

    /** Emits what the tick changed; the rows of groups stay as they are. */
    void emit(Output out) {
        int[] touched = groups.touched();
        for (int from = 0; from < groups.touchedCount(); from += BLOCK) {
            emit(touched, from, out, false);
        }
        reported = true;
    }

    /** Emits what the tick changed and writes it to the rows; ends the tick. */
    void emitAndWrite(Output out) {
        int[] touched = groups.touched();
        for (int from = 0; from < groups.touchedCount(); from += BLOCK) {
            emit(touched, from, out, true);
        }
        groups.settled();
    }

    /** Shows what touched groups come to; ends the tick. */
    void write() {
        if (!groups.isComputed() || isAnyToLookAt()) {
            int[] touched = groups.touched();
            int count = groups.touchedCount();
            store.prepareWrite(touched, count);
            for (int from = 0; from < count; from += BLOCK) {
                int part = take(touched, from);
                writeBlock(part);
                showOrRemove(part);
            }
        } else {
            shown = store.size();
        }
        reported = false;
        groups.settled();
    }

    /** Whether computed results may be out of range, or groups may have to go, or are there without being shown. */
    private boolean isAnyToLookAt() {
        return groups.deletes() || hidden > 0 || !reported && accumulators.mayFail();
    }

    /** As {@link #write} after a restore: all that could be told was told before. */
    void writeSilently() {
        reported = true;
        write();
    }

    /** Emits the groups that are final, or takes them back, as their closing says, and forgets them. After a tick's changes were written. */
    void close(DueRows due, Output out) {
        for (int count = due.take(BLOCK); count > 0; count = due.take(BLOCK)) {
            switch (due.action()) {
                case RELEASE -> {}
                case EMIT -> emit(due.taken(), 0, count, 1, out);
                case RETRACT -> emit(due.taken(), 0, count, -1, out);
            }
            release(due.taken(), count);
        }
    }

    /** Emits groups as they are after the tick, with a weight. */
    void emitAll(int[] of, int count, long weight, Output out) {
        for (int from = 0; from < count; from += BLOCK) {
            emit(of, from, Math.min(BLOCK, count - from), weight, out);
        }
    }

    private void emit(int[] of, int from, int count, long weight, Output out) {
        System.arraycopy(of, from, slots, 0, count);
        block.clear();
        accumulators.writeResults(store, slots, count, block, failed);
        store.read(slots, count, keys, block);
        // What is out of range was told of when the tick's changes were written.
        failures.clear();
        int rowsOut = 0;
        for (int i = 0; i < count; i++) {
            if (groups.exists(slots[i])) {
                picked[rowsOut++] = i;
            }
        }
        if (rowsOut > 0) {
            result.clear();
            result.gather(block, picked, rowsOut);
            if (weight != 1) {
                Arrays.fill(result.weightsForWriting(rowsOut), 0, rowsOut, weight);
            }
            out.emit(result);
        }
    }

    /** Forgets groups, whatever is in them. */
    void release(int[] of, int count) {
        for (int i = 0; i < count; i++) {
            shown -= groups.exists(of[i]) ? 1 : 0;
            groups.forget(of[i]);
        }
        hidden = store.size() - shown;
    }

    private int take(int[] touched, int from) {
        int count = Math.min(BLOCK, groups.touchedCount() - from);
        System.arraycopy(touched, from, slots, 0, count);
        return count;
    }

    private void writeBlock(int count) {
        if (groups.isComputed() && (reported || !accumulators.mayFail())) {
            return;
        }
        block.clear();
        accumulators.writeResults(store, slots, count, block, failed);
        store.read(slots, count, keys, block);
        report(0);
        int changed = 0;
        for (int i = 0; i < count; i++) {
            if (groups.exists(slots[i])) {
                changedRows[changed] = i;
                changedSlots[changed++] = slots[i];
            }
        }
        writeChanged(changed);
    }

    private void emit(int[] touched, int from, Output out, boolean write) {
        int count = take(touched, from);
        block.clear();
        if (groups.isComputed()) {
            groups.writeEarlierResults(slots, count, words, numbers, block);
        }
        store.read(slots, count, columns, block);
        accumulators.writeResults(store, slots, count, block, failed);
        store.read(slots, count, keys, block);
        int rowsOut = pick(count);
        report(count);
        if (write) {
            store.prepareWrite(slots, count);
            writeChanged(pickChanged(count, rowsOut));
            showOrRemove(count);
        }
        if (rowsOut > 0) {
            result.clear();
            result.gather(block, picked, rowsOut);
            long[] weights = result.weightsForWriting(rowsOut);
            for (int i = 0; i < rowsOut; i++) {
                weights[i] = picked[i] < count ? -1 : 1;
            }
            out.emit(result);
        }
    }

    /** Fills {@link #picked} with the rows of the block that go out. */
    private int pick(int count) {
        Arrays.fill(differs, 0, count, false);
        for (int column = groups.keyCount(); column < block.width(); column++) {
            compare(block.column(column), count);
        }
        int rowsOut = 0;
        for (int i = 0; i < count; i++) {
            boolean was = groups.isShown(slots[i]);
            boolean is = groups.exists(slots[i]);
            if (was && (!is || differs[i])) {
                picked[rowsOut++] = i;
            }
            if (is && (!was || differs[i])) {
                picked[rowsOut++] = count + i;
            }
        }
        return rowsOut;
    }

    private void compare(Vector column, int count) {
        if (column instanceof LongVector longs && column.nulls() == null) {
            long[] values = longs.values();
            for (int i = 0; i < count; i++) {
                differs[i] |= values[i] != values[count + i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                differs[i] |= !column.equal(i, column, count + i);
            }
        }
    }

    private int pickChanged(int count, int rowsOut) {
        int changed = 0;
        for (int i = 0; i < rowsOut; i++) {
            if (picked[i] >= count) {
                changedRows[changed] = picked[i];
                changedSlots[changed++] = slots[picked[i] - count];
            }
        }
        return changed;
    }

    private void writeChanged(int count) {
        for (int column = groups.keyCount(); column < columns.length; column++) {
            Vector values = block.column(column);
            if (values instanceof LongVector) {
                store.write(columns[column], values, changedRows, changedSlots, count);
            } else {
                writeDifferent(columns[column], values, count);
            }
        }
    }

    /** Writes what differs only: a string written again would leave its old bytes behind. */
    private void writeDifferent(int column, Vector values, int count) {
        for (int i = 0; i < count; i++) {
            if (!store.equal(changedSlots[i], column, values, changedRows[i])) {
                store.write(changedSlots[i], column, values, changedRows[i]);
            }
        }
    }

    /** Shows groups that came, hides those that went and removes those without rows. */
    private void showOrRemove(int count) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            boolean is = groups.exists(slot);
            if (is != groups.isShown(slot)) {
                groups.show(slot, is);
                shown += is ? 1 : -1;
            }
            if (!is && groups.isEmpty(slot)) {
                groups.remove(slot);
            }
        }
        hidden = store.size() - shown;
    }

    private void note(int row, FailureSite site, ErrorCode code, String detail) {
        failures.add(new Failure(row, site, code, detail));
    }

    /** Tells of failures of groups that are there, now that their rows in the block, from {@code first} on, are complete. */
    private void report(int first) {
        if (failures.isEmpty()) {
            return;
        }
        for (Failure failure : failures) {
            if (!reported && groups.exists(slots[failure.row() - first])) {
                context.fail(failure.code(), failure.site(), failure.detail(), block, failure.row());
            }
        }
        failures.clear();
    }

    long bytes() {
        return block.bytes() + result.bytes();
    }
}
