package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import java.util.Arrays;

/**
 * The keys of both sides in one table, each with the roots of its rows and the first ones of those that this tick touched. A key
 * goes when it has no rows. Owned by its operator. Cost: one probe a row, batches in two passes.
 */
final class AsOfKeys {
    /** Words: roots plus 1 (left above, right below), first touched rows plus 1 (likewise), and whether the key is listed. */
    private static final int ROOTS = 0;

    private static final int TOUCHED = 1;
    private static final int LISTED = 2;

    /** Above this many keys of a tick the room for them is given back. */
    private static final int MUCH = 4096;

    private final KeyedRows keys;
    private final RowStore store;
    private final int words;
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] listed = new int[0];
    private int listedCount;

    AsOfKeys(AsOfShape shape) {
        this.keys = KeyedRows.of(shape.keyTypes(), 3);
        this.store = keys.store();
        this.words = store.layout().extra(0);
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
        keys.findOrInsert(batch, columns, hashes, slots);
        return slots;
    }

    /** The root of a side's rows with a key, or {@link OrderedRows#NONE}. */
    int root(int key, int side) {
        return half(key, ROOTS, side);
    }

    void setRoot(int key, int side, int root) {
        setHalf(key, ROOTS, side, root);
    }

    /** The first row of a side with a key that was touched in this tick, or {@link OrderedRows#NONE}. */
    int touched(int key, int side) {
        return half(key, TOUCHED, side);
    }

    /** Makes a row the first one that was touched. */
    void setTouched(int key, int side, int row) {
        setHalf(key, TOUCHED, side, row);
    }

    private int half(int key, int word, int side) {
        long both = store.word(key, words + word);
        return (side == AsOfShape.LEFT ? (int) (both >>> Integer.SIZE) : (int) both) - 1;
    }

    private void setHalf(int key, int word, int side, int row) {
        long both = store.word(key, words + word);
        long added = row + 1L;
        set(
                key,
                word,
                side == AsOfShape.LEFT
                        ? added << Integer.SIZE | both & 0xFFFFFFFFL
                        : both & 0xFFFFFFFF_00000000L | added);
    }

    private void set(int key, int word, long value) {
        store.prepareWrite(key);
        store.words(key)[store.base(key) + words + word] = value;
    }

    /** Puts a key on the list of those to look at before the tick ends, if it is not there. */
    void list(int key) {
        if (store.word(key, words + LISTED) == 0) {
            set(key, LISTED, 1);
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
            set(key, LISTED, 0);
            if (store.word(key, words + ROOTS) == 0) {
                keys.remove(key);
            }
        }
        listedCount = 0;
        if (listed.length > MUCH) {
            listed = new int[0];
        }
    }

    long bytes() {
        return keys.bytes() + (long) Integer.BYTES * (hashes.length + slots.length + listed.length);
    }
}
