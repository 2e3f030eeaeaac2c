package io.millrace.executor.operator.aggregate;

/** An exact sum, of whatever: it can be had as a number of any size. One owner. */
abstract class SumAccumulator extends Accumulator {
    SumAccumulator(int words, int rareWords) {
        super(words, rareWords);
    }

    /** The finite part of the sum of a group whose words are given. */
    abstract void load(long[] words, int base, Wide into);

    /** Whether a group's sum is NaN or infinite, whatever its finite part is; then {@link #special} is the sum. */
    boolean isSpecial(long[] words, int base) {
        return false;
    }

    /** A sum that is NaN or infinite. */
    double special(long[] words, int base) {
        return Double.NaN;
    }
}
