package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows to be looked up by some of their columns: each different row once with its weight, in a chain for each key. Cost: two probes
 * for a row that changes, one for a key that is looked up. Owned by its operator.
 */
final class LookupRows {
    private static final int NONE = -1;
    private static final int BLOCK = 1024;
    private static final int MUCH = 4096;

    /** Words of a row: its weight, the next row of its key plus 1 below and the one before plus 1 above, its key's slot. */
    private static final int WEIGHT = 0;

    private static final int LINKS = 1;
    private static final int KEY = 2;

    private final List<ColumnType> types;
    private final int[] all;
    private final int[] key;
    private final KeyedRows rows;
    private final KeyedRows keys;
    private final RowStore store;
    private final int words;
    private final int head;
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] keySlots = new int[0];

    /** Rows that may have weight 0 now. */
    private int[] vanishing = new int[0];

    private int vanishingCount;
    private long visited;

    LookupRows(List<ColumnType> types, int[] key) {
        this.types = types;
        this.all = IntStream.range(0, types.size()).toArray();
        this.key = key;
        this.rows = KeyedRows.of(types, 3);
        this.keys = KeyedRows.of(IntStream.of(key).mapToObj(types::get).toList(), 1);
        this.store = rows.store();
        this.words = store.layout().extra(0);
        this.head = keys.store().layout().extra(0);
    }

    RowStore store() {
        return store;
    }

    /** Takes rows of a delta, which may be in any order within a tick. */
    void add(Batch batch) {
        int size = batch.size();
        hashes = KeyHash.of(batch, all, hashes);
        slots = atLeast(slots, size);
        rows.findOrInsert(batch, all, hashes, slots);
        hashes = KeyHash.of(batch, key, hashes);
        keySlots = atLeast(keySlots, size);
        keys.findOrInsert(batch, key, hashes, keySlots);
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            // A row that is in a chain has its key plus 1.
            if (word(slot, KEY) == 0) {
                link(slot, keySlots[row]);
            }
            long weight = Math.addExact(word(slot, WEIGHT), batch.weight(row));
            set(slot, WEIGHT, weight);
            if (weight == 0) {
                vanishing = atLeast(vanishing, vanishingCount + 1);
                vanishing[vanishingCount++] = slot;
            }
        }
    }

    private void link(int slot, int ofKey) {
        int first = first(ofKey);
        set(slot, KEY, ofKey + 1L);
        set(slot, LINKS, first + 1L);
        if (first != NONE) {
            set(first, LINKS, word(first, LINKS) & 0xFFFFFFFFL | slot + 1L << Integer.SIZE);
        }
        setFirst(ofKey, slot);
    }

    /** All of the tick has come: forgets rows that are gone. */
    void settle() {
        for (int i = 0; i < vanishingCount; i++) {
            int slot = vanishing[i];
            // It may have come again, or be on the list twice.
            if (store.isLive(slot) && word(slot, KEY) != 0 && word(slot, WEIGHT) == 0) {
                unlink(slot);
                rows.remove(slot);
            }
        }
        vanishingCount = 0;
        if (vanishing.length > MUCH) {
            vanishing = new int[0];
        }
    }

    private void unlink(int slot) {
        int ofKey = (int) word(slot, KEY) - 1;
        int next = next(slot);
        int before = (int) (word(slot, LINKS) >>> Integer.SIZE) - 1;
        if (next != NONE) {
            set(next, LINKS, word(next, LINKS) & 0xFFFFFFFFL | before + 1L << Integer.SIZE);
        }
        if (before != NONE) {
            set(before, LINKS, word(before, LINKS) & 0xFFFFFFFF_00000000L | next + 1L);
        } else if (next != NONE) {
            setFirst(ofKey, next);
        } else {
            keys.remove(ofKey);
        }
    }

    /** Looks keys up: by row of a batch the slot of its key, or -1; valid until the next call. */
    int[] find(Batch batch, int[] columns) {
        hashes = KeyHash.of(batch, columns, hashes);
        keySlots = atLeast(keySlots, batch.size());
        keys.find(batch, columns, hashes, keySlots);
        return keySlots;
    }

    /** The first row of a key. */
    int first(int ofKey) {
        return (int) keys.store().word(ofKey, head) - 1;
    }

    private void setFirst(int ofKey, int slot) {
        RowStore into = keys.store();
        into.prepareWrite(ofKey);
        into.words(ofKey)[into.base(ofKey) + head] = slot + 1L;
    }

    /** The row behind another one of its key, or -1. */
    int next(int slot) {
        visited++;
        return (int) word(slot, LINKS) - 1;
    }

    long weight(int slot) {
        return word(slot, WEIGHT);
    }

    private long word(int slot, int word) {
        return store.word(slot, words + word);
    }

    private void set(int slot, int word, long value) {
        store.prepareWrite(slot);
        store.words(slot)[store.base(slot) + words + word] = value;
    }

    /** How many rows have been looked at. */
    long visited() {
        return visited;
    }

    /** How many rows and keys there are. */
    long size() {
        return (long) rows.size() + keys.size();
    }

    void write(StateWriter out, int[] partition) {
        Batch batch = new Batch(types);
        int[] found = new int[BLOCK];
        int from = 0;
        for (int count; (count = store.liveSlots(from, found, BLOCK)) > 0; from = found[count - 1] + 1) {
            batch.clear();
            store.read(found, count, all, batch);
            for (int i = 0; i < count; i++) {
                batch.setWeight(i, weight(found[i]));
            }
            out.write(0, batch, KeyHash.of(batch, partition, new int[0]));
        }
    }

    void read(StateReader in) {
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            add(batch);
        }
    }

    long bytes() {
        return rows.bytes()
                + keys.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + keySlots.length + vanishing.length);
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
