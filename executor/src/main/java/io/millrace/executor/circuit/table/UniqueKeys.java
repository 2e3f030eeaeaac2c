package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys that a table's rows have under a UNIQUE constraint; rows with a NULL in one of its columns have none. Follows
 * what is accepted, so it is ahead of the table by the tick at hand. Owned by the circuit's thread. Cost: one probe for each
 * changed row, and the columns of the constraint, and those of the primary key if there is one, once more in memory.
 */
public final class UniqueKeys {
    private final UniqueConstraint constraint;
    private final int[] columns;
    private final List<Integer> primary;

    /** The columns of the constraint, and behind them those of the primary key. */
    private final KeyedRows keys;

    private final List<ColumnType> primaryTypes;

    /**
     * No keys yet.
     *
     * @param primary the columns of the table's primary key, by which a row is found; empty if it has none
     */
    public UniqueKeys(UniqueConstraint constraint, Schema schema, List<Integer> primary) {
        this.constraint = constraint;
        this.columns = constraint.columns().stream().mapToInt(Integer::intValue).toArray();
        this.primary = List.copyOf(primary);
        this.primaryTypes = schema.select(primary).types();
        List<ColumnType> types =
                new ArrayList<>(schema.select(constraint.columns()).types());
        types.addAll(primaryTypes);
        this.keys = new KeyedRows(
                new RowLayout(types, 0), IntStream.range(0, columns.length).toArray());
    }

    UniqueConstraint constraint() {
        return constraint;
    }

    public int[] columns() {
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
    public void apply(Batch delta) {
        Batch deleted = Deltas.withoutNulls(Deltas.deletions(delta), columns);
        for (int row = 0; row < deleted.size(); row++) {
            int hash = KeyHash.ofRow(deleted, columns, row);
            int slot = keys.lookup(deleted, columns, hash, row);
            if (slot >= 0) {
                keys.remove(slot, hash);
            }
        }
        Batch inserted = Deltas.withoutNulls(Deltas.insertions(delta), columns);
        int[] slots = new int[inserted.size()];
        keys.findOrInsert(inserted, columns, KeyHash.of(inserted, columns, new int[0]), slots);
        for (int i = 0; i < primary.size(); i++) {
            for (int row = 0; row < slots.length; row++) {
                keys.store().write(slots[row], columns.length + i, inserted.column(primary.get(i)), row);
            }
        }
    }

    /** The primary key of the row with a key of this constraint, which has the columns in their order; no row if there is none. */
    public Batch primaryKey(Batch wanted, int row) {
        int[] all = IntStream.range(0, columns.length).toArray();
        int slot = keys.lookup(wanted, all, KeyHash.ofRow(wanted, all, row), row);
        Batch found = new Batch(primaryTypes);
        if (slot >= 0) {
            int[] places = IntStream.range(0, primary.size())
                    .map(i -> columns.length + i)
                    .toArray();
            keys.store().read(new int[] {slot}, 1, places, found);
        }
        return found;
    }

    long bytes() {
        return keys.bytes();
    }
}
