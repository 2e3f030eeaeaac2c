package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/** What is kept of groups value by value, outside their rows: a group's slot with one or more values, and how often. */
interface SideState {
    /** The types of the values. */
    List<ColumnType> valueTypes();

    /** Hands out all entries. */
    void save(SideWriter out);

    /**
     * Adds entries.
     *
     * @param slots the group of each row
     * @param from values and their weights
     * @param column the first column of the values
     */
    void load(int[] slots, Batch from, int column);

    /** Forgets all that is kept of a group, which goes although it has rows: it is final. */
    void forget(int slot);

    /** Heap bytes. */
    long bytes();

    /** How many pairs and tree nodes have been looked at. */
    long visited();
}
