package io.millrace.executor.state;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.List;

/**
 * Where the values of a row lie in its words (64 bits each): a header, the columns, and words that belong to the row's
 * owner (accumulators, weights, links), in one of two orders. The header's lowest bit says that the row is in use, the bits above that
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
    private final int header;
    private final int firstExtra;
    private final int words;
    private final int[] byteColumns;

    /**
     * Lays out rows: header, columns, owner's words.
     *
     * @param types the columns
     * @param extraWords words of the owner; 0 in a new row
     */
    public RowLayout(List<ColumnType> types, int extraWords) {
        this(types, 0, 0, extraWords);
    }

    private RowLayout(List<ColumnType> types, int leading, int leadingExtras, int extraWords) {
        this.types = List.copyOf(types);
        int columns = types.size();
        storages = new Storage[columns];
        offsets = new int[columns];
        int at = place(0, leading, 0);
        int extra = at;
        header = at + leadingExtras;
        at = place(leading, columns, header + (columns >>> 6) + 1);
        firstExtra = leadingExtras > 0 ? extra : at;
        words = at + extraWords;
        byteColumns = java.util.stream.IntStream.range(0, columns)
                .filter(i -> storages[i] == Storage.BYTES)
                .toArray();
    }

    /**
     * Lays out rows that begin with key and owner's words, which are used together: some columns, the owner's words, header,
     * the other columns.
     *
     * @param types the columns
     * @param leading how many of the columns come before the owner's words
     * @param extraWords words of the owner, at least one; 0 in a new row
     */
    public static RowLayout keyFirst(List<ColumnType> types, int leading, int extraWords) {
        return new RowLayout(types, leading, extraWords, 0);
    }

    private int place(int from, int to, int firstWord) {
        int at = firstWord;
        for (int i = from; i < to; i++) {
            storages[i] = types.get(i).storage();
            offsets[i] = at;
            at += storages[i].words();
        }
        return at;
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
        return header + ((column + 1) >>> 6);
    }

    /** The null flag of a column in its header word. */
    public long nullBit(int column) {
        return 1L << (column + 1);
    }

    /** The (first) header word, counted from the row's start. */
    int header() {
        return header;
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
