package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowStore;

/** BIT_AND, BIT_OR and BIT_XOR. */
final class BitResult extends Result {
    private final AggregateFunction function;
    private final Accumulator bits;
    private final Count count;

    BitResult(AggregateFunction function, Accumulator bits, Count count) {
        this.function = function;
        this.bits = bits;
        this.count = count;
    }

    @Override
    boolean mayFail() {
        return false;
    }

    @Override
    void write(RowStore groups, int[] slots, int number, Vector into, int at, Failed failed) {
        LongVector longs = (LongVector) into;
        for (int i = 0; i < number; i++) {
            long[] words = groups.words(slots[i]);
            int base = groups.base(slots[i]);
            long arguments = count.of(words, base);
            if (arguments <= 0) {
                longs.setNull(at + i);
            } else if (bits instanceof BitCounts counts) {
                longs.set(at + i, counts.atLeast(words, base, function == AggregateFunction.BIT_AND ? arguments : 1));
            } else {
                longs.set(at + i, ((BitFold) bits).of(words, base));
            }
        }
    }
}
