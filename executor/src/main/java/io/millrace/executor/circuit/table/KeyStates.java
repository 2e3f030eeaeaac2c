package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.Schema;
import java.util.Arrays;
import java.util.List;

/** What has become of the keys that some changes touched: there is a row of it now, or there is none any more. Single-owner. */
final class KeyStates {
    /** The changes did not touch the key. */
    static final long UNTOUCHED = 0;

    /** The last change inserted a row with it. */
    static final long PRESENT = 1;

    /** The last change deleted the row with it. */
    static final long ABSENT = 2;

    private final int[] columns;
    private final KeyedRows keys;
    private final int state;

    /** For keys of some columns of a table. */
    KeyStates(Schema schema, int[] columns) {
        this.columns = columns;
        List<Integer> picked = Arrays.stream(columns).boxed().toList();
        this.keys = KeyedRows.of(schema.select(picked).types(), 1);
        this.state = keys.store().layout().extra(0);
    }

    /** The keys of all rows are in a state now. */
    void put(Batch rows, long now) {
        int[] slots = slots(rows);
        for (int row = 0; row < rows.size(); row++) {
            set(slots[row], now);
        }
    }

    /** The places of the rows' keys, added where they are new; for {@link #get} and {@link #set}. */
    int[] slots(Batch rows) {
        int[] slots = new int[rows.size()];
        keys.findOrInsert(rows, columns, KeyHash.of(rows, columns, new int[0]), slots);
        return slots;
    }

    long get(int slot) {
        return keys.store().word(slot, state);
    }

    void set(int slot, long now) {
        RowStore store = keys.store();
        store.words(slot)[store.base(slot) + state] = now;
    }

    /** The state of a row's key. */
    long of(Batch rows, int row) {
        int slot = keys.lookup(rows, columns, KeyHash.ofRow(rows, columns, row), row);
        return slot < 0 ? UNTOUCHED : get(slot);
    }
}
