package io.millrace.executor.state;

import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Rows of one layout, side by side in chunks that start with 64 rows and hold about 32 KiB of words; strings lie in a
 * byte arena beside each chunk, which is compacted when half of it is no longer used. A slot number names a row until it
 * is freed; free slots are used again.
 *
 * <p>Single-owner. {@link #freeze} costs one reference a chunk and gives an immutable view for another thread; while that
 * is open, the owner copies a chunk before its first write to it. Whoever writes to {@code words(slot)} directly calls
 * {@link #prepareWrite} before, and takes the array anew after every freeze, allocation or call of it. Allocates per
 * chunk, never per row.
 */
public final class RowStore extends RowView {
    private static final int FIRST_ROWS = 64;
    private static final byte[] NO_BYTES = new byte[0];
    private static final int SMALLEST_ARENA = 256;

    private final LiveFreezes freezes = new LiveFreezes();
    private int chunkCount;
    private int limit;
    private int size;
    /** The first free slot plus one, or 0; a free row's header holds the next one, shifted by one. */
    private int firstFree;
    /** By chunk: the version under which its array was made. */
    private long[] stamps = new long[0];

    private int[] arenaUsed = new int[0];
    private int[] arenaDead = new int[0];
    private long version;
    private long copiedChunks;
    private long copiedBytes;

    public RowStore(RowLayout layout) {
        super(layout, new long[0][], new byte[0][], new boolean[layout.columns()]);
    }

    /** How many rows are in use. */
    public int size() {
        return size;
    }

    @Override
    public int slotLimit() {
        return limit;
    }

    /** A new row: all words 0, its chunk ready to be written. */
    public int allocate() {
        int slot = firstFree - 1;
        if (slot >= 0) {
            prepareWrite(slot);
            long[] words = words(slot);
            int header = base(slot) + layout.header();
            firstFree = (int) (words[header] >>> 1);
            words[header] = RowLayout.LIVE;
        } else {
            slot = limit;
            reserve(slot);
            prepareWrite(slot);
            limit++;
            words(slot)[base(slot) + layout.header()] = RowLayout.LIVE;
        }
        size++;
        return slot;
    }

    /** Gives a row's slot back. */
    public void free(int slot) {
        prepareWrite(slot);
        int chunk = slot >>> shift;
        long[] words = chunks[chunk];
        int base = base(slot);
        assert (words[base + layout.header()] & RowLayout.LIVE) != 0 : "slot " + slot + " is free";
        for (int column : layout.byteColumns()) {
            arenaDead[chunk] += RowLayout.length(words[base + layout.word(column)]);
        }
        Arrays.fill(words, base, base + rowWords, 0);
        words[base + layout.header()] = (long) firstFree << 1;
        firstFree = slot + 1;
        size--;
        if (layout.byteColumns().length > 0 && arenaUsed[chunk] > SMALLEST_ARENA && halfEmpty(chunk)) {
            compact(chunk, 0);
        }
    }

    /** Makes the chunk of a row ready to be written: copies it if an open freeze holds it. */
    public void prepareWrite(int slot) {
        int chunk = slot >>> shift;
        if (stamps[chunk] < freezes.newest()) {
            copy(chunk);
        }
    }

    /** Makes the chunks of the first {@code count} slots ready to be written; costs nothing while no freeze is open. */
    public void prepareWrite(int[] slots, int count) {
        long held = freezes.newest();
        if (held == LiveFreezes.NONE) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int chunk = slots[i] >>> shift;
            if (stamps[chunk] < held) {
                copy(chunk);
            }
        }
    }

    /** Writes one value of a row whose chunk is ready. */
    public void write(int slot, int column, Vector from, int row) {
        boolean isNull = from.isNull(row);
        setNull(slot, column, isNull);
        int at = base(slot) + layout.word(column);
        long[] words = words(slot);
        switch (layout.storage(column)) {
            case LONG -> words[at] = isNull ? 0 : ((LongVector) from).get(row);
            case DOUBLE -> words[at] = isNull ? 0 : KeyHash.canonicalBits(((DoubleVector) from).get(row));
            case BOOLEAN -> words[at] = !isNull && ((BooleanVector) from).get(row) ? 1 : 0;
            case DECIMAL128 -> {
                words[at] = isNull ? 0 : ((DecimalVector) from).high()[row];
                words[at + 1] = isNull ? 0 : ((DecimalVector) from).low()[row];
            }
            case BYTES -> {
                BytesVector bytes = (BytesVector) from;
                writeBytes(slot, column, bytes.data(), bytes.start(row), isNull ? 0 : bytes.length(row));
            }
        }
    }

    /** Writes a column of many rows whose chunks are ready: row {@code rows[i]} of the vector to slot {@code slots[i]}. */
    public void write(int column, Vector from, int[] rows, int[] slots, int count) {
        if (from.nulls() == null && !nullable[column] && from instanceof LongVector longs) {
            long[] values = longs.values();
            long[][] into = chunks;
            int word = layout.word(column);
            for (int i = 0; i < count; i++) {
                int slot = slots[i];
                into[slot >>> shift][(slot & mask) * rowWords + word] = values[rows[i]];
            }
        } else {
            for (int i = 0; i < count; i++) {
                write(slots[i], column, from, rows[i]);
            }
        }
    }

    /** Sets a row's null flag of a column; the value's words are left as they are. The chunk is ready. */
    public void setNull(int slot, int column, boolean isNull) {
        if (!isNull && !nullable[column]) {
            return;
        }
        nullable[column] = true;
        long[] words = words(slot);
        int at = base(slot) + layout.nullWord(column);
        long bit = layout.nullBit(column);
        words[at] = isNull ? words[at] | bit : words[at] & ~bit;
    }

    /** Writes the bytes of a BYTES column, which are copied; leaves the null flag alone. The chunk is ready. */
    public void writeBytes(int slot, int column, byte[] source, int start, int length) {
        int chunk = slot >>> shift;
        int at = base(slot) + layout.word(column);
        long[] words = chunks[chunk];
        arenaDead[chunk] += RowLayout.length(words[at]);
        words[at] = 0;
        if (length > 0) {
            if (arenas[chunk].length - arenaUsed[chunk] < length) {
                makeRoom(chunk, length);
            }
            int to = arenaUsed[chunk];
            System.arraycopy(source, start, arenas[chunk], to, length);
            arenaUsed[chunk] = to + length;
            words[at] = RowLayout.reference(to, length);
        }
    }

    /** An immutable view of the rows as they are now, to be read by one other thread and closed by it. */
    public Frozen freeze() {
        version++;
        Frozen frozen = new Frozen(
                this,
                Arrays.copyOf(chunks, chunkCount),
                Arrays.copyOf(arenas, Math.min(chunkCount, arenas.length)),
                freezes,
                version);
        freezes.open(version);
        return frozen;
    }

    /** Removes all rows. */
    public void clear() {
        chunks = new long[0][];
        arenas = new byte[0][];
        stamps = new long[0];
        arenaUsed = new int[0];
        arenaDead = new int[0];
        chunkCount = 0;
        limit = 0;
        size = 0;
        firstFree = 0;
    }

    /** How many chunks have been copied because an open freeze held them, since the store was made. */
    public long copiedChunks() {
        return copiedChunks;
    }

    /** How many bytes those copies took. */
    public long copiedBytes() {
        return copiedBytes;
    }

    @Override
    public long bytes() {
        return super.bytes() + (long) Long.BYTES * stamps.length + 2L * Integer.BYTES * arenaUsed.length;
    }

    private void copy(int chunk) {
        long[] copy = chunks[chunk].clone();
        // A lookup on another thread that finds the copy finds its words as well.
        VarHandle.storeStoreFence();
        chunks[chunk] = copy;
        stamps[chunk] = version;
        copiedChunks++;
        copiedBytes += (long) Long.BYTES * chunks[chunk].length;
    }

    /** Makes sure that the chunk of the next new slot is there. */
    private void reserve(int slot) {
        if (slot == Integer.MAX_VALUE) {
            throw new EngineException(
                    ErrorCode.MEMORY_LIMIT,
                    "The state of this query has more than " + Integer.MAX_VALUE
                            + " rows in one shard. Bound it by a time window, or use more workers");
        }
        int chunk = slot >>> shift;
        if (chunk == chunkCount) {
            addChunk();
        } else if (base(slot) == chunks[chunk].length) {
            // Only the first chunk starts small, so that an idle operator costs next to nothing.
            long[] larger = Arrays.copyOf(chunks[chunk], 2 * chunks[chunk].length);
            VarHandle.storeStoreFence();
            chunks[chunk] = larger;
            stamps[chunk] = version;
        }
    }

    private void addChunk() {
        if (chunkCount == chunks.length) {
            int capacity = Math.max(1, 2 * chunkCount);
            chunks = Arrays.copyOf(chunks, capacity);
            stamps = Arrays.copyOf(stamps, capacity);
            if (layout.byteColumns().length > 0) {
                arenas = Arrays.copyOf(arenas, capacity);
                arenaUsed = Arrays.copyOf(arenaUsed, capacity);
                arenaDead = Arrays.copyOf(arenaDead, capacity);
            }
        }
        int rows = chunkCount == 0 ? Math.min(FIRST_ROWS, mask + 1) : mask + 1;
        chunks[chunkCount] = new long[rows * rowWords];
        stamps[chunkCount] = version;
        if (layout.byteColumns().length > 0) {
            arenas[chunkCount] = NO_BYTES;
        }
        chunkCount++;
    }

    private boolean halfEmpty(int chunk) {
        return arenaDead[chunk] > arenaUsed[chunk] >> 1;
    }

    private void makeRoom(int chunk, int length) {
        int used = arenaUsed[chunk];
        if (halfEmpty(chunk)) {
            compact(chunk, length);
        } else {
            // Bytes in use are never written again, so open freezes may share the old array.
            arenas[chunk] = Arrays.copyOf(arenas[chunk], arenaCapacity((long) used + length));
        }
    }

    private void compact(int chunk, int room) {
        byte[] old = arenas[chunk];
        byte[] arena = new byte[arenaCapacity((long) arenaUsed[chunk] - arenaDead[chunk] + room)];
        long[] words = chunks[chunk];
        int rows = Math.min(limit - (chunk << shift), words.length / rowWords);
        int used = 0;
        for (int row = 0; row < rows; row++) {
            int base = row * rowWords;
            if ((words[base + layout.header()] & RowLayout.LIVE) == 0) {
                continue;
            }
            for (int column : layout.byteColumns()) {
                int at = base + layout.word(column);
                int length = RowLayout.length(words[at]);
                if (length > 0) {
                    System.arraycopy(old, RowLayout.start(words[at]), arena, used, length);
                    words[at] = RowLayout.reference(used, length);
                    used += length;
                }
            }
        }
        arenas[chunk] = arena;
        arenaUsed[chunk] = used;
        arenaDead[chunk] = 0;
    }

    private static int arenaCapacity(long needed) {
        long capacity = Math.max(SMALLEST_ARENA, needed + (needed >> 1));
        if (needed > Integer.MAX_VALUE - 16) {
            throw new EngineException(
                    ErrorCode.MEMORY_LIMIT,
                    "The strings in the state of this query are too long: " + needed + " bytes lie side by side");
        }
        return (int) Math.min(capacity, Integer.MAX_VALUE - 16);
    }
}
