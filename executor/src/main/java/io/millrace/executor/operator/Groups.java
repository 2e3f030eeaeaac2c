package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Accumulators;
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
 * The groups of an aggregate on one shard. A group is one row: its keys, whether and when it was touched, how many rows it
 * has, accumulators, and the results that it showed last. A batch is taken in passes: hash, probe, mark and count, then
 * one loop for each accumulator; what the results come to is computed once a tick, for touched groups only, by
 * {@link GroupResults}.
 *
 * <p>Single-owner. Cost: one probe and a few nanoseconds an accumulator for a row. Allocates nothing per row.
 */
final class Groups {
    /** Bit of the stamp of a group that is shown; the bits above are the number of the tick in which it was touched last. */
    static final long SHOWN = 1;

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

    private long epoch = 1;
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;

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
        columns.addAll(node.types().subList(keyCount, node.types().size()));
        RowLayout layout = new RowLayout(columns, keyCount, 1 + accumulators.words());
        this.rows = new KeyedRows(layout, identity);
        this.store = rows.store();
        this.stampWord = layout.extra(0);
        this.countWord = layout.extra(1);
        accumulators.bind(layout, countWord);
        this.snapshot = new GroupSnapshot(this, Partitioning.ofGroups(node));
    }

    /** Takes a part of the input's delta. */
    void add(Batch batch) {
        int size = batch.size();
        hashes = KeyHash.of(batch, inputIdentity, hashes);
        slots = AggregateOperator.atLeast(slots, size);
        int added = rows.findOrInsert(batch, inputIdentity, hashes, slots);
        store.prepareWrite(slots, size);
        if (added > 0 && (accumulators.opens() || following.length > 0)) {
            open(batch, added);
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

    /** Counts the rows of each group and lists the groups that this tick had not touched yet. */
    private void touch(long @Nullable [] weights, int size) {
        touched = AggregateOperator.atLeast(touched, touchedCount + size);
        int[] list = touched;
        int listed = touchedCount;
        int[] of = slots;
        long[][] chunks = store.chunks();
        int shift = store.shift();
        int mask = store.mask();
        int stride = store.rowWords();
        int stamp = stampWord;
        long now = epoch;
        for (int i = 0; i < size; i++) {
            int slot = of[i];
            long[] row = chunks[slot >>> shift];
            int at = (slot & mask) * stride + stamp;
            long last = row[at];
            if (last >>> 1 != now) {
                row[at] = now << 1 | last & SHOWN;
                list[listed++] = slot;
            }
            if (weights == null) {
                row[at + 1]++;
            } else {
                row[at + 1] = Math.addExact(row[at + 1], weights[i]);
            }
        }
        touchedCount = listed;
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
            quietTicks = 0;
        }
        touchedCount = 0;
        epoch++;
    }

    /** Whether a group has a row in the result, now that all of a tick has come. */
    boolean exists(int slot) {
        return keyCount == 0 || store.word(slot, countWord) > 0;
    }

    /** Whether nothing is left of a group. */
    boolean isEmpty(int slot) {
        return keyCount > 0 && store.word(slot, countWord) == 0;
    }

    /** Whether a group's last results are to be seen. */
    boolean isShown(int slot) {
        return (store.word(slot, stampWord) & SHOWN) != 0;
    }

    /** Shows a group, or hides it; its chunk is ready to be written. */
    void show(int slot, boolean shown) {
        long[] words = store.words(slot);
        int at = store.base(slot) + stampWord;
        words[at] = shown ? words[at] | SHOWN : words[at] & ~SHOWN;
    }

    /** Removes a group without rows. */
    void remove(int slot) {
        accumulators.close(store, slot);
        rows.remove(slot);
    }

    AggregateNode node() {
        return node;
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

    /** The word whose lowest bit says whether the group is shown. */
    int stampWord() {
        return stampWord;
    }

    /** Finds or makes the groups of rows of a snapshot, which begin with the keys. */
    void openAll(Batch batch, int[] into) {
        hashes = KeyHash.of(batch, rows.key(), hashes);
        rows.findOrInsert(batch, rows.key(), hashes, into);
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

    /** Reads a state: its groups count as touched, as what they show follows from what they hold. */
    void restore(StateReader in) {
        touched = snapshot.read(in, touched);
        touchedCount = snapshot.readGroups();
    }

    long bytes() {
        return rows.bytes()
                + accumulators.bytes()
                + order.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + touched.length);
    }

    static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
