package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RowStore;

/**
 * Exact sums of longs in 128 bits: a signed word and, in a rare word, what it went over by, in units of 2^64, which
 * most sums never touch. A product of value and weight has at most 127 bits, and so has the sum of a relation whose size fits a long;
 * what leaves 128 bits on the way there wraps around and comes back.
 */
final class IntegerSum extends SumAccumulator {
    private final Lane lane;
    private final int argument;

    /** Whether the sum of any group ever needed more than 64 bits. */
    private boolean wide;

    IntegerSum(Lane lane, int argument) {
        super(1, 1);
        this.lane = lane;
        this.argument = argument;
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        long[] words = groups.words(into);
        int base = groups.base(into);
        long added = groups.word(from, word());
        long old = words[base + word()];
        long sum = old + added;
        words[base + word()] = sum;
        long high = groups.word(from, rareWord());
        if (((old ^ sum) & (added ^ sum)) < 0) {
            high += added < 0 ? -1 : 1;
        }
        if (high != 0) {
            words[base + rareWord()] += high;
            wide = true;
        }
    }

    @Override
    void load(long[] words, int base, Wide into) {
        long low = words[base + word()];
        into.set(words[base + rareWord()] + (low >> 63), low);
    }

    @Override
    boolean usesRareWords() {
        return wide;
    }

    @Override
    void load(RowStore groups, int[] slots, Batch from, int firstColumn) {
        super.load(groups, slots, from, firstColumn);
        long[] high = from.longs(firstColumn + 1).values();
        for (int row = 0; row < from.size(); row++) {
            wide |= high[row] != 0;
        }
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] weights = lane.weights();
        if (weights == null) {
            addValues(groups, batch.longs(argument).values(), slots, batch.size());
        } else {
            addProducts(groups, batch.longs(argument).values(), weights, slots, batch.size());
        }
    }

    /** The value of a NULL is 0, so flags need no look. */
    private void addValues(RowStore groups, long[] values, int[] slots, int size) {
        long[][] chunks = groups.chunks();
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int word = word();
        int toRare = rareWord() - word;
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = chunks[slot >>> shift];
            int at = (slot & mask) * stride + word;
            long value = values[row];
            long old = words[at];
            long sum = old + value;
            words[at] = sum;
            if (((old ^ sum) & (value ^ sum)) < 0) {
                words[at + toRare] += value < 0 ? -1 : 1;
                wide = true;
            }
        }
    }

    private void addProducts(RowStore groups, long[] values, long[] weights, int[] slots, int size) {
        long[][] chunks = groups.chunks();
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int word = word();
        int toRare = rareWord() - word;
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = chunks[slot >>> shift];
            int at = (slot & mask) * stride + word;
            long product = values[row] * weights[row];
            long old = words[at];
            long sum = old + product;
            words[at] = sum;
            long high = Math.multiplyHigh(values[row], weights[row]) - (product >> 63);
            if (((old ^ sum) & (product ^ sum)) < 0) {
                high += product < 0 ? -1 : 1;
            }
            if (high != 0) {
                words[at + toRare] += high;
                wide = true;
            }
        }
    }
}
