package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.type.Schema;

/**
 * The keys that a table's rows have under a UNIQUE constraint; rows with a NULL in one of its columns have none. Follows
 * what is accepted, so it is ahead of the table by the tick at hand. Owned by the circuit's thread. Cost: one probe for each
 * changed row, and the columns of the constraint once more in memory.
 */
final class UniqueKeys {
    private final UniqueConstraint constraint;
    private final int[] columns;
    private final KeyedRows keys;

    UniqueKeys(UniqueConstraint constraint, Schema schema) {
        this.constraint = constraint;
        this.columns = constraint.columns().stream().mapToInt(Integer::intValue).toArray();
        this.keys = KeyedRows.of(schema.select(constraint.columns()).types(), 0);
    }

    UniqueConstraint constraint() {
        return constraint;
    }

    int[] columns() {
        return columns;
    }

    /** The first of some rows whose key is there, or -1. */
    int firstPresent(Batch rows) {
        int[] slots = new int[rows.size()];
        keys.find(rows, columns, KeyHash.of(rows, columns, new int[0]), slots);
        for (int row = 0; row < slots.length; row++) {
            if (slots[row] >= 0) {
                return row;
            }
        }
        return -1;
    }

    /** Takes the delta of an accepted statement. */
    void apply(Batch delta) {
        Batch deleted = Deltas.withoutNulls(Deltas.deletions(delta), columns);
        for (int row = 0; row < deleted.size(); row++) {
            int hash = KeyHash.ofRow(deleted, columns, row);
            int slot = keys.lookup(deleted, columns, hash, row);
            if (slot >= 0) {
                keys.remove(slot, hash);
            }
        }
        Batch inserted = Deltas.withoutNulls(Deltas.insertions(delta), columns);
        keys.findOrInsert(inserted, columns, KeyHash.of(inserted, columns, new int[0]), new int[inserted.size()]);
    }

    long bytes() {
        return keys.bytes();
    }
}
