package io.millrace.executor.state;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;

/**
 * Read access to stored rows, live or frozen. A row is named by its slot; its words are
 * {@code words(slot)[base(slot) ..]} in the order of the {@link RowLayout}. Loops over many slots take
 * {@link #chunks}, {@link #shift}, {@link #mask} and {@link #rowWords} into locals instead.
 *
 * <p>Reads by a thread that is not the owner of a live store may see torn rows and fail with IndexOutOfBounds or
 * NullPointer exceptions, but never run without bound; the caller proves afterwards that nothing changed meanwhile.
 */
public abstract sealed class RowView permits RowStore, Frozen {
    static final int CHUNK_WORDS = 4096;
    static final int SMALLEST_CHUNK = 16;

    final RowLayout layout;
    final int rowWords;
    final int shift;
    final int mask;
    /** Rows by chunk; only a store changes it. */
    long[][] chunks;
    /** Bytes by chunk: parts that are in use are never written again. */
    byte[][] arenas;
    /** By column: whether any row ever was NULL there. */
    boolean[] nullable;

    RowView(RowLayout layout, long[][] chunks, byte[][] arenas, boolean[] nullable) {
        this.layout = layout;
        this.rowWords = layout.words();
        int rows = Math.max(SMALLEST_CHUNK, Integer.highestOneBit(Math.max(1, CHUNK_WORDS / rowWords)));
        this.shift = Integer.numberOfTrailingZeros(rows);
        this.mask = rows - 1;
        this.chunks = chunks;
        this.arenas = arenas;
        this.nullable = nullable;
    }

    public final RowLayout layout() {
        return layout;
    }

    /** Rows by chunk: a slot's chunk is {@code slot >>> shift()}, its row starts at {@code (slot & mask()) * rowWords()}. */
    public final long[][] chunks() {
        return chunks;
    }

    public final int shift() {
        return shift;
    }

    public final int mask() {
        return mask;
    }

    public final int rowWords() {
        return rowWords;
    }

    /** The array that a row lies in. */
    public final long[] words(int slot) {
        return chunks[slot >>> shift];
    }

    /** Where a row starts in its array. */
    public final int base(int slot) {
        return (slot & mask) * rowWords;
    }

    /** One word of a row. */
    public final long word(int slot, int word) {
        return chunks[slot >>> shift][(slot & mask) * rowWords + word];
    }

    /** The array that the bytes of a row lie in. */
    public final byte[] arena(int slot) {
        return arenas[slot >>> shift];
    }

    /** Whether a slot below the limit is in use. */
    public final boolean isLive(int slot) {
        return (word(slot, layout.header()) & RowLayout.LIVE) != 0;
    }

    public final boolean isNull(int slot, int column) {
        return (word(slot, layout.nullWord(column)) & layout.nullBit(column)) != 0;
    }

    /** Whether any row was ever NULL in a column; false lets loops skip the flags. */
    public final boolean mayBeNull(int column) {
        return nullable[column];
    }

    /** Slots below this number may be in use. */
    public abstract int slotLimit();

    /**
     * Lists rows in use, in slot order.
     *
     * @param from the first slot to look at
     * @param slots where to write the slots found
     * @param max how many to find at most
     * @return how many were found; go on behind the last one
     */
    public final int liveSlots(int from, int[] slots, int max) {
        int limit = slotLimit();
        int header = layout.header();
        int count = 0;
        for (int slot = from; slot < limit && count < max; slot++) {
            if ((chunks[slot >>> shift][(slot & mask) * rowWords + header] & RowLayout.LIVE) != 0) {
                slots[count++] = slot;
            }
        }
        return count;
    }

    /** Appends rows to a batch: its column {@code i} takes stored column {@code columns[i]}. Weights are left at +1. */
    public final void read(int[] slots, int count, int[] columns, Batch into) {
        int at = into.size();
        for (int i = 0; i < columns.length; i++) {
            read(columns[i], slots, count, into.column(i), at);
        }
        into.setSize(at + count);
    }

    /** Writes a stored column of the first {@code count} slots to a vector, from row {@code at}, the next one to be written. */
    public final void read(int column, int[] slots, int count, Vector into, int at) {
        int word = layout.word(column);
        switch (layout.storage(column)) {
            case LONG -> readLongs(word, slots, count, ((LongVector) into).valuesForWriting(at + count), at);
            case DOUBLE -> readDoubles(word, slots, count, ((DoubleVector) into).valuesForWriting(at + count), at);
            case BOOLEAN -> readBooleans(word, slots, count, ((BooleanVector) into).valuesForWriting(at + count), at);
            case DECIMAL128 -> readDecimals(word, slots, count, (DecimalVector) into, at);
            case BYTES -> readBytes(word, slots, count, (BytesVector) into, at);
        }
        if (nullable[column] || into.nulls() != null) {
            readNulls(column, slots, count, into, at);
        }
    }

    /** Reads one word of each of the first {@code count} slots, into {@code into} from {@code at}. */
    public final void readWords(int word, int[] slots, int count, long[] into, int at) {
        readLongs(word, slots, count, into, at);
    }

    private void readLongs(int word, int[] slots, int count, long[] into, int at) {
        long[][] rows = chunks;
        int toChunk = shift;
        int inChunk = mask;
        int stride = rowWords;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            into[at + i] = rows[slot >>> toChunk][(slot & inChunk) * stride + word];
        }
    }

    private void readDoubles(int word, int[] slots, int count, double[] into, int at) {
        long[][] rows = chunks;
        int toChunk = shift;
        int inChunk = mask;
        int stride = rowWords;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            into[at + i] = Double.longBitsToDouble(rows[slot >>> toChunk][(slot & inChunk) * stride + word]);
        }
    }

    private void readBooleans(int word, int[] slots, int count, boolean[] into, int at) {
        for (int i = 0; i < count; i++) {
            into[at + i] = word(slots[i], word) != 0;
        }
    }

    private void readDecimals(int word, int[] slots, int count, DecimalVector into, int at) {
        into.reserve(at + count);
        readLongs(word, slots, count, into.high(), at);
        readLongs(word + 1, slots, count, into.low(), at);
    }

    private void readBytes(int word, int[] slots, int count, BytesVector into, int at) {
        into.reserve(at + count);
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            long reference = word(slot, word);
            byte[] arena = arenas[slot >>> shift];
            int start = RowLayout.start(reference);
            int length = RowLayout.length(reference);
            // A torn reference must not make the reader reserve gigabytes.
            java.util.Objects.checkFromIndexSize(start, length, arena.length);
            into.append(at + i, arena, start, length);
        }
    }

    private void readNulls(int column, int[] slots, int count, Vector into, int at) {
        int word = layout.nullWord(column);
        long bit = layout.nullBit(column);
        boolean[] flags = into.nulls() == null ? null : into.nullsForWriting(at + count);
        for (int i = 0; i < count; i++) {
            boolean isNull = (word(slots[i], word) & bit) != 0;
            if (isNull && flags == null) {
                flags = into.nullsForWriting(at + count);
            }
            if (flags != null) {
                flags[at + i] = isNull;
            }
        }
    }

    /** Whether a stored value equals that of a vector, as keys do. */
    public final boolean equal(int slot, int column, Vector vector, int row) {
        boolean isNull = vector.isNull(row);
        if (isNull != isNull(slot, column)) {
            return false;
        }
        if (isNull) {
            return true;
        }
        long word = word(slot, layout.word(column));
        return switch (layout.storage(column)) {
            case LONG -> word == ((LongVector) vector).get(row);
            case DOUBLE -> word == KeyHash.canonicalBits(((DoubleVector) vector).get(row));
            case BOOLEAN -> (word != 0) == ((BooleanVector) vector).get(row);
            case DECIMAL128 ->
                word == ((DecimalVector) vector).high()[row]
                        && word(slot, layout.word(column) + 1) == ((DecimalVector) vector).low()[row];
            case BYTES -> equal(arena(slot), word, (BytesVector) vector, row);
        };
    }

    /** Marks the rows below {@code count} of a vector that differ from column {@code column} of their slots, as keys do. */
    public final void markDifferent(int column, Vector vector, int[] slots, int count, boolean[] differs) {
        if (vector.nulls() == null && !nullable[column] && vector instanceof LongVector longs) {
            long[] values = longs.values();
            long[][] rows = chunks;
            int toChunk = shift;
            int inChunk = mask;
            int stride = rowWords;
            int word = layout.word(column);
            for (int row = 0; row < count; row++) {
                int slot = slots[row];
                differs[row] |= rows[slot >>> toChunk][(slot & inChunk) * stride + word] != values[row];
            }
        } else {
            for (int row = 0; row < count; row++) {
                differs[row] |= !equal(slots[row], column, vector, row);
            }
        }
    }

    static boolean equal(byte[] arena, long reference, BytesVector vector, int row) {
        int start = RowLayout.start(reference);
        int length = RowLayout.length(reference);
        return length == vector.length(row)
                && java.util.Arrays.equals(
                        arena, start, start + length, vector.data(), vector.start(row), vector.start(row) + length);
    }

    /** Heap bytes of the rows. */
    public long bytes() {
        long sum = 0;
        for (long[] chunk : chunks) {
            sum += chunk == null ? 0 : 16 + (long) Long.BYTES * chunk.length;
        }
        for (byte[] arena : arenas) {
            sum += arena == null ? 0 : 16 + arena.length;
        }
        return sum + 8L * (chunks.length + arenas.length);
    }
}
