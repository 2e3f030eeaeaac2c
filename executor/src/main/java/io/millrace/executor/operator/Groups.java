package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.operator.aggregate.Words;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.state.KeyGroups;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The groups of an aggregate on one shard. A group is one row: its keys, whether and when it was touched, how many rows it
 * has, accumulators, and the results that it showed last. Those are left out where they follow from accumulators alone, as counts and sums do:
 * then what the group held before this tick touched it is copied aside. A batch is taken in passes: hash, probe, mark and count, then
 * one loop for each accumulator; what the results come to is computed once a tick, for touched groups only, by
 * {@link GroupResults}.
 *
 * <p>Single-owner. Cost: one probe and a few nanoseconds an accumulator for a row. Allocates nothing per row.
 */
final class Groups {
    /**
     * Bit of the stamp of a group that is shown, where that is not told by {@link #earlier}. The bits above count the touches
     * of groups by ticks up to the last one of this group.
     */
    static final long SHOWN = 1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** When room for touched groups is given back: that much of it, not needed for that many ticks. */
    private static final int MIN_SHRUNK = 4096;

    private static final int MUCH = 8;
    private static final int MAX_QUIET_TICKS = 100;

    private final AggregateNode node;
    private final boolean ownsTheOneGroup;
    private final int keyCount;

    /** The input's columns that tell groups apart, and those of them that a row of a group is found by. */
    private final int[] inputKeys;

    private final int[] inputIdentity;

    /** Places of keys that follow from the others. */
    private final int[] following;

    private final Accumulators accumulators;
    private final KeyedRows rows;
    private final RowStore store;
    private final int stampWord;
    private final int countWord;
    private final int firstResult;
    private final GroupSnapshot snapshot;
    private final SlotOrder order = new SlotOrder();

    /** What groups held before the tick at hand touched them, or null where the results that they showed are kept in their rows. */
    private final @Nullable EarlierWords earlier;

    /** Which groups are final as time goes on, or null if none ever is. */
    private final @Nullable DueRows due;

    /** How many touches there were up to the end of the last tick; changes in publish phases only. */
    private long before;

    /** Whether this tick may have deleted. */
    private boolean deletes;

    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;
    private long visited;

    /** For how many ticks in a row there has been room for far more touched groups than there were. */
    private int quietTicks;

    /**
     * No groups yet.
     *
     * @param node what to compute
     * @param identity places of keys that suffice to tell groups apart, in the order in which rows are looked up
     * @param context the shard
     */
    Groups(AggregateNode node, int[] identity, ShardContext context) {
        this.node = node;
        this.keyCount = node.keys().size();
        this.ownsTheOneGroup = keyCount == 0 && KeyGroups.shard(0, context.shards()) == context.shard();
        this.inputKeys = ints(node.keys());
        this.inputIdentity =
                Arrays.stream(identity).map(place -> inputKeys[place]).toArray();
        this.following = IntStream.range(0, keyCount)
                .filter(place -> Arrays.stream(identity).noneMatch(known -> known == place))
                .toArray();
        this.accumulators = new Accumulators(node, keyCount);
        List<ColumnType> columns = new ArrayList<>(node.types().subList(0, keyCount));
        columns.addAll(accumulators.columns());
        this.firstResult = columns.size();
        boolean computed = keyCount > 0 && accumulators.followFromWords();
        if (!computed) {
            columns.addAll(node.types().subList(keyCount, node.types().size()));
        }
        RowLayout layout = RowLayout.keyFirst(columns, keyCount, 1 + accumulators.words());
        this.rows = new KeyedRows(layout, identity, layout.extra(1 + accumulators.usualWords()));
        this.store = rows.store();
        this.stampWord = layout.extra(0);
        this.countWord = layout.extra(1);
        accumulators.bind(layout, countWord);
        this.earlier = computed ? new EarlierWords(accumulators.words(), countWord) : null;
        this.snapshot = new GroupSnapshot(this, Partitioning.ofGroups(node));
        this.due = node.closing() == null ? null : new DueRows(node.closing(), store);
    }

    /** Takes a part of the input's delta. */
    void add(Batch batch) {
        int size = batch.size();
        slots = AggregateOperator.atLeast(slots, size);
        int added = rows.findOrInsert(batch, inputIdentity, slots);
        store.prepareWrite(slots, size);
        if (added > 0 && (accumulators.opens() || following.length > 0)) {
            open(batch, added);
        }
        if (added > 0 && due != null) {
            due.added(batch, inputKeys[due.column()], rows.inserted(), added, slots);
        }
        touch(batch.weights(), size);
        if (accumulators.storesBytes()) {
            rows.beginChange();
            try {
                accumulators.add(store, batch, slots);
            } finally {
                rows.endChange();
            }
        } else {
            accumulators.add(store, batch, slots);
        }
    }

    private void open(Batch batch, int added) {
        int[] inserted = rows.inserted();
        rows.beginChange();
        try {
            for (int i = 0; i < added; i++) {
                int row = inserted[i];
                for (int place : following) {
                    store.write(slots[row], place, batch.column(inputKeys[place]), row);
                }
                accumulators.open(store, slots[row]);
            }
        } finally {
            rows.endChange();
        }
    }

    /**
     * Counts the rows of each group and lists the groups that this tick had not touched yet. A lookup beside it that finds
     * a new stamp finds the copy, and one that finds the old stamp again has seen nothing of what follows.
     */
    private void touch(long @Nullable [] weights, int size) {
        touched = AggregateOperator.atLeast(touched, touchedCount + size);
        EarlierWords copies = earlier;
        if (copies != null) {
            copies.reserve(touchedCount + size);
        }
        int copied = accumulators.usesRareWords() ? accumulators.words() : accumulators.usualWords();
        deletes |= weights != null;
        int[] list = touched;
        int listed = touchedCount;
        int[] of = slots;
        long[][] chunks = store.chunks();
        int shift = store.shift();
        int mask = store.mask();
        int stride = store.rowWords();
        int stamp = stampWord;
        long known = before;
        for (int i = 0; i < size; i++) {
            int slot = of[i];
            long[] row = chunks[slot >>> shift];
            int at = (slot & mask) * stride + stamp;
            long last = row[at];
            if (last >>> 1 <= known) {
                if (copies != null) {
                    copies.put(listed, row, at + 1, copied);
                    VarHandle.storeStoreFence();
                }
                list[listed++] = slot;
                row[at] = known + listed << 1 | last & SHOWN;
                VarHandle.storeStoreFence();
            }
            if (weights == null) {
                row[at + 1]++;
            } else {
                row[at + 1] = Math.addExact(row[at + 1], weights[i]);
            }
        }
        touchedCount = listed;
        visited += size;
    }

    /** Without keys there is one group from the first tick on, whatever comes in. */
    void openTheOneGroup() {
        if (!ownsTheOneGroup || store.size() > 0) {
            return;
        }
        Batch one = new Batch(node.input().types());
        one.setSize(1);
        slots = AggregateOperator.atLeast(slots, 1);
        rows.findOrInsert(one, inputIdentity, new int[1], slots);
        accumulators.open(store, slots[0]);
        touched = AggregateOperator.atLeast(touched, touchedCount + 1);
        touched[touchedCount++] = slots[0];
    }

    /** How many groups the tick has touched. */
    int touchedCount() {
        return touchedCount;
    }

    /** The groups that the tick has touched, each once; in the order of their rows if there are many. */
    int[] touched() {
        order.sort(touched, touchedCount, store.slotLimit());
        return touched;
    }

    /** The results of all touched groups are written: the next tick begins. */
    void settled() {
        boolean roomy = touched.length > MIN_SHRUNK && touched.length / MUCH > touchedCount;
        quietTicks = roomy ? quietTicks + 1 : 0;
        if (quietTicks > MAX_QUIET_TICKS) {
            touched = new int[0];
            order.shrink();
            if (earlier != null) {
                earlier.clear();
            }
            quietTicks = 0;
        }
        before += touchedCount;
        visited += touchedCount;
        touchedCount = 0;
        deletes = false;
    }

    /** Whether this tick may have deleted. */
    boolean deletes() {
        return deletes;
    }

    /** Whether what groups showed follows from {@link EarlierWords}, and their results are kept nowhere. */
    boolean isComputed() {
        return earlier != null;
    }

    /** Where a group that this tick has touched is in {@link #earlier}. */
    private int number(long stamp) {
        return (int) ((stamp >>> 1) - before - 1);
    }

    /** Writes the results that touched groups showed to the first rows of a batch, of which they are the last columns. */
    void writeEarlierResults(int[] of, int count, Words scratch, int[] numbers, Batch into) {
        EarlierWords copies = java.util.Objects.requireNonNull(earlier);
        for (int i = 0; i < count; i++) {
            numbers[i] = number(store.word(of[i], stampWord));
        }
        copies.read(scratch);
        for (int column = keyCount; column < into.width(); column++) {
            accumulators.writeResult(column - keyCount, scratch, numbers, count, into.column(column), 0);
        }
    }

    /** Whether a group has a row in the result, now that all of a tick has come. */
    boolean exists(int slot) {
        return keyCount == 0 || store.word(slot, countWord) > 0;
    }

    /** Whether nothing is left of a group. */
    boolean isEmpty(int slot) {
        return keyCount > 0 && store.word(slot, countWord) == 0;
    }

    /** Whether a group that this tick has touched is to be seen until the tick is published. */
    boolean isShown(int slot) {
        long stamp = store.word(slot, stampWord);
        return earlier == null ? (stamp & SHOWN) != 0 : earlier.first(number(stamp)) > 0;
    }

    /** Shows a group, or hides it, where that is not told by its number of rows; its chunk is ready to be written. */
    void show(int slot, boolean shown) {
        if (earlier == null) {
            long[] words = store.words(slot);
            int at = store.base(slot) + stampWord;
            words[at] = shown ? words[at] | SHOWN : words[at] & ~SHOWN;
        }
    }

    /**
     * Appends a computed group to a batch as it was after the last tick. Any thread, as for {@link ResultTable#lookup}.
     *
     * @param columns by column of the batch, that of the aggregate
     * @return how many rows were appended, or -1 if the group was being touched meanwhile: then what is behind the batch's size
     *     is void
     */
    int readEarlier(int slot, int[] columns, Batch into) {
        long[] row = store.words(slot);
        int at = store.base(slot) + stampWord;
        long stamp = (long) LONGS.getAcquire(row, at);
        int number = number(stamp);
        EarlierWords copies = java.util.Objects.requireNonNull(earlier);
        boolean touchedNow = number >= 0;
        long rowCount = touchedNow ? copies.first(number) : row[at + 1];
        if (rowCount > 0) {
            Words words = touchedNow ? copies.read(new Words()) : new Words().of(store);
            int[] one = {slot};
            int[] numbers = {touchedNow ? number : slot};
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] < keyCount) {
                    store.read(columns[i], one, 1, into.column(i), into.size());
                } else {
                    accumulators.writeResult(columns[i] - keyCount, words, numbers, 1, into.column(i), into.size());
                }
            }
        }
        VarHandle.acquireFence();
        if ((long) LONGS.getAcquire(row, at) != stamp) {
            return -1;
        }
        if (rowCount <= 0) {
            return 0;
        }
        into.setWeight(into.size(), 1);
        into.setSize(into.size() + 1);
        return 1;
    }

    /** Removes a group without rows. */
    void remove(int slot) {
        accumulators.close(store, slot);
        rows.remove(slot);
    }

    /** Removes a group, whatever is in it. */
    void forget(int slot) {
        visited++;
        accumulators.forget(store, slot);
        rows.remove(slot);
    }

    AggregateNode node() {
        return node;
    }

    /** Which groups are final, or null if none ever is. */
    @Nullable
    DueRows due() {
        return due;
    }

    KeyedRows rows() {
        return rows;
    }

    RowStore store() {
        return store;
    }

    Accumulators accumulators() {
        return accumulators;
    }

    int keyCount() {
        return keyCount;
    }

    /** The column of a group's row with the result of the first call; those of the others follow. */
    int firstResult() {
        return firstResult;
    }

    /** The word that counts the rows of a group. */
    int countWord() {
        return countWord;
    }

    /** The word whose lowest bit says whether the group is shown. */
    int stampWord() {
        return stampWord;
    }

    /** Finds or makes the groups of rows of a snapshot, which begin with the keys. */
    void openAll(Batch batch, int[] into) {
        hashes = KeyHash.of(batch, rows.key(), hashes);
        int added = rows.findOrInsert(batch, rows.key(), hashes, into);
        if (due != null) {
            due.added(batch, due.column(), rows.inserted(), added, into);
        }
        for (int row = 0; row < batch.size(); row++) {
            for (int place : following) {
                store.write(into[row], place, batch.column(place), row);
            }
            accumulators.open(store, into[row]);
        }
    }

    void snapshot(StateWriter out) {
        snapshot.write(out);
    }

    /** Reads a state: its groups count as touched, as if they had held nothing before. */
    void restore(StateReader in) {
        touched = snapshot.read(in, touched);
        int count = snapshot.readGroups();
        long[] nothing = new long[accumulators.words()];
        if (earlier != null) {
            earlier.reserve(count);
        }
        while (touchedCount < count) {
            if (earlier != null) {
                earlier.put(touchedCount, nothing, 0, nothing.length);
            }
            int slot = touched[touchedCount++];
            store.words(slot)[store.base(slot) + stampWord] = before + touchedCount << 1;
        }
        deletes = true;
    }

    long visited() {
        return visited + accumulators.visited();
    }

    long bytes() {
        return rows.bytes()
                + accumulators.bytes()
                + order.bytes()
                + (earlier == null ? 0 : earlier.bytes())
                + (due == null ? 0 : due.bytes())
                + (long) Integer.BYTES * (hashes.length + slots.length + touched.length);
    }

    static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
