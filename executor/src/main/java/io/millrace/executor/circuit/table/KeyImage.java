package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The rows of a keyed table that changes have touched, as they are after them: by key, or known to be gone. Single-owner. */
public final class KeyImage {
    private final List<ColumnType> types;
    private final int[] key;
    private final int[] all;
    private final KeyedRows rows;
    private final int state;

    public KeyImage(List<ColumnType> types, int[] key) {
        this.types = types;
        this.key = key;
        this.all = IntStream.range(0, types.size()).toArray();
        this.rows = new KeyedRows(new RowLayout(types, 1), key);
        this.state = rows.store().layout().extra(0);
    }

    /** Takes a statement's changes: deletions first. */
    public void apply(Batch delta) {
        Batch deleted = Deltas.deletions(delta);
        mark(deleted, slots(deleted), KeyStates.ABSENT);
        Batch inserted = Deltas.insertions(delta);
        int[] slots = slots(inserted);
        mark(inserted, slots, KeyStates.PRESENT);
        RowStore store = rows.store();
        for (int column : all) {
            if (Arrays.stream(key).noneMatch(k -> k == column)) {
                for (int row = 0; row < inserted.size(); row++) {
                    store.write(slots[row], column, inserted.column(column), row);
                }
            }
        }
    }

    private int[] slots(Batch delta) {
        int[] slots = new int[delta.size()];
        rows.findOrInsert(delta, key, KeyHash.of(delta, key, new int[0]), slots);
        return slots;
    }

    private void mark(Batch delta, int[] slots, long now) {
        RowStore store = rows.store();
        for (int row = 0; row < delta.size(); row++) {
            store.words(slots[row])[store.base(slots[row]) + state] = now;
        }
    }

    /** The row of a key, none if it is gone, or null if no change has touched it. */
    @Nullable
    public Batch lookup(Batch keys, int row, int[] keyColumns) {
        int slot = rows.lookup(keys, keyColumns, KeyHash.ofRow(keys, keyColumns, row), row);
        if (slot < 0) {
            return null;
        }
        Batch found = new Batch(types);
        if (rows.store().word(slot, state) == KeyStates.PRESENT) {
            rows.store().read(new int[] {slot}, 1, all, found);
        }
        return found;
    }
}
