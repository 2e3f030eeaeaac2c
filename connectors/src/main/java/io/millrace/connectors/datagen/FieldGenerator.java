package io.millrace.connectors.datagen;

import io.millrace.executor.column.Vector;

/**
 * Makes the values of one column from row numbers. Immutable and thread-safe: any part of any column can be made
 * anywhere, in any order, and comes out the same.
 */
abstract class FieldGenerator {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private final long stream;
    private final long nullBelow;

    /**
     * @param stream tells this column's random numbers from others'
     * @param nullRate the share of rows that are NULL
     */
    FieldGenerator(long stream, double nullRate) {
        this.stream = mix(stream + GOLDEN);
        this.nullBelow = (long) (nullRate * (1L << 53));
    }

    /** Writes the rows {@code at, at + 1, ...} of a vector of this column's storage. */
    abstract void fill(Vector into, int at, RowRange rows);

    /** 64 random bits that depend on seed, column and row alone. */
    final long bits(long row) {
        return mix(stream + row * GOLDEN);
    }

    final boolean isNull(long row) {
        return nullBelow != 0 && mix(bits(row) ^ stream) >>> 11 < nullBelow;
    }

    /** The upper half of the product of two unsigned longs: a number below {@code range}, if {@code bits} are random. */
    static long upperProduct(long bits, long range) {
        return Math.multiplyHigh(bits, range) + (bits >> 63 & range) + (range >> 63 & bits);
    }

    /** A bijection that spreads every bit over all others (the finisher of SplitMix64). */
    static long mix(long z) {
        long y = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        y = (y ^ y >>> 27) * 0x94D049BB133111EBL;
        return y ^ y >>> 31;
    }
}
