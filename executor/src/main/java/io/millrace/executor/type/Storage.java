package io.millrace.executor.type;

/** How the values of a column lie in memory; one vector class each. */
public enum Storage {
    /** {@code long[]}: integers, times, intervals, decimals of up to 18 digits (unscaled). */
    LONG(1),
    /** {@code double[]}. */
    DOUBLE(1),
    /** {@code boolean[]}. */
    BOOLEAN(1),
    /** Two {@code long[]}, high and low half of a two's complement 128-bit integer: decimals of 19 to 38 digits (unscaled). */
    DECIMAL128(2),
    /** {@code byte[]} with offsets: UTF-8 text and binary strings. */
    BYTES(1);

    private final int words;

    Storage(int words) {
        this.words = words;
    }

    /** How many longs a value takes in a stored row; for {@link #BYTES} the long refers to the bytes. */
    public int words() {
        return words;
    }
}
