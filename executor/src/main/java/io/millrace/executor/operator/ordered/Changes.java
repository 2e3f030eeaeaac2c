package io.millrace.executor.operator.ordered;

import io.millrace.executor.state.OrderedRows;
import java.util.Arrays;

/**
 * What a tick changed in one partition, in the order of its rows: rows that came, and rows that went, each with its place
 * among the rows that are there now. A row that went lay just before the row that has its place now. Filled by
 * {@link OrderedPartitions}; valid while that shows the partition.
 */
public final class Changes {
    private int root;
    private int rows;
    private int size;
    private int[] slots = new int[16];
    private boolean[] inserted = new boolean[16];
    private long[] places = new long[16];

    void start(int newRoot, int rowCount) {
        root = newRoot;
        rows = rowCount;
        size = 0;
    }

    void add(int slot, boolean isInserted, int place) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
            inserted = Arrays.copyOf(inserted, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        slots[size] = slot;
        inserted[size] = isInserted;
        places[size] = (long) place << Integer.SIZE | size;
        size++;
    }

    void sort() {
        Arrays.sort(places, 0, size);
    }

    /** The partition's rows as they are now, or {@link OrderedRows#NONE} if none is left. */
    public int root() {
        return root;
    }

    /** How many rows the partition has now. */
    public int rows() {
        return rows;
    }

    /** How many changes there are. */
    public int size() {
        return size;
    }

    /** The place of a change among the rows that are there now, from 0; changes are numbered by it. */
    public int place(int change) {
        return (int) (places[change] >>> Integer.SIZE);
    }

    /** The row of a change; one that went can still be read. */
    public int slot(int change) {
        return slots[(int) places[change]];
    }

    /** Whether the row of a change came; else it went. */
    public boolean isInserted(int change) {
        return inserted[(int) places[change]];
    }
}
