package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RowStore;

/**
 * Exact sums of products of longs, or of their squares, in 192 bits, the lowest word first: enough for any values in a relation
 * whose size fits a long, and what leaves the range on the way there wraps around and comes back.
 */
final class IntegerProducts extends SumAccumulator {
    private final Lane lane;
    private final int left;
    private final int right;

    /** Products of two columns; squares if they are the same. Rows in which one is NULL have weight 0, or value 0. */
    IntegerProducts(Lane lane, int left, int right) {
        super(3, 0);
        this.lane = lane;
        this.left = left;
        this.right = right;
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        addWords(
                groups.words(from),
                groups.base(from) + word(),
                groups.words(into),
                groups.base(into) + word(),
                words());
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] first = batch.longs(left).values();
        long[] second = batch.longs(right).values();
        long[] weights = lane.weights();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            WideSum.addProduct(
                    groups.words(slot),
                    groups.base(slot) + word(),
                    Math.multiplyHigh(first[row], second[row]),
                    first[row] * second[row],
                    weights == null ? 1 : weights[row]);
        }
    }

    @Override
    void load(long[] words, int base, Wide into) {
        into.load(words, base + word(), words(), 0);
    }
}
