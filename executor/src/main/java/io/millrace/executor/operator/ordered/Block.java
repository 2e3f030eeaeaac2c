package io.millrace.executor.operator.ordered;

import io.millrace.executor.state.OrderedRows;

/**
 * Some neighbouring rows of a partition in the order in which they are computed, upwards or downwards: slots, places and,
 * if asked for, the group of peers each is in. Scratch of the owner.
 */
final class Block {
    static final int ROWS = 512;

    private final OrderedRows rows;
    private final int[] slots = new int[ROWS];
    private final int[] places = new int[ROWS];
    private final int[] groups = new int[ROWS];
    private final int[] groupStarts = new int[ROWS];
    private final int[] groupEnds = new int[ROWS];
    private int root;
    private int total;
    private int size;

    Block(OrderedRows rows) {
        this.rows = rows;
    }

    /** Looks at a partition. */
    void start(Changes changes) {
        root = changes.root();
        total = changes.rows();
        size = 0;
    }

    /** Takes rows from a place on, at most {@code limit}, up to before {@code end}, or down to it. */
    void fill(int from, int end, int limit, boolean withGroups) {
        int step = from < end ? 1 : -1;
        int count = Math.min(limit, Math.abs(end - from));
        int slot = rows.select(root, OrderedRows.ROWS, from);
        int group = -1;
        int start = 0;
        int behind = 0;
        for (int i = 0; i < count; i++) {
            int place = from + i * step;
            slots[i] = slot;
            places[i] = place;
            if (withGroups) {
                if (i == 0 || place < start || place >= behind) {
                    int own = rows.isMarked(slot, OrderedRows.GROUPS) ? 1 : 0;
                    group = rows.rank(slot, OrderedRows.GROUPS) + own - 1;
                    start = own == 1 ? place : rows.position(root, OrderedRows.GROUPS, group);
                    behind = rows.position(root, OrderedRows.GROUPS, group + 1);
                }
                groups[i] = group;
                groupStarts[i] = start;
                groupEnds[i] = behind;
            }
            if (i + 1 < count) {
                slot = step > 0 ? rows.next(slot) : rows.previous(slot);
            }
        }
        size = count;
    }

    int root() {
        return root;
    }

    /** How many rows the partition has. */
    int total() {
        return total;
    }

    int size() {
        return size;
    }

    int slot(int row) {
        return slots[row];
    }

    /** The slots of all rows; not to be written. */
    int[] slots() {
        return slots;
    }

    int place(int row) {
        return places[row];
    }

    /** The number of the row's group of peers, from 0. */
    int group(int row) {
        return groups[row];
    }

    int groupStart(int row) {
        return groupStarts[row];
    }

    /** Behind the last peer. */
    int groupEnd(int row) {
        return groupEnds[row];
    }
}
