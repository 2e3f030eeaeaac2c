package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.stream.IntStream;

/** Rows without a known key: found by all their columns. */
final class BagContent extends ResultContent {
    private final KeyedRows content;
    private int[] slots = new int[0];
    private int[] hashes = new int[0];
    /** Rows whose weight was 0 at some moment of this tick; some several times. */
    private int[] emptied = new int[0];

    private int emptiedCount;

    BagContent(List<ColumnType> types) {
        super(layout(types));
        this.content =
                new KeyedRows(layout(types), IntStream.range(0, types.size()).toArray());
    }

    @Override
    List<RowStore> stores() {
        return List.of(content.store());
    }

    KeyedRows keyedRows() {
        return content;
    }

    @Override
    void delete(Batch batch) {
        add(batch);
    }

    @Override
    void update(Batch old, Batch replacing) {
        delete(old);
        insert(replacing);
    }

    @Override
    void insert(Batch batch) {
        add(batch);
    }

    private void add(Batch batch) {
        int size = batch.size();
        slots = atLeast(slots, size);
        emptied = atLeast(emptied, emptiedCount + size);
        hashes = KeyHash.of(batch, columns, hashes);
        content.findOrInsert(batch, columns, hashes, slots);
        RowStore store = content.store();
        store.prepareWrite(slots, size);
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = store.words(slot);
            int at = store.base(slot) + weight;
            words[at] = Math.addExact(words[at], batch.weight(row));
            if (words[at] == 0) {
                emptied[emptiedCount++] = slot;
            }
        }
    }

    @Override
    void settle() {
        RowStore store = content.store();
        for (int i = 0; i < emptiedCount; i++) {
            if (store.isLive(emptied[i]) && store.word(emptied[i], weight) == 0) {
                content.remove(emptied[i]);
            }
        }
        emptiedCount = 0;
    }

    @Override
    int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        int slot = content.lookup(keys, keyColumns, KeyHash.ofRow(keys, keyColumns, row), row);
        if (slot < 0) {
            return 0;
        }
        read(content.store(), slot, into);
        return 1;
    }

    @Override
    long bytes() {
        return content.bytes() + (long) Integer.BYTES * (slots.length + hashes.length + emptied.length);
    }
}
