package io.millrace.connectors.format;

import java.util.Arrays;

/**
 * Parts of a byte array, one for each record, any of which may be absent. Owned by one thread while it is filled;
 * immutable afterwards.
 */
public final class Ranges {
    private static final int ABSENT = -1;
    private int[] starts = new int[0];
    private int[] lengths = new int[0];
    private int size;

    /** Adds the part of the next record. */
    public void add(int start, int length) {
        if (size == starts.length) {
            int capacity = Math.max(64, size * 2);
            starts = Arrays.copyOf(starts, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        starts[size] = start;
        lengths[size++] = length;
    }

    /** Says that the next record has no such part. */
    public void addAbsent() {
        add(0, ABSENT);
    }

    public int size() {
        return size;
    }

    public boolean isAbsent(int record) {
        return lengths[record] == ABSENT;
    }

    public int start(int record) {
        return starts[record];
    }

    /** The number of bytes; 0 for an absent part. */
    public int length(int record) {
        return Math.max(0, lengths[record]);
    }

    /** Some consecutive parts. */
    Ranges slice(int first, int count) {
        Ranges slice = new Ranges();
        slice.starts = Arrays.copyOfRange(starts, first, first + count);
        slice.lengths = Arrays.copyOfRange(lengths, first, first + count);
        slice.size = count;
        return slice;
    }

    long bytes() {
        return 2L * Integer.BYTES * starts.length;
    }
}
