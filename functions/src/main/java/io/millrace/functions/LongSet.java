package io.millrace.functions;

import java.util.List;

/** A constant set of longs: what a long IN list becomes. Open addressing at half load; looking up allocates nothing. */
public final class LongSet {
    private final long[] slots;
    private final boolean[] used;
    private final int mask;

    private LongSet(int capacity) {
        slots = new long[capacity];
        used = new boolean[capacity];
        mask = capacity - 1;
    }

    /** The set of some Long objects. */
    public static LongSet of(List<?> values) {
        LongSet set = new LongSet(Integer.highestOneBit(Math.max(4, values.size())) << 2);
        for (Object value : values) {
            long number = (Long) value;
            int slot = set.find(number);
            set.slots[slot] = number;
            set.used[slot] = true;
        }
        return set;
    }

    public boolean contains(long value) {
        return used[find(value)];
    }

    private int find(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (used[slot] && slots[slot] != value) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
