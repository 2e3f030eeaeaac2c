package io.millrace.executor.state;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.type.ColumnType;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link RowStore} with a {@link HashIndex} on some of its columns, the key: what GROUP BY, DISTINCT, joins and result
 * tables find their rows by. Keys are equal as in {@link KeyHash}. Probing takes a batch at a time: index entries of a
 * block first, then the words of rows that are used, then one comparison loop for each key column; equal hashes of different keys take a slow path.
 *
 * <p>Single-owner, except {@link #lookup}. Allocates nothing per row but what the store and the index grow by.
 */
public final class KeyedRows {
    private static final int BLOCK = 1024;
    private static final int ABSENT = -1;
    private static final int COLLIDED = -2;

    private final RowStore store;
    private final HashIndex index = new HashIndex();
    private final int[] key;
    private final int usedWords;
    private long readAhead;

    private long[] entries = new long[0];
    private int[] hashes = new int[0];
    private int[] inserted = new int[0];
    private int insertedCount;

    /** Odd while rows are being added or moved; see {@link #stamp}. */
    private final AtomicInteger stamp = new AtomicInteger();

    /**
     * Makes an empty store and index.
     *
     * @param layout the rows
     * @param key the layout's columns that are the key
     */
    public KeyedRows(RowLayout layout, int[] key) {
        this(layout, key, 0);
    }

    /**
     * As above, for an owner that works with the rows found at once.
     *
     * @param usedWords how many words from the front of a row the owner goes on to use, 0 for none: in a table larger than the
     *     caches they are fetched for a block of rows together
     */
    public KeyedRows(RowLayout layout, int[] key, int usedWords) {
        this.store = new RowStore(layout);
        this.key = key.clone();
        this.usedWords = usedWords;
    }

    /** Rows of key columns followed by words of the owner: what a GROUP BY keeps. */
    public static KeyedRows of(List<ColumnType> keyTypes, int extraWords) {
        int[] key = new int[keyTypes.size()];
        Arrays.setAll(key, i -> i);
        RowLayout layout = new RowLayout(keyTypes, extraWords);
        return new KeyedRows(layout, key, layout.words());
    }

    public RowStore store() {
        return store;
    }

    public HashIndex index() {
        return index;
    }

    /** How many rows there are. */
    public int size() {
        return store.size();
    }

    /** The layout's columns that are the key; not to be written. */
    public int[] key() {
        return key;
    }

    /**
     * Finds the row of each key, and adds rows for keys that are not there: their key columns are written, all else is 0
     * (and not NULL).
     *
     * @param batch rows with the keys
     * @param columns the batch's columns that are the key
     * @param hashes the {@link KeyHash} of those columns
     * @param slots takes the slot for each row of the batch
     * @return how many rows were added; {@link #inserted} tells which
     */
    public int findOrInsert(Batch batch, int[] columns, int[] hashes, int[] slots) {
        insertedCount = 0;
        for (int from = 0; from < batch.size(); from += BLOCK) {
            int to = Math.min(batch.size(), from + BLOCK);
            if (!probe(batch, columns, hashes, slots, from, to)) {
                findOrInsertRest(batch, columns, hashes, slots, from, to);
            }
        }
        return insertedCount;
    }

    /**
     * As {@link #findOrInsert(Batch, int[], int[], int[])} from the keys alone, which saves a pass where all rows of a small
     * table with short keys are there.
     */
    public int findOrInsert(Batch batch, int[] columns, int[] slots) {
        long[][] segments = index.directory();
        boolean small = segments.length == 2 && segments[0] == segments[1] && index.isCached();
        if (small && key.length == 1 && !store.mayBeNull(key[0])) {
            Vector vector = batch.column(columns[0]);
            if (vector.nulls() == null
                    && vector instanceof LongVector longs
                    && probeLongs(segments[0], longs.values(), batch.size(), slots)) {
                insertedCount = 0;
                return 0;
            }
        }
        hashes = KeyHash.of(batch, columns, hashes);
        return findOrInsert(batch, columns, hashes, slots);
    }

    /** Hash, index and rows in one loop; gives up at the first key that is not there. */
    private boolean probeLongs(long[] segment, long[] values, int size, int[] slots) {
        long[][] rows = store.chunks();
        int toChunk = store.shift();
        int inChunk = store.mask();
        int stride = store.rowWords();
        int word = store.layout().word(key[0]);
        int mask = segment.length - 2;
        for (int row = 0; row < size; row++) {
            long value = values[row];
            int hash = KeyHash.ofLong(value);
            long entry = HashIndex.near(segment[hash & mask], segment[(hash + 1) & mask], hash);
            int slot = (int) entry - 1;
            if (slot < 0 || rows[slot >>> toChunk][(slot & inChunk) * stride + word] != value) {
                slot = lookupLong(segment, hash, word, value);
                if (slot < 0) {
                    return false;
                }
            }
            slots[row] = slot;
        }
        return true;
    }

    private void findOrInsertRest(Batch batch, int[] columns, int[] hashes, int[] slots, int from, int to) {
        beginChange();
        try {
            for (int row = from; row < to; row++) {
                if (slots[row] < 0) {
                    slots[row] = findOrInsert(batch, columns, hashes[row], row);
                }
            }
        } finally {
            endChange();
        }
    }

    /**
     * The owner is about to move what other threads may be looking up: index entries, bytes. {@link #findOrInsert} does this by
     * itself; whoever writes strings to rows while lookups are allowed calls it, and {@link #endChange} afterwards.
     */
    public void beginChange() {
        stamp.setRelease(stamp.getPlain() + 1);
        VarHandle.fullFence();
    }

    /** What {@link #beginChange} announced is done. */
    public void endChange() {
        VarHandle.fullFence();
        stamp.setRelease(stamp.getPlain() + 1);
    }

    /** A stamp for reading by another thread: what it finds is void if this is odd or not {@link #isStill} the same afterwards. */
    public int stamp() {
        return stamp.getAcquire();
    }

    /** Whether no row was added or moved since {@link #stamp} gave this. */
    public boolean isStill(int before) {
        VarHandle.acquireFence();
        return stamp.getAcquire() == before;
    }

    /** Fills slots with rows of these keys, ABSENT or COLLIDED; returns whether all rows were found. */
    private boolean probe(Batch batch, int[] columns, int[] hashes, int[] slots, int from, int to) {
        if (key.length == 1 && index.isCached() && !store.mayBeNull(key[0])) {
            Vector vector = batch.column(columns[0]);
            if (vector.nulls() == null && vector instanceof LongVector longs) {
                return probeLongs(longs.values(), hashes, slots, from, to);
            }
        }
        if (entries.length == 0) {
            entries = new long[BLOCK];
        }
        boolean absent = index.first(hashes, from, to, slots, entries);
        if (usedWords > 0 && !index.isCached() && store.size() > 0) {
            readAhead = readAhead(slots, from, to);
        }
        return compare(batch, columns, slots, from, to) == 0 && !absent;
    }

    /**
     * Reads the first and the last word in use of each row found, in a loop of so few steps that the processor has many of these
     * reads under way at once; what follows finds both in the caches. Gives what was read, or it would not be read.
     */
    private long readAhead(int[] slots, int from, int to) {
        long[][] rows = store.chunks();
        int toChunk = store.shift();
        int inChunk = store.mask();
        int stride = store.rowWords();
        int last = usedWords - 1;
        long read = 0;
        for (int row = from; row < to; row++) {
            int slot = Math.max(slots[row], 0);
            long[] words = rows[slot >>> toChunk];
            int at = (slot & inChunk) * stride;
            read |= words[at] | words[at + last];
        }
        return read;
    }

    /** All bits of the words that the last block's rows were read ahead by. */
    long wordsReadAhead() {
        return readAhead;
    }

    /** Index and rows in one loop, for keys of one long and an index that is in the caches. */
    private boolean probeLongs(long[] values, int[] hashes, int[] slots, int from, int to) {
        long[][] segments = index.directory();
        if (segments[0] == segments[1] && segments.length == 2) {
            return probeLongs(segments[0], values, hashes, slots, from, to);
        }
        long[][] rows = store.chunks();
        int toChunk = store.shift();
        int inChunk = store.mask();
        int stride = store.rowWords();
        int word = store.layout().word(key[0]);
        boolean all = true;
        for (int row = from; row < to; row++) {
            int hash = hashes[row];
            long[] segment = segments[HashIndex.position(hash, segments.length)];
            int mask = segment.length - 2;
            long entry = HashIndex.near(segment[hash & mask], segment[(hash + 1) & mask], hash);
            int slot = (int) entry - 1;
            // An equal key has an equal hash, so that the hash need not be compared as well.
            if (slot < 0 || rows[slot >>> toChunk][(slot & inChunk) * stride + word] != values[row]) {
                slot = lookupLong(segment, hash, word, values[row]);
                all &= slot >= 0;
            }
            slots[row] = slot;
        }
        return all;
    }

    /** The same where the index has one segment, which saves a quarter of the time. */
    private boolean probeLongs(long[] segment, long[] values, int[] hashes, int[] slots, int from, int to) {
        long[][] rows = store.chunks();
        int toChunk = store.shift();
        int inChunk = store.mask();
        int stride = store.rowWords();
        int word = store.layout().word(key[0]);
        int mask = segment.length - 2;
        boolean all = true;
        for (int row = from; row < to; row++) {
            int hash = hashes[row];
            long entry = HashIndex.near(segment[hash & mask], segment[(hash + 1) & mask], hash);
            int slot = (int) entry - 1;
            // An equal key has an equal hash, so that the hash need not be compared as well.
            if (slot < 0 || rows[slot >>> toChunk][(slot & inChunk) * stride + word] != values[row]) {
                slot = lookupLong(segment, hash, word, values[row]);
                all &= slot >= 0;
            }
            slots[row] = slot;
        }
        return all;
    }

    private int lookupLong(long[] segment, int hash, int word, long value) {
        int mask = segment.length - 2;
        int at = hash & mask;
        for (long entry = segment[at]; entry != 0; entry = segment[at]) {
            int slot = (int) entry - 1;
            if ((int) (entry >>> 32) == hash && store.word(slot, word) == value) {
                return slot;
            }
            at = (at + 1) & mask;
        }
        return ABSENT;
    }

    /** The batch rows for which the last {@link #findOrInsert} added a row: as many as it returned. */
    public int[] inserted() {
        return inserted;
    }

    /** Finds the row of each key, -1 where there is none; see {@link #findOrInsert}. */
    public void find(Batch batch, int[] columns, int[] hashes, int[] slots) {
        for (int from = 0; from < batch.size(); from += BLOCK) {
            int to = Math.min(batch.size(), from + BLOCK);
            if (!probe(batch, columns, hashes, slots, from, to)) {
                for (int row = from; row < to; row++) {
                    if (slots[row] < 0) {
                        slots[row] = lookup(batch, columns, hashes[row], row);
                    }
                }
            }
        }
    }

    /**
     * Finds the row of one key, or -1. May be called by any thread: beside a writing owner it may err or throw
     * IndexOutOfBounds or NullPointer exceptions, but it ends and changes nothing.
     */
    public int lookup(Batch batch, int[] columns, int hash, int row) {
        long[] segment = index.segment(hash);
        int mask = segment.length - 2;
        for (int i = 0, at = hash & mask; i <= mask; i++, at = (at + 1) & mask) {
            long entry = segment[at];
            if (entry == 0) {
                return ABSENT;
            }
            int slot = (int) entry - 1;
            if ((int) (entry >>> 32) == hash && equal(slot, batch, columns, row)) {
                return slot;
            }
        }
        return ABSENT;
    }

    /** Removes a row from index and store. */
    public void remove(int slot) {
        remove(slot, hash(slot));
    }

    /** Removes a row whose hash is known. */
    public void remove(int slot, int hash) {
        index.remove(hash, slot);
        store.free(slot);
    }

    /** The hash of a row's key. */
    public int hash(int slot) {
        return KeyHash.ofRow(store, key, slot);
    }

    /** Heap bytes of rows and index. */
    public long bytes() {
        return store.bytes()
                + index.bytes()
                + (long) Long.BYTES * entries.length
                + (long) Integer.BYTES * (hashes.length + inserted.length);
    }

    private int findOrInsert(Batch batch, int[] columns, int hash, int row) {
        int slot = lookup(batch, columns, hash, row);
        return slot >= 0 ? slot : insert(batch, columns, hash, row);
    }

    private int insert(Batch batch, int[] columns, int hash, int row) {
        int slot = store.allocate();
        for (int i = 0; i < key.length; i++) {
            store.write(slot, key[i], batch.column(columns[i]), row);
        }
        index.insert(hash, slot);
        if (insertedCount == inserted.length) {
            inserted = Arrays.copyOf(inserted, Math.max(16, 2 * insertedCount));
        }
        inserted[insertedCount++] = row;
        return slot;
    }

    private boolean equal(int slot, Batch batch, int[] columns, int row) {
        for (int i = 0; i < key.length; i++) {
            if (!store.equal(slot, key[i], batch.column(columns[i]), row)) {
                return false;
            }
        }
        return true;
    }

    /** Compares found rows with the batch, column by column; slots of other keys become COLLIDED. Returns how many. */
    private int compare(Batch batch, int[] columns, int[] slots, int from, int to) {
        int collisions = 0;
        for (int i = 0; i < key.length; i++) {
            Vector vector = batch.column(columns[i]);
            boolean nulls = vector.nulls() != null || store.mayBeNull(key[i]);
            if (!nulls && vector instanceof LongVector longs) {
                collisions += compareLongs(longs.values(), store.layout().word(key[i]), slots, from, to);
            } else if (!nulls && vector instanceof BytesVector bytes) {
                collisions += compareBytes(bytes, store.layout().word(key[i]), slots, from, to);
            } else {
                collisions += compareAny(vector, key[i], slots, from, to);
            }
        }
        return collisions;
    }

    private int compareLongs(long[] values, int word, int[] slots, int from, int to) {
        long[][] rows = store.chunks();
        int toChunk = store.shift();
        int inChunk = store.mask();
        int stride = store.rowWords();
        int collisions = 0;
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            if (slot >= 0 && rows[slot >>> toChunk][(slot & inChunk) * stride + word] != values[row]) {
                slots[row] = COLLIDED;
                collisions++;
            }
        }
        return collisions;
    }

    private int compareBytes(BytesVector bytes, int word, int[] slots, int from, int to) {
        int collisions = 0;
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            if (slot >= 0 && !RowView.equal(store.arena(slot), store.word(slot, word), bytes, row)) {
                slots[row] = COLLIDED;
                collisions++;
            }
        }
        return collisions;
    }

    private int compareAny(Vector vector, int column, int[] slots, int from, int to) {
        int collisions = 0;
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            if (slot >= 0 && !store.equal(slot, column, vector, row)) {
                slots[row] = COLLIDED;
                collisions++;
            }
        }
        return collisions;
    }
}
