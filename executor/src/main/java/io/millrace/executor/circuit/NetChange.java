package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The sum of deltas: each row once, with what is left of its weight. Cost: one probe a row. Single-owner. */
final class NetChange {
    private static final int TAKEN_ROWS = 1_024;

    private final List<ColumnType> types;
    private final int[] columns;
    private KeyedRows rows;
    private int[] hashes = new int[0];
    private int[] slots = new int[0];

    NetChange(List<ColumnType> types) {
        this.types = types;
        this.columns = IntStream.range(0, types.size()).toArray();
        this.rows = KeyedRows.of(types, 1);
    }

    /** How many different rows have changed. */
    int size() {
        return rows.size();
    }

    void add(Batch batch) {
        int size = batch.size();
        hashes = KeyHash.of(batch, columns, hashes);
        slots = slots.length >= size ? slots : new int[size];
        rows.findOrInsert(batch, columns, hashes, slots);
        RowStore store = rows.store();
        int weight = store.layout().extra(0);
        for (int row = 0; row < size; row++) {
            int at = store.base(slots[row]) + weight;
            long[] words = store.words(slots[row]);
            words[at] = Math.addExact(words[at], batch.weight(row));
        }
        for (int row = 0; row < size; row++) {
            if (store.isLive(slots[row]) && store.word(slots[row], weight) == 0) {
                rows.remove(slots[row], hashes[row]);
            }
        }
    }

    /** All of it, what was deleted first, in batches of the caller's own; nothing is left. */
    List<Batch> take() {
        RowStore store = rows.store();
        int weight = store.layout().extra(0);
        int[] live = new int[rows.size()];
        int count = store.liveSlots(0, live, live.length);
        int[] ordered = IntStream.concat(
                        Arrays.stream(live, 0, count).filter(slot -> store.word(slot, weight) < 0),
                        Arrays.stream(live, 0, count).filter(slot -> store.word(slot, weight) > 0))
                .toArray();
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < ordered.length; from += TAKEN_ROWS) {
            int[] part = Arrays.copyOfRange(ordered, from, Math.min(ordered.length, from + TAKEN_ROWS));
            Batch batch = new Batch(types);
            store.read(part, part.length, columns, batch);
            store.readWords(weight, part, part.length, batch.weightsForWriting(part.length), 0);
            batches.add(batch);
        }
        rows = KeyedRows.of(types, 1);
        return batches;
    }
}
