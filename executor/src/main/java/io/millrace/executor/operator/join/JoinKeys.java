package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.DueRows;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.RowView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of both sides in one table: for each key where the chains of its rows start and, if matches are counted by key, how
 * many rows each side has. A key goes when it has no rows. Owned by its operator. Cost: one probe a row, batches in two
 * passes.
 */
final class JoinKeys {
    /** A chain word: the first row's slot plus one in the lower half, length above, and whether the rows are indexed. */
    private static final long INDEXED = 1L << 63;

    private static final long LENGTH = 1L << 32;
    private static final int LENGTH_MASK = Integer.MAX_VALUE;

    /** Flags: the key is listed; the left side had rows when the last tick ended; the right side had. */
    private static final long LISTED = 1;

    private static final long PRESENT = 2;

    private final KeyedRows keys;
    private final RowStore store;
    private final int chains;
    private final int totals;
    private final int flags;
    private final boolean counts;

    /** Which keys are final, or null if none ever is. */
    private final @Nullable DueRows due;

    private int[] hashes = new int[0];
    private int[] slots = new int[0];

    /** Keys to look at before the call or tick ends, each once. */
    private int[] listed = new int[0];

    private int listedCount;

    JoinKeys(JoinShape shape) {
        this.counts = shape.countsByKey();
        this.keys = KeyedRows.of(shape.keyTypes(), counts ? 5 : 3);
        this.store = keys.store();
        RowLayout layout = store.layout();
        this.chains = layout.extra(0);
        this.flags = layout.extra(2);
        this.totals = counts ? layout.extra(3) : -1;
        Closing closing = shape.keyClosing();
        this.due = closing == null ? null : new DueRows(closing, store);
    }

    /** The rows of the key table: the key columns, in the order of the keys. */
    RowStore store() {
        return store;
    }

    /** The slot of each row's key, which is added if it is not there; valid until the next call. */
    int[] find(Batch batch, int[] columns) {
        hashes = KeyHash.of(batch, columns, hashes);
        if (slots.length < batch.size()) {
            slots = new int[Math.max(batch.size(), 2 * slots.length)];
        }
        int added = keys.findOrInsert(batch, columns, hashes, slots);
        if (due != null && added > 0) {
            due.added(batch, columns[due.column()], keys.inserted(), added, slots);
        }
        store.prepareWrite(slots, batch.size());
        return slots;
    }

    /** Which keys are final, or null if none ever is. */
    @Nullable
    DueRows due() {
        return due;
    }

    /** Forgets a key that is on no list, and whose rows are gone. */
    void forget(int key) {
        keys.remove(key);
    }

    private void set(int key, int word, long value) {
        store.prepareWrite(key);
        store.words(key)[store.base(key) + word] = value;
    }

    /** The first row of a side's chain, or -1. */
    int head(int key, int side) {
        return head(store, key, side);
    }

    /** The same of keys that may be frozen. */
    int head(RowView view, int key, int side) {
        return (int) view.word(key, chains + side) - 1;
    }

    /** How many rows a side's chain has. */
    int length(int key, int side) {
        return (int) (store.word(key, chains + side) >>> 32) & LENGTH_MASK;
    }

    boolean isIndexed(int key, int side) {
        return store.word(key, chains + side) < 0;
    }

    void setIndexed(int key, int side, boolean indexed) {
        long chain = store.word(key, chains + side);
        set(key, chains + side, indexed ? chain | INDEXED : chain & ~INDEXED);
    }

    /** Makes a row the first one of a side's chain, which {@code added} rows came to. */
    void setHead(int key, int side, int row, int added) {
        long chain = store.word(key, chains + side);
        set(key, chains + side, (chain & 0xFFFFFFFF00000000L | (row + 1)) + added * LENGTH);
    }

    /** How many rows a side has, copies counted. Only if matches are counted by key. */
    long total(int key, int side) {
        return store.word(key, totals + side);
    }

    void addToTotal(int key, int side, long weight) {
        set(key, totals + side, Math.addExact(total(key, side), weight));
    }

    /** Whether a side had rows when the last tick ended. */
    boolean wasPresent(int key, int side) {
        return (store.word(key, flags) & PRESENT << side) != 0;
    }

    void rememberPresent(int key) {
        long now = store.word(key, flags) & LISTED;
        for (int side = 0; side <= JoinShape.RIGHT; side++) {
            now |= total(key, side) > 0 ? PRESENT << side : 0;
        }
        set(key, flags, now);
    }

    /** Puts a key on the list, if it is not there. */
    void list(int key) {
        long word = store.word(key, flags);
        if ((word & LISTED) == 0) {
            set(key, flags, word | LISTED);
            if (listedCount == listed.length) {
                listed = Arrays.copyOf(listed, Math.max(64, 2 * listedCount));
            }
            listed[listedCount++] = key;
        }
    }

    int listedCount() {
        return listedCount;
    }

    int listed(int index) {
        return listed[index];
    }

    /** Empties the list, and removes the keys on it that have no rows. */
    void release() {
        for (int i = 0; i < listedCount; i++) {
            int key = listed[i];
            set(key, flags, store.word(key, flags) & ~LISTED);
            boolean rows = head(key, JoinShape.LEFT) >= 0 || head(key, JoinShape.RIGHT) >= 0;
            boolean counted = counts && (total(key, JoinShape.LEFT) != 0 || total(key, JoinShape.RIGHT) != 0);
            if (!rows && !counted) {
                keys.remove(key);
            }
        }
        listedCount = 0;
        if (listed.length > JoinSide.KEPT) {
            listed = new int[0];
        }
    }

    long bytes() {
        return keys.bytes()
                + (due == null ? 0 : due.bytes())
                + (long) Integer.BYTES * (hashes.length + slots.length + listed.length);
    }
}
