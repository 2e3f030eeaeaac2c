package io.millrace.executor.operator.ordered;

import io.millrace.executor.operator.DueRows;
import io.millrace.executor.state.OrderedRows;
import java.util.Arrays;

/**
 * The rows of partitions that event time closes as a whole: shown once, if somebody waits for them, and forgotten. Owned by the operator
 * that owns the partitions. Cost: the rows of the partitions that are closed.
 */
public final class ClosedPartitions {
    /** Takes rows of a partition, in their order, before they are forgotten. */
    @FunctionalInterface
    public interface Visitor {
        void closed(int partition, int[] slots, int count);
    }

    private static final int BLOCK = 256;

    private final OrderedPartitions partitions;
    private final DueRows due;
    private int[] slots = new int[64];

    /** Of partitions that know when they are due. */
    public ClosedPartitions(OrderedPartitions partitions) {
        this.partitions = partitions;
        this.due = partitions.duePartitions();
    }

    /** When they are due. */
    public DueRows due() {
        return due;
    }

    /** Shows and forgets what is due. Between settlements. */
    public void close(Visitor visitor) {
        OrderedRows rows = partitions.rows();
        for (int count = due.take(BLOCK); count > 0; count = due.take(BLOCK)) {
            for (int i = 0; i < count; i++) {
                int partition = due.taken()[i];
                int size = 0;
                int root = partitions.root(partition);
                int slot = root == OrderedRows.NONE ? root : rows.select(root, OrderedRows.ROWS, 0);
                for (; slot != OrderedRows.NONE; slot = rows.next(slot)) {
                    if (size == slots.length) {
                        slots = Arrays.copyOf(slots, 2 * size);
                    }
                    slots[size++] = slot;
                }
                visitor.closed(partition, slots, size);
                partitions.forget(partition, slots, size);
            }
        }
    }

    /** Heap bytes beside the partitions. */
    public long bytes() {
        return (long) Integer.BYTES * slots.length;
    }
}
