package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One row for each group of equal keys. A group lies side by side in one row: keys, the results that were emitted last,
 * whether and when it was touched, how many rows it has, accumulators. A batch is taken in passes: hash, probe, mark and
 * count, then one loop for each accumulator. At the end of a tick each touched group whose results changed gives its old
 * row with weight -1 and its new one with +1, one after the other; a group without rows goes.
 *
 * <p>Cost: one probe and a few nanoseconds an accumulator for a row; state of all groups, and of all different values
 * for DISTINCT and, where the input deletes, MIN and MAX. Allocates nothing per row.
 */
final class AggregateOperator implements StatefulOperator {
    /** Groups settled at a time: their old and new rows fill a batch. */
    private static final int BLOCK = 512;

    /** Up to how many words are copied one by one. */
    private static final int SHORT = 4;

    /** When room for touched groups is given back: that much of it, not needed for that many ticks. */
    private static final int MIN_SHRUNK = 4096;

    private static final int MUCH = 8;
    private static final int MAX_QUIET_TICKS = 100;

    /** The owner's first word: twice the number of the tick in which the group was touched last, plus this if it is in the output. */
    private static final long EMITTED = 1;

    private final AggregateNode node;
    private final ShardContext context;
    private final int keyCount;
    private final int[] keys;
    private final Accumulators accumulators;
    private final KeyedRows rows;
    private final RowStore groups;

    /** The words of the touched groups' accumulators as they were before, in the order of {@link #touched}. */
    private final RowStore copies;

    private final int stampWord;
    private final int countWord;
    private final int wordCount;
    private final GroupSnapshot snapshot;

    /** Old rows of a block of groups, then their new ones. */
    private final Batch block;

    private final Batch result;
    private final Failed failed = this::note;
    private final List<Failure> failures = new ArrayList<>();

    private long epoch = 1;
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;

    /** By group of the block: its slot, and whether its results differ from the last ones. */
    private final int[] settled = new int[BLOCK];

    private final int[] copied = new int[BLOCK];

    private final boolean[] differs = new boolean[BLOCK];

    /** Rows of the block that go out; those among them that are new, with their groups. */
    private final int[] picked = new int[2 * BLOCK];

    private final int[] changedRows = new int[BLOCK];
    private final int[] changedSlots = new int[BLOCK];
    private int changed;

    /** For how many ticks in a row there has been room for far more touched groups than there were. */
    private int quietTicks;

    /** A result out of range, held back until its row is complete. */
    private record Failure(int row, FailureSite site, ErrorCode code, String detail) {}

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param partition by which of the keys, given by their place, groups are spread over the shards
     * @param context the shard
     */
    AggregateOperator(AggregateNode node, int[] partition, ShardContext context) {
        this.node = node;
        this.context = context;
        this.keyCount = node.keys().size();
        this.keys = node.keys().stream().mapToInt(Integer::intValue).toArray();
        this.accumulators = new Accumulators(node, keyCount);
        List<ColumnType> columns = new ArrayList<>(node.types().subList(0, keyCount));
        columns.addAll(accumulators.columns());
        RowLayout layout = new RowLayout(columns, keyCount, 1 + accumulators.words());
        this.rows = new KeyedRows(layout, IntStream.range(0, keyCount).toArray());
        this.groups = rows.store();
        this.copies = new RowStore(new RowLayout(List.of(), accumulators.words()));
        this.stampWord = layout.extra(0);
        this.countWord = layout.extra(1);
        this.wordCount = accumulators.words();
        accumulators.bind(layout, countWord);
        this.snapshot = new GroupSnapshot(rows, accumulators, partition);
        this.block = new Batch(node.types());
        this.result = new Batch(node.types());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        int size = batch.size();
        hashes = KeyHash.of(batch, keys, hashes);
        slots = atLeast(slots, size);
        int added = rows.findOrInsert(batch, keys, hashes, slots);
        groups.prepareWrite(slots, size);
        if (accumulators.opens()) {
            int[] inserted = rows.inserted();
            for (int i = 0; i < added; i++) {
                accumulators.open(groups, slots[inserted[i]]);
            }
        }
        touch(batch.weights(), size);
        accumulators.add(groups, batch, slots);
    }

    /** Counts the rows of each group and lists the groups that this tick had not touched yet. */
    private void touch(long @Nullable [] weights, int size) {
        prepareTouch(size);
        int[] list = touched;
        int listed = touchedCount;
        long[][] chunks = groups.chunks();
        int words = wordCount;
        long[][] copyChunks = copies.chunks();
        int copyShift = copies.shift();
        int copyMask = copies.mask();
        int copyStride = copies.rowWords();
        int firstCopy = copies.layout().extra(0);
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int stamp = stampWord;
        long now = epoch;
        for (int i = 0; i < size; i++) {
            int slot = slots[i];
            long[] row = chunks[slot >>> shift];
            int base = (slot & mask) * stride;
            long last = row[base + stamp];
            if (last >>> 1 != now) {
                row[base + stamp] = now << 1 | last & EMITTED;
                copy(
                        row,
                        base + stamp + 1,
                        copyChunks[listed >>> copyShift],
                        (listed & copyMask) * copyStride + firstCopy,
                        words);
                list[listed++] = slot;
            }
            if (weights == null) {
                row[base + stamp + 1]++;
            } else {
                row[base + stamp + 1] = Math.addExact(row[base + stamp + 1], weights[i]);
            }
        }
        touchedCount = listed;
    }

    /** Copies the words of a group's accumulators, of which there are a few. */
    private static void copy(long[] from, int at, long[] to, int start, int count) {
        if (count <= SHORT) {
            to[start] = from[at];
            if (count > 1) {
                to[start + 1] = from[at + 1];
            }
            if (count > 2) {
                to[start + 2] = from[at + 2];
            }
            if (count > 3) {
                to[start + 3] = from[at + 3];
            }
        } else {
            System.arraycopy(from, at, to, start, count);
        }
    }

    /** Makes room for {@code more} touched groups. */
    private void prepareTouch(int more) {
        touched = atLeast(touched, touchedCount + more);
        while (copies.size() < touchedCount + more) {
            copies.allocate();
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        if (keyCount == 0 && groups.size() == 0 && KeyGroups.shard(0, context.shards()) == context.shard()) {
            openTheOneGroup();
        }
        settle(out, failed);
    }

    /** Without keys there is one group from the first tick on, whatever comes in. */
    private void openTheOneGroup() {
        Batch one = new Batch(node.input().types());
        one.setSize(1);
        slots = atLeast(slots, 1);
        rows.findOrInsert(one, keys, new int[1], slots);
        accumulators.open(groups, slots[0]);
        prepareTouch(1);
        touched[touchedCount++] = slots[0];
    }

    /** Computes the results of all touched groups, sends what changed, and removes groups without rows. */
    private void settle(Output out, Failed onFailure) {
        groups.prepareWrite(touched, touchedCount);
        for (int from = 0; from < touchedCount; from += BLOCK) {
            int count = Math.min(BLOCK, touchedCount - from);
            System.arraycopy(touched, from, settled, 0, count);
            for (int i = 0; i < count; i++) {
                copied[i] = from + i;
            }
            settle(settled, count, out, onFailure);
        }
        shrink();
        touchedCount = 0;
        epoch++;
    }

    /** Gives back what a huge tick needed once many small ones have followed. */
    private void shrink() {
        boolean roomy = copies.size() > MIN_SHRUNK && copies.size() / MUCH > touchedCount;
        quietTicks = roomy ? quietTicks + 1 : 0;
        if (quietTicks > MAX_QUIET_TICKS) {
            copies.clear();
            touched = new int[0];
            quietTicks = 0;
        }
    }

    private void settle(int[] of, int count, Output out, Failed onFailure) {
        block.clear();
        accumulators.writeOldResults(groups, of, copies, copied, count, block);
        groups.read(of, count, rows.key(), block);
        accumulators.writeResults(groups, of, count, block, onFailure);
        groups.read(of, count, rows.key(), block);
        int rowsOut = pick(of, count);
        report(of, count);
        remember(of, count);
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

    /** Fills {@link #picked} with the rows of the block that go out, and {@link #changedRows} with the new ones among them. */
    private int pick(int[] of, int count) {
        Arrays.fill(differs, 0, count, false);
        for (int column = keyCount; column < block.width(); column++) {
            compare(block.column(column), count);
        }
        int rowsOut = 0;
        changed = 0;
        for (int i = 0; i < count; i++) {
            boolean was = (groups.word(of[i], stampWord) & EMITTED) != 0;
            boolean is = exists(of[i]);
            if (was && (!is || differs[i])) {
                picked[rowsOut++] = i;
            }
            if (is && (!was || differs[i])) {
                picked[rowsOut++] = count + i;
                changedRows[changed++] = count + i;
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

    private boolean exists(int slot) {
        return keyCount == 0 || groups.word(slot, countWord) > 0;
    }

    /** Keeps what goes out as the groups' last results, and removes groups without rows. */
    private void remember(int[] of, int count) {
        for (int i = 0; i < changed; i++) {
            changedSlots[i] = of[changedRows[i] - count];
        }
        accumulators.remember(groups, changedSlots, changed, block, changedRows);
        for (int i = 0; i < count; i++) {
            int slot = of[i];
            boolean is = exists(slot);
            long[] words = groups.words(slot);
            int stamp = groups.base(slot) + stampWord;
            if (is != ((words[stamp] & EMITTED) != 0)) {
                words[stamp] ^= EMITTED;
            }
            if (!is && groups.word(slot, countWord) == 0) {
                accumulators.close(groups, slot);
                rows.remove(slot);
            }
        }
    }

    private void note(int row, FailureSite site, ErrorCode code, String detail) {
        failures.add(new Failure(row, site, code, detail));
    }

    /** Tells of failures of groups that are there, now that their rows in the block are complete. */
    private void report(int[] of, int count) {
        for (int i = 0; i < failures.size(); i++) {
            Failure failure = failures.get(i);
            if (exists(of[failure.row() - count])) {
                context.failures().fail(failure.code(), failure.site(), failure.detail(), block, failure.row());
            }
        }
        failures.clear();
    }

    @Override
    public void snapshot(StateWriter out) {
        snapshot.write(out);
    }

    @Override
    public void restore(StateReader in) {
        touched = snapshot.read(in, touched);
        prepareTouch(snapshot.readGroups());
        touchedCount = snapshot.readGroups();
        // What these groups had emitted follows from what they hold.
        settle(batch -> {}, (row, site, code, detail) -> {});
    }

    @Override
    public long stateBytes() {
        return rows.bytes()
                + copies.bytes()
                + accumulators.bytes()
                + block.bytes()
                + result.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + touched.length);
    }

    static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
