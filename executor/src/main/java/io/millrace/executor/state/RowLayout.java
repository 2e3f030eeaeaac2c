package io.millrace.executor.state;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.List;

/**
 * Where the values of a row lie in its words (64 bits each): a header, the columns, and words that belong to the row's
 * owner (accumulators, weights, links). The header's lowest bit says that the row is in use, the bits above that
 * a column is NULL. Immutable.
 *
 * <p>A LONG is its value, a DOUBLE its canonical bits, a BOOLEAN 0 or 1, a DECIMAL128 two words (high, low), a BYTES the
 * start (upper half) and length (lower half) of its bytes in the arena of the row's chunk. The words of a NULL are 0.
 */
public final class RowLayout {
    /** Header bit of a row in use. */
    static final long LIVE = 1;

    private final List<ColumnType> types;
    private final Storage[] storages;
    private final int[] offsets;
    private final int headerWords;
    private final int firstExtra;
    private final int words;
    private final int[] byteColumns;

    /**
     * Lays out rows.
     *
     * @param types the columns
     * @param extraWords words of the owner; 0 in a new row
     */
    public RowLayout(List<ColumnType> types, int extraWords) {
        this(types, types.size(), extraWords);
    }

    /**
     * Lays out rows whose owner's words stand close to the key, so that both are in one or two cache lines.
     *
     * @param types the columns
     * @param leading how many of the columns come before the owner's words
     * @param extraWords words of the owner; 0 in a new row
     */
    public RowLayout(List<ColumnType> types, int leading, int extraWords) {
        this.types = List.copyOf(types);
        int columns = types.size();
        storages = new Storage[columns];
        offsets = new int[columns];
        headerWords = (columns >>> 6) + 1;
        int at = headerWords;
        int extra = headerWords;
        for (int i = 0; i < columns; i++) {
            if (i == leading) {
                extra = at;
                at += extraWords;
            }
            storages[i] = types.get(i).storage();
            offsets[i] = at;
            at += storages[i].words();
        }
        firstExtra = leading < columns ? extra : at;
        words = leading < columns ? at : at + extraWords;
        byteColumns = java.util.stream.IntStream.range(0, columns)
                .filter(i -> storages[i] == Storage.BYTES)
                .toArray();
    }

    public List<ColumnType> types() {
        return types;
    }

    public int columns() {
        return storages.length;
    }

    public Storage storage(int column) {
        return storages[column];
    }

    /** The (first) word of a column, counted from the row's start. */
    public int word(int column) {
        return offsets[column];
    }

    /** The word of the owner's value {@code index}, counted from the row's start. */
    public int extra(int index) {
        return firstExtra + index;
    }

    /** Words a row takes. */
    public int words() {
        return words;
    }

    /** The header word with a column's null flag, counted from the row's start. */
    public int nullWord(int column) {
        return (column + 1) >>> 6;
    }

    /** The null flag of a column in its header word. */
    public long nullBit(int column) {
        return 1L << (column + 1);
    }

    int headerWords() {
        return headerWords;
    }

    int[] byteColumns() {
        return byteColumns;
    }

    static long reference(int start, int length) {
        return ((long) start << 32) | length;
    }

    /** Where the bytes of a BYTES word start. */
    public static int start(long reference) {
        return (int) (reference >>> 32);
    }

    /** How many bytes a BYTES word refers to. */
    public static int length(long reference) {
        return (int) reference;
    }
}
