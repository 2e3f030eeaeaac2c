package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RowStore;

/**
 * For each bit of a column's integers, in how many rows of a group it is 1: what BIT_AND and BIT_OR come to under deletion. One
 * word for each bit of the type. The value of a NULL is 0, which counts nowhere. One owner. Cost: one addition for each bit that
 * is 1.
 */
final class BitCounts extends Accumulator {
    private final Lane lane;
    private final int argument;
    private final int bits;

    BitCounts(Lane lane, int argument, int bits) {
        super(bits);
        this.lane = lane;
        this.argument = argument;
        this.bits = bits;
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        long[] words = groups.words(into);
        int at = groups.base(into) + word();
        for (int bit = 0; bit < bits; bit++) {
            words[at + bit] += groups.word(from, word() + bit);
        }
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] values = batch.longs(argument).values();
        long[] weights = lane.weights();
        long mask = bits == Long.SIZE ? -1 : (1L << bits) - 1;
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            long weight = weights == null ? 1 : weights[row];
            long[] words = groups.words(slots[row]);
            int at = groups.base(slots[row]) + word();
            for (long left = values[row] & mask; left != 0; left &= left - 1) {
                words[at + Long.numberOfTrailingZeros(left)] += weight;
            }
        }
    }

    /** The bits that are 1 in at least so many rows, with the sign of the type. */
    long atLeast(long[] words, int base, long rows) {
        long result = 0;
        for (int bit = 0; bit < bits; bit++) {
            result |= (words[base + word() + bit] >= rows ? 1L : 0) << bit;
        }
        int unused = Long.SIZE - bits;
        return result << unused >> unused;
    }
}
