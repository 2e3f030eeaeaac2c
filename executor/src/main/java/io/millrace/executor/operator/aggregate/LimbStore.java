package io.millrace.executor.operator.aggregate;

import java.util.Arrays;

/**
 * Blocks of longs in four sizes, for the few exact sums that outgrow the words of their group. A block is named by a
 * positive handle that stays the same until the block is freed; freed blocks are used again before new ones are made.
 * Blocks lie in chunks of {@link #BLOCKS} of one size, so nothing is copied when the store grows. One owner.
 */
final class LimbStore {
    /** Longs of a block by size class; the largest holds every sum that {@link ExactSum} can meet. */
    private static final int[] SIZES = {8, 12, 20, 40};

    private static final int CLASSES = SIZES.length;
    private static final int BLOCKS = 64;

    private final long[][][] chunks = new long[CLASSES][0][];

    /** Blocks ever handed out, by size class. */
    private final int[] used = new int[CLASSES];

    /** The handle that was freed last, or 0; the first long of a free block is the handle freed before it. */
    private final long[] free = new long[CLASSES];

    private long bytes;

    /** A block of at least {@code longs} longs, all 0. */
    long allocate(int longs) {
        int sizeClass = 0;
        while (SIZES[sizeClass] < longs) {
            sizeClass++;
        }
        long handle = free[sizeClass];
        if (handle != 0) {
            long[] data = array(handle);
            int at = offset(handle);
            free[sizeClass] = data[at];
            Arrays.fill(data, at, at + SIZES[sizeClass], 0);
            return handle;
        }
        int block = used[sizeClass]++;
        int chunk = block / BLOCKS;
        if (chunk == chunks[sizeClass].length) {
            chunks[sizeClass] = Arrays.copyOf(chunks[sizeClass], Math.max(4, chunk * 2));
        }
        if (block % BLOCKS == 0) {
            chunks[sizeClass][chunk] = new long[BLOCKS * SIZES[sizeClass]];
            bytes += (long) Long.BYTES * BLOCKS * SIZES[sizeClass];
        }
        return ((long) block * CLASSES + sizeClass) + 1;
    }

    /** Gives a block back. */
    void free(long handle) {
        int sizeClass = (int) ((handle - 1) % CLASSES);
        array(handle)[offset(handle)] = free[sizeClass];
        free[sizeClass] = handle;
    }

    /** The array that a block lies in. */
    long[] array(long handle) {
        return chunks[(int) ((handle - 1) % CLASSES)][(int) ((handle - 1) / CLASSES / BLOCKS)];
    }

    /** Where in its array a block starts. */
    int offset(long handle) {
        return (int) ((handle - 1) / CLASSES % BLOCKS) * capacity(handle);
    }

    /** How many longs a block has. */
    int capacity(long handle) {
        return SIZES[(int) ((handle - 1) % CLASSES)];
    }

    /** Heap bytes of all blocks, free ones included. */
    long bytes() {
        return bytes;
    }
}
