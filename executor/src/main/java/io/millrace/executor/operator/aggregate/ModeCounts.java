package io.millrace.executor.operator.aggregate;

import io.millrace.executor.state.OrderedIndex;
import io.millrace.executor.state.RowOrder;
import io.millrace.executor.state.RowStore;

/**
 * The values of {@link OrderedEntries} by how often they occur, the most frequent first, then by their order: the first one is
 * the mode. A value whose number changes moves, which costs O(log values). One owner.
 */
final class ModeCounts implements OrderedIndex.References {
    private final RowStore values;
    private final RowOrder order;
    private final OrderedIndex index = new OrderedIndex(this);

    /** The value looked for, a row of the store. */
    private long value;

    ModeCounts(RowStore values, RowOrder order) {
        this.values = values;
        this.order = order;
    }

    /** A value of a group occurs more or less often than before; its row is there. */
    void change(long group, long reference, long before, long after) {
        value = reference;
        if (before > 0) {
            index.add(group, -before, -1);
        }
        if (after > 0) {
            index.add(group, -after, 1);
        }
    }

    /** Whether a group has values; then {@link #reference} is its mode, the first or the last of those that are as frequent. */
    boolean find(long group, boolean last) {
        if (!index.first(group)) {
            return false;
        }
        if (last) {
            long before = index.weightBelow(group, Long.MIN_VALUE);
            return index.select(group, index.weightBelow(group, index.order() + 1) - before - 1);
        }
        return true;
    }

    /** The row of the value that was found. */
    long reference() {
        return index.reference();
    }

    @Override
    public int compare(long reference) {
        return order.compare(values, (int) value, values, (int) reference);
    }

    @Override
    public long store() {
        return value;
    }

    @Override
    public void release(long reference) {}

    long bytes() {
        return index.bytes();
    }

    long visited() {
        return index.nodesVisited();
    }
}
