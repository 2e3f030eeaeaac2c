package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;

/** What is kept of groups value by value, outside their rows: weighted pairs of a group's slot and a value. */
interface SideState {
    /** The type of the values. */
    ColumnType valueType();

    /** Hands out all pairs. */
    void save(SideWriter out);

    /**
     * Adds pairs.
     *
     * @param slots the group of each row
     * @param from values and their weights
     * @param column the values' column
     */
    void load(int[] slots, Batch from, int column);

    /** Forgets all that is kept of a group, which goes although it has rows: it is final. */
    void forget(int slot);

    /** Heap bytes. */
    long bytes();

    /** How many pairs and tree nodes have been looked at. */
    long visited();
}
