package io.millrace.executor.operator.join;

import io.millrace.executor.state.OrderedIndex;
import java.util.Arrays;

/**
 * Rows of long chains by key and time, so that a row finds its partners by a range of time whatever else has its key. Owned by its
 * side. Cost: a descent of a B+ tree a call, and a step for each row found.
 */
final class RowsByTime {
    /** Rows are told apart by their slots. */
    private static final class Slots implements OrderedIndex.References {
        private long slot;

        @Override
        public int compare(long reference) {
            return Long.compare(slot, reference);
        }

        @Override
        public long store() {
            return slot;
        }

        @Override
        public void release(long reference) {}
    }

    private final Slots slots = new Slots();
    private final OrderedIndex index = new OrderedIndex(slots);
    private final OrderedIndex.Visitor taking = (partition, time, slot, weight) -> take((int) slot);
    private int[] found = new int[0];
    private int count;

    void add(int key, long time, int slot) {
        slots.slot = slot;
        index.add(key, time, 1);
    }

    void remove(int key, long time, int slot) {
        slots.slot = slot;
        index.add(key, time, -1);
    }

    /** Looks for the rows of a key whose time is between two, both included; gives how many: the first ones of {@link #found}. */
    int find(int key, long from, long to) {
        count = 0;
        index.scan(key, from, to, taking);
        return count;
    }

    void start() {
        count = 0;
    }

    void take(int slot) {
        if (count == found.length) {
            found = Arrays.copyOf(found, Math.max(64, 2 * count));
        }
        found[count++] = slot;
    }

    int count() {
        return count;
    }

    int[] found() {
        return found;
    }

    /** Gives room for many rows back. */
    void release() {
        if (found.length > JoinSide.KEPT) {
            found = new int[0];
        }
    }

    long visited() {
        return index.nodesVisited();
    }

    long bytes() {
        return index.bytes() + (long) Integer.BYTES * found.length;
    }
}
