package io.millrace.functions;

import java.util.List;

/** A constant set of texts: what a long IN list becomes. Open addressing; looking up allocates nothing. */
public final class SliceSet {
    private final Slice[] slots;
    private final int mask;

    private SliceSet(int capacity) {
        slots = new Slice[capacity];
        mask = capacity - 1;
    }

    /** The set of some String objects. */
    public static SliceSet of(List<?> values) {
        SliceSet set = new SliceSet(Integer.highestOneBit(Math.max(4, values.size())) << 2);
        for (Object value : values) {
            Slice text = Slice.of((String) value);
            set.slots[set.find(text)] = text;
        }
        return set;
    }

    public boolean contains(Slice text) {
        return slots[find(text)] != null;
    }

    private int find(Slice text) {
        int hash = 0;
        for (int i = text.start; i < text.start + text.length; i++) {
            hash = 31 * hash + text.data[i];
        }
        int slot = (hash ^ hash >>> 16) & mask;
        while (slots[slot] != null && !Slice.equal(slots[slot], text)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
