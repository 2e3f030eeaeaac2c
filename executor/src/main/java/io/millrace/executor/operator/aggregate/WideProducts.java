package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;

/**
 * Exact sums of products of decimals, at least one of them of 128 bits, in 320 bits, the lowest word first: enough for values
 * below 10^38 in a relation whose size fits a long, and what leaves the range on the way there wraps around and comes back.
 */
final class WideProducts extends SumAccumulator {
    private static final int WORDS = 5;

    private final Lane lane;
    private final int left;
    private final int right;
    private final Wide first = new Wide();
    private final Wide second = new Wide();
    private final Wide product = new Wide();
    private final Wide weighted = new Wide();

    /** Products of two columns; squares if they are the same. */
    WideProducts(Lane lane, int left, int right) {
        super(WORDS, 0);
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
        Vector a = batch.column(left);
        Vector b = batch.column(right);
        long[] weights = lane.weights();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            long weight = weights == null ? 1 : weights[row];
            if (weight != 0 && !a.isNull(row) && !b.isNull(row)) {
                product.multiply(load(a, row, first), load(b, row, second));
                weighted.multiply(product, first.set(weight));
                int slot = slots[row];
                add(groups.words(slot), groups.base(slot) + word(), weighted);
            }
        }
    }

    /** Takes a value that is exact. */
    static Wide load(Vector values, int row, Wide into) {
        return values instanceof DecimalVector decimals
                ? into.set(decimals.high()[row], decimals.low()[row])
                : into.set(((LongVector) values).get(row));
    }

    /** In two's complement, a number taken away is the complement added, and 1. */
    private static void add(long[] words, int at, Wide number) {
        long flip = number.isNegative() ? -1 : 0;
        long carry = number.isNegative() ? 1 : 0;
        for (int i = 0; i < WORDS; i++) {
            long addend = number.word(i) ^ flip;
            long sum = words[at + i] + addend;
            long out = Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
            sum += carry;
            carry = out | (carry == 1 && sum == 0 ? 1 : 0);
            words[at + i] = sum;
        }
    }

    @Override
    void load(long[] words, int base, Wide into) {
        into.load(words, base + word(), WORDS, 0);
    }
}
