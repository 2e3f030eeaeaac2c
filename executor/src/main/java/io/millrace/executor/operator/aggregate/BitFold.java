package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowStore;

/**
 * One word of bits for each group: BIT_XOR, which a row takes back by itself, and BIT_AND and BIT_OR of an input that never
 * deletes. BIT_AND is kept as the bits that were 0 somewhere, so that a new group, whose word is 0, has none. The value of a NULL
 * is 0, which must not count for it. One owner.
 */
final class BitFold extends Accumulator {
    private final Lane lane;
    private final int argument;
    private final AggregateFunction function;

    BitFold(Lane lane, int argument, AggregateFunction function) {
        super(1);
        this.lane = lane;
        this.argument = argument;
        this.function = function;
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        long[] words = groups.words(into);
        int at = groups.base(into) + word();
        long bits = groups.word(from, word());
        words[at] = function == AggregateFunction.BIT_XOR ? words[at] ^ bits : words[at] | bits;
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] values = batch.longs(argument).values();
        boolean[] nulls = batch.column(argument).nulls();
        long[] weights = lane.weights();
        boolean xor = function == AggregateFunction.BIT_XOR;
        long flip = function == AggregateFunction.BIT_AND ? -1 : 0;
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            long weight = weights == null ? 1 : weights[row];
            if (weight != 0 && (nulls == null || !nulls[row])) {
                long[] words = groups.words(slots[row]);
                int at = groups.base(slots[row]) + word();
                words[at] = xor ? words[at] ^ values[row] & -(weight & 1) : words[at] | values[row] ^ flip;
            }
        }
    }

    /** The bits of a group. */
    long of(long[] words, int base) {
        long bits = words[base + word()];
        return function == AggregateFunction.BIT_AND ? ~bits : bits;
    }
}
