package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RowStore;

/**
 * Exact sums of squares of longs in 192 bits, the lowest word first: enough for any values in a relation whose size fits a
 * long, and what leaves the range on the way there wraps around and comes back.
 */
final class IntegerSquares extends Accumulator {
    private final Lane lane;
    private final int argument;

    IntegerSquares(Lane lane, int argument) {
        super(3);
        this.lane = lane;
        this.argument = argument;
    }

    /** The value of a NULL is 0, so flags need no look. */
    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] values = batch.longs(argument).values();
        long[] weights = lane.weights();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long value = values[row];
            WideSum.addProduct(
                    groups.words(slot),
                    groups.base(slot) + word(),
                    Math.multiplyHigh(value, value),
                    value * value,
                    weights == null ? 1 : weights[row]);
        }
    }
}
