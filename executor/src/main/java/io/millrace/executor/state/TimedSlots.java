package io.millrace.executor.state;

import java.util.Arrays;

/**
 * Row numbers by time: which are due, in logarithmic time each, and in constant time where they come in the order of their times.
 * A binary heap in two arrays of primitives. A row may be here several times, or be gone: who takes it looks. Single-owner.
 */
public final class TimedSlots {
    private static final int MIN_ENTRIES = 64;

    private long[] times = new long[MIN_ENTRIES];
    private int[] slots = new int[MIN_ENTRIES];
    private int size;

    /** Adds a row. */
    public void add(long time, int slot) {
        if (size == times.length) {
            resize(2 * size);
        }
        int at = size++;
        while (at > 0) {
            int parent = at - 1 >>> 1;
            if (times[parent] <= time) {
                break;
            }
            times[at] = times[parent];
            slots[at] = slots[parent];
            at = parent;
        }
        times[at] = time;
        slots[at] = slot;
    }

    public int size() {
        return size;
    }

    /** All rows, in no order, in the first {@link #size} places of an array that is not to be written. */
    public int[] slots() {
        return slots;
    }

    /** The smallest time, or {@link Long#MAX_VALUE} if there is none. */
    public long firstTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Takes a row with the smallest time; there must be one. */
    public int removeFirst() {
        int first = slots[0];
        size--;
        long time = times[size];
        int slot = slots[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && times[child + 1] < times[child]) {
                child++;
            }
            if (times[child] >= time) {
                break;
            }
            times[at] = times[child];
            slots[at] = slots[child];
            at = child;
        }
        times[at] = time;
        slots[at] = slot;
        if (times.length > MIN_ENTRIES && size < times.length / 4) {
            resize(times.length / 2);
        }
        return first;
    }

    private void resize(int length) {
        times = Arrays.copyOf(times, length);
        slots = Arrays.copyOf(slots, length);
    }

    /** Heap bytes. */
    public long bytes() {
        return (long) times.length * (Long.BYTES + Integer.BYTES);
    }
}
