package io.millrace.executor.operator;

/**
 * Sorts slots, each of which is there once, if there are so many of them that many share a page of memory: whoever walks
 * over their rows then reads memory in one direction. By a bitmap: a step for each slot and one for each 64 possible
 * slots. Owned by whoever owns the slots.
 */
final class SlotOrder {
    /** Below this number the rows are in the caches anyway. */
    private static final int FEW = 4096;

    /** Sorted only if on average one in so many slots is among them. */
    private static final int SPARSE = 256;

    private long[] bits = new long[0];

    /** Sorts the first {@code count} slots, all below {@code limit}, or leaves them as they are. */
    void sort(int[] slots, int count, int limit) {
        if (count < FEW || limit / SPARSE > count) {
            return;
        }
        int words = (limit >>> 6) + 1;
        if (bits.length < words) {
            bits = new long[Math.max(words, bits.length + (bits.length >> 1))];
        }
        long[] set = bits;
        for (int i = 0; i < count; i++) {
            set[slots[i] >>> 6] |= 1L << slots[i];
        }
        int sorted = 0;
        for (int word = 0; word < words; word++) {
            for (long left = set[word]; left != 0; left &= left - 1) {
                slots[sorted++] = (word << 6) + Long.numberOfTrailingZeros(left);
            }
            set[word] = 0;
        }
    }

    /** Gives the bitmap back. */
    void shrink() {
        bits = new long[0];
    }

    /** Heap bytes. */
    long bytes() {
        return (long) Long.BYTES * bits.length;
    }
}
