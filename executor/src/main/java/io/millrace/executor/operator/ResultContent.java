package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a {@link ResultTable} keeps its rows: each different row with its weight in the first word behind the columns.
 * Changed in the publish phase by the owner; {@link #lookup} may run beside that, see there.
 */
abstract sealed class ResultContent permits AppendedContent, BagContent, KeyedContent {
    final int[] columns;
    final int weight;

    /** How many rows there are, copies counted. */
    private long rows;

    private int[] sequence = new int[0];

    ResultContent(RowLayout layout) {
        this.columns = IntStream.range(0, layout.columns()).toArray();
        this.weight = layout.extra(0);
    }

    static RowLayout layout(List<ColumnType> types) {
        return new RowLayout(types, 1);
    }

    /** Takes a tick's delta. */
    final void apply(DeltaBuffer delta) {
        for (Batch batch : delta.deletions()) {
            count(batch);
            delete(batch);
        }
        for (int i = 0; i < delta.updates().size(); i++) {
            update(delta.updated().get(i), delta.updates().get(i));
        }
        for (Batch batch : delta.insertions()) {
            count(batch);
            insert(batch);
        }
        settle();
    }

    final long rows() {
        return rows;
    }

    /** Where the rows lie; the first of them holds all but a few. */
    abstract List<RowStore> stores();

    /** Takes rows with negative weights; before those with positive weights. */
    abstract void delete(Batch batch);

    /** Replaces rows of one copy by others of the same key, row by row. */
    abstract void update(Batch old, Batch replacing);

    /** Takes rows with positive weights. */
    abstract void insert(Batch batch);

    /** All rows of the tick have come: removes those whose weights came to 0. */
    abstract void settle();

    /**
     * Appends the rows with a key to a batch.
     *
     * @return how many
     */
    abstract int lookup(Batch keys, int row, int[] keyColumns, Batch into);

    /** Heap bytes. */
    abstract long bytes();

    /** Appends a stored row with its weight. */
    final void read(RowStore store, int slot, Batch into) {
        int at = into.size();
        into.setWeight(at, store.word(slot, weight));
        store.read(new int[] {slot}, 1, columns, into);
    }

    /** The numbers from 0 below {@code count}. */
    final int[] sequence(int count) {
        if (sequence.length < count) {
            int length = Math.max(count, 2 * sequence.length);
            sequence = sequence(new int[length], length);
        }
        return sequence;
    }

    static int[] sequence(int[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = i;
        }
        return into;
    }

    private void count(Batch batch) {
        long[] weights = batch.weights();
        if (weights == null) {
            rows += batch.size();
        } else {
            for (int row = 0; row < batch.size(); row++) {
                rows = Math.addExact(rows, weights[row]);
            }
        }
    }

    static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
