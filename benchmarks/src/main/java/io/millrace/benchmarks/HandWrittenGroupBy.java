package io.millrace.benchmarks;

import io.millrace.executor.column.Batch;

/**
 * The yardstick: counts and sums by a BIGINT key in one loop over an open-addressing table of longs, key, count and sum
 * side by side, at most half full. What one would write for totals of this one query, read once at the end. One owner.
 */
final class HandWrittenGroupBy {
    private static final int WORDS = 3;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long[] table;
    private final int shift;
    private int size;

    /** A table that need not grow for so many groups. */
    HandWrittenGroupBy(int groups) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(2L * groups - 1);
        table = new long[(1 << bits) * WORDS];
        shift = Long.SIZE - bits;
    }

    int size() {
        return size;
    }

    void add(Batch batch) {
        long[] keys = batch.longs(0).values();
        long[] values = batch.longs(1).values();
        long[] entries = table;
        int mask = entries.length / WORDS - 1;
        int toSlot = shift;
        int rows = batch.size();
        for (int row = 0; row < rows; row++) {
            long key = keys[row];
            int slot = (int) ((key ^ key >>> 32) * MULTIPLIER >>> toSlot);
            int at = slot * WORDS;
            // A count of 0 marks an empty entry.
            while (entries[at + 1] != 0 && entries[at] != key) {
                slot = slot + 1 & mask;
                at = slot * WORDS;
            }
            if (entries[at + 1] == 0) {
                entries[at] = key;
                size++;
            }
            entries[at + 1]++;
            entries[at + 2] = Math.addExact(entries[at + 2], values[row]);
        }
    }
}
