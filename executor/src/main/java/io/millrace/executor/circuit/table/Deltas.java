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

/** Parts and sums of deltas. Pure; costs a few probes or copies for each row. */
public final class Deltas {
    private Deltas() {}

    /** Whether some row is deleted. */
    static boolean hasDeletions(Batch rows) {
        long[] weights = rows.weights();
        for (int row = 0; weights != null && row < rows.size(); row++) {
            if (weights[row] < 0) {
                return true;
            }
        }
        return false;
    }

    /** The rows with negative weights. */
    static Batch deletions(Batch rows) {
        return hasDeletions(rows) ? picked(rows, true) : new Batch(rows.types());
    }

    /** The rows with positive weights; the batch itself if it has no others. */
    static Batch insertions(Batch rows) {
        return hasDeletions(rows) ? picked(rows, false) : rows;
    }

    private static Batch picked(Batch rows, boolean deleted) {
        int[] picked = IntStream.range(0, rows.size())
                .filter(row -> rows.weight(row) < 0 == deleted)
                .toArray();
        return gather(rows, picked, picked.length);
    }

    /** The rows that have a value in each of some columns; the batch itself if all have. */
    static Batch withoutNulls(Batch rows, int[] columns) {
        if (Arrays.stream(columns).allMatch(column -> rows.column(column).nulls() == null)) {
            return rows;
        }
        int[] picked = IntStream.range(0, rows.size())
                .filter(row -> Arrays.stream(columns)
                        .noneMatch(column -> rows.column(column).isNull(row)))
                .toArray();
        return gather(rows, picked, picked.length);
    }

    static Batch gather(Batch rows, int[] picked, int count) {
        Batch some = new Batch(rows.types());
        some.gather(rows, picked, count);
        return some;
    }

    /** The sum of deltas of one relation: each different row once, with a weight that is not 0. */
    public static Batch net(List<ColumnType> types, List<Batch> deltas) {
        int[] all = IntStream.range(0, types.size()).toArray();
        RowLayout layout = new RowLayout(types, 1);
        KeyedRows sums = new KeyedRows(layout, all);
        for (Batch delta : deltas) {
            add(sums, delta, all);
        }
        RowStore store = sums.store();
        int[] slots = new int[store.slotLimit()];
        int live = store.liveSlots(0, slots, slots.length);
        int count = 0;
        for (int i = 0; i < live; i++) {
            if (store.word(slots[i], layout.extra(0)) != 0) {
                slots[count++] = slots[i];
            }
        }
        Batch net = new Batch(types);
        for (int i = 0; i < count; i++) {
            net.setWeight(i, store.word(slots[i], layout.extra(0)));
        }
        store.read(slots, count, all, net);
        return net;
    }

    /** Adds the weights of a delta to rows that are kept by all their columns with their weight in the first extra word. */
    static void add(KeyedRows sums, Batch delta, int[] all) {
        int[] hashes = KeyHash.of(delta, all, new int[0]);
        int[] slots = new int[delta.size()];
        sums.findOrInsert(delta, all, hashes, slots);
        RowStore store = sums.store();
        int weight = store.layout().extra(0);
        for (int row = 0; row < delta.size(); row++) {
            int at = store.base(slots[row]) + weight;
            store.words(slots[row])[at] = Math.addExact(store.words(slots[row])[at], delta.weight(row));
        }
    }
}
