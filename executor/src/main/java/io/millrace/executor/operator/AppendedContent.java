package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.HashIndex;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/** Rows that are never deleted: appended without looking at those that are there, and indexed by key if there is one. */
final class AppendedContent extends ResultContent {
    private final RowStore store;
    private final HashIndex index = new HashIndex();
    private final int[] key;
    private int[] slots = new int[0];
    private int[] hashes = new int[0];

    AppendedContent(List<ColumnType> types, int[] key) {
        super(layout(types));
        this.store = new RowStore(layout(types));
        this.key = key;
    }

    @Override
    List<RowStore> stores() {
        return List.of(store);
    }

    @Override
    void delete(Batch batch) {
        throw new IllegalStateException("a row of an append-only result is deleted: " + batch.size() + " rows");
    }

    @Override
    void update(Batch old, Batch replacing) {
        delete(old);
        insert(replacing);
    }

    @Override
    void insert(Batch batch) {
        int size = batch.size();
        slots = atLeast(slots, size);
        for (int row = 0; row < size; row++) {
            int slot = store.allocate();
            slots[row] = slot;
            store.words(slot)[store.base(slot) + weight] = batch.weight(row);
        }
        int[] all = sequence(size);
        for (int column : columns) {
            store.write(column, batch.column(column), all, slots, size);
        }
        if (key.length > 0) {
            hashes = KeyHash.of(batch, key, hashes);
            for (int row = 0; row < size; row++) {
                index.insert(hashes[row], slots[row]);
            }
        }
    }

    @Override
    void settle() {}

    @Override
    int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        if (key.length == 0) {
            throw new IllegalStateException("an append-only result without a key cannot be looked up");
        }
        int hash = KeyHash.ofRow(keys, keyColumns, row);
        int found = 0;
        for (int slot : index.all(hash)) {
            if (hasKey(slot, keys, row, keyColumns)) {
                read(store, slot, into);
                found++;
            }
        }
        return found;
    }

    private boolean hasKey(int slot, Batch keys, int row, int[] keyColumns) {
        for (int i = 0; i < key.length; i++) {
            if (!store.equal(slot, key[i], keys.column(keyColumns[i]), row)) {
                return false;
            }
        }
        return true;
    }

    @Override
    long bytes() {
        return store.bytes() + index.bytes() + (long) Integer.BYTES * (slots.length + hashes.length);
    }
}
