package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.state.RowStore;

/**
 * Exact sums of 128-bit decimals in 192 bits, the lowest word first: enough for values below 10^38 in a relation whose
 * size fits a long, and what leaves the range on the way there wraps around and comes back.
 */
final class WideSum extends SumAccumulator {
    private final Lane lane;
    private final int argument;

    WideSum(Lane lane, int argument) {
        super(3, 0);
        this.lane = lane;
        this.argument = argument;
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
        DecimalVector decimals = batch.decimals(argument);
        long[] high = decimals.high();
        long[] low = decimals.low();
        long[] weights = lane.weights();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long weight = weights == null ? 1 : weights[row];
            addProduct(groups.words(slot), groups.base(slot) + word(), high[row], low[row], weight);
        }
    }

    @Override
    void load(long[] words, int base, Wide into) {
        into.load(words, base + word(), words(), 0);
    }

    /** Adds a 128-bit integer times a weight to three words. */
    static void addProduct(long[] words, int at, long high, long low, long weight) {
        long first = low * weight;
        // The upper half of an unsigned by signed product, from the signed one.
        long second = Math.multiplyHigh(low, weight) + (low >> 63 & weight);
        long third = Math.multiplyHigh(high, weight);
        long product = high * weight;
        long sign = second >> 63;
        second += product;
        third += sign + (Long.compareUnsigned(second, product) < 0 ? 1 : 0);
        add(words, at, first, second, third);
    }

    private static void add(long[] words, int at, long first, long second, long third) {
        long low = words[at] + first;
        long carry = Long.compareUnsigned(low, first) < 0 ? 1 : 0;
        long middle = words[at + 1] + second;
        long out = Long.compareUnsigned(middle, second) < 0 ? 1 : 0;
        middle += carry;
        out += middle == 0 && carry == 1 ? 1 : 0;
        words[at] = low;
        words[at + 1] = middle;
        words[at + 2] += third + out;
    }
}
