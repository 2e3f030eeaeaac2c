package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowOrder;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.RowView;
import java.util.Arrays;

/**
 * The rows of one side of an as-of join, each once with its weight, ordered by time within their key. Cost: O(log rows of the key)
 * for each row that changes; 7 words beside its columns. Owned by its operator.
 */
final class AsOfSide {
    static final int NONE = OrderedRows.NONE;

    /** Words of a row: its weight; how often it is in the output, of a right row 1 if it was there when the last tick ended. */
    private static final int WEIGHT = 0;

    private static final int SHOWN = 1;

    /** The key's slot above; below, of a left row, the slot plus 1 of the right row beside which it is in the output. */
    private static final int OWNER = 2;

    /** Of a touched row the next one of the same key plus 2, 1 behind the last one; of one that is in no sequence any more, -1. */
    private static final int LINK = 3;

    private static final int WORDS = 4;
    private static final long REMOVED = -1;
    private static final int MUCH = 4096;

    private final AsOfKeys keys;
    private final int side;
    private final int[] columns;
    private final RowOrder order;
    private final OrderedRows rows;
    private final RowStore store;
    private final int words;

    /** Rows that are in no sequence any more, to be freed when all that speaks of them has been sent. */
    private int[] removed = new int[0];

    private int removedCount;
    private boolean created;

    AsOfSide(AsOfShape shape, int side, AsOfKeys keys) {
        this.keys = keys;
        this.side = side;
        this.columns = shape.stored(side);
        this.order = shape.order(side);
        this.rows = new OrderedRows(shape.storedTypes(side), order, 0, WORDS);
        this.store = rows.store();
        this.words = rows.ownerWord(0);
    }

    OrderedRows rows() {
        return rows;
    }

    RowStore store() {
        return store;
    }

    /** Whether the last {@link #add} made a new row. */
    boolean created() {
        return created;
    }

    /** Adds to the weight of a row, which then counts as touched; returns its slot. */
    int add(Batch batch, int row, int key, long weight) {
        int slot = store.allocate();
        for (int i = 0; i < columns.length; i++) {
            store.write(slot, i, batch.column(columns[i]), row);
        }
        int known = place(slot, key, weight > 0);
        created = known == slot;
        if (created) {
            set(slot, OWNER, (long) key << Integer.SIZE);
        } else {
            store.free(slot);
        }
        set(known, WEIGHT, Math.addExact(weight(known), weight));
        touch(known, key);
        return known;
    }

    /** The row of a sequence that equals a new one, or the new one, put into the sequence. */
    private int place(int slot, int key, boolean isLikelyNew) {
        int root = keys.root(key, side);
        if (!isLikelyNew) {
            int same = rows.find(root, store, slot);
            if (same != NONE) {
                return same;
            }
        }
        int newRoot = rows.insert(root, slot, 0);
        int before = rows.previous(slot);
        boolean isKnown = before != NONE && order.compare(store, before, store, slot) == 0;
        keys.setRoot(key, side, isKnown ? rows.remove(slot) : newRoot);
        return isKnown ? before : slot;
    }

    private void touch(int slot, int key) {
        if (store.word(slot, words + LINK) == 0) {
            set(slot, LINK, keys.touched(key, side) + 2L);
            keys.setTouched(key, side, slot);
            keys.list(key);
        }
    }

    /** The touched row behind one, or {@link #NONE}; the one is not touched any more. */
    int untouch(int slot) {
        int next = (int) store.word(slot, words + LINK) - 2;
        set(slot, LINK, 0);
        return next;
    }

    /** Takes a row out of its sequence. It can still be read, until {@link #free}. */
    void remove(int slot) {
        int key = key(slot);
        keys.setRoot(key, side, rows.remove(slot));
        keys.list(key);
        set(slot, LINK, REMOVED);
        if (removedCount == removed.length) {
            removed = Arrays.copyOf(removed, Math.max(64, 2 * removedCount));
        }
        removed[removedCount++] = slot;
    }

    /** Frees the rows that were removed. */
    void free() {
        for (int i = 0; i < removedCount; i++) {
            store.free(removed[i]);
        }
        removedCount = 0;
        if (removed.length > MUCH) {
            removed = new int[0];
        }
    }

    /** Whether a slot that had a row once has one in a sequence with this time. */
    boolean isThere(int slot, long time) {
        return store.isLive(slot) && !isRemoved(slot) && !isTimeless(slot) && time(slot) == time;
    }

    /** Whether a row is in no sequence any more. */
    boolean isRemoved(int slot) {
        return store.word(slot, words + LINK) == REMOVED;
    }

    long weight(int slot) {
        return store.word(slot, words + WEIGHT);
    }

    /** The weight when a tick ends, which is never negative. */
    long settledWeight(int slot) {
        long weight = weight(slot);
        if (weight < 0) {
            throw new IllegalStateException("a row is deleted that is not there");
        }
        return weight;
    }

    /** How often a left row is in the output; whether a right row was there when the last tick ended. */
    long shown(int slot) {
        return shown(store, slot);
    }

    /** The same of rows that may be frozen. */
    long shown(RowView view, int slot) {
        return view.word(slot, words + SHOWN);
    }

    void setShown(int slot, long weight) {
        set(slot, SHOWN, weight);
    }

    int key(int slot) {
        return key(store, slot);
    }

    /** The same of rows that may be frozen. */
    int key(RowView view, int slot) {
        return (int) (view.word(slot, words + OWNER) >>> Integer.SIZE);
    }

    /** The right row beside which a left one is in the output, or {@link #NONE}. */
    int match(int slot) {
        return match(store, slot);
    }

    /** The same of rows that may be frozen. */
    int match(RowView view, int slot) {
        return (int) view.word(slot, words + OWNER) - 1;
    }

    void setMatch(int slot, int match) {
        long word = store.word(slot, words + OWNER);
        set(slot, OWNER, word & 0xFFFFFFFF_00000000L | match + 1L);
    }

    boolean isTimeless(int slot) {
        return store.isNull(slot, AsOfShape.TIME);
    }

    /** The time of a row that has one; only if that is an integer. */
    long time(int slot) {
        return store.word(slot, store.layout().word(AsOfShape.TIME));
    }

    private void set(int slot, int word, long value) {
        store.prepareWrite(slot);
        store.words(slot)[store.base(slot) + words + word] = value;
    }

    long bytes() {
        return store.bytes() + (long) Integer.BYTES * removed.length;
    }
}
