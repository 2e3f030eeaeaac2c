package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.state.RowStore;

/**
 * Counts the rows of a lane, or those whose argument is NULL: where a batch has no NULLs, as most have none, that costs
 * nothing. Sums are checked: a count that leaves the range of a long is an error, not a wrong number.
 */
final class Counter extends Accumulator {
    private final Lane lane;

    /** The column whose NULLs are counted, or {@link AggregateCall#NONE} to count rows. */
    private final int nullsOf;

    Counter(Lane lane, int nullsOf) {
        super(1);
        this.lane = lane;
        this.nullsOf = nullsOf;
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        long[] words = groups.words(into);
        int at = groups.base(into) + word();
        words[at] = Math.addExact(words[at], groups.word(from, word()));
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        boolean[] counted = null;
        if (nullsOf != AggregateCall.NONE) {
            counted = batch.column(nullsOf).nulls();
            if (counted == null) {
                return;
            }
        }
        long[] weights = lane.weights();
        long[][] chunks = groups.chunks();
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int word = word();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            if (counted == null || counted[row]) {
                int slot = slots[row];
                long[] words = chunks[slot >>> shift];
                int at = (slot & mask) * stride + word;
                words[at] = Math.addExact(words[at], weights == null ? 1 : weights[row]);
            }
        }
    }
}
