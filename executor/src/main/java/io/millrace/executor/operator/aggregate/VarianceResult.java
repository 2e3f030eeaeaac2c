package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;

/**
 * VAR_POP, VAR_SAMP and their roots from exact sums of arguments and of their squares: the variance is the quotient of
 * {@code n * squares - sum * sum} and {@code n * n} or {@code n * (n - 1)}, in whole numbers, and only the result is rounded.
 * So it is never below 0, does not depend on the order of rows, and deletion restores the very same bits.
 */
final class VarianceResult extends Result {
    private final SumAccumulator sum;
    private final SumAccumulator squares;
    private final Count count;
    private final boolean sample;
    private final boolean root;

    /** Ten to the power of twice the argument's digits behind the point: the unit of squares is one part of it. */
    private final int digits;

    private final Ratio ratio;
    private final Wide total = new Wide();
    private final Wide squareOfTotal = new Wide();
    private final Wide over = new Wide();
    private final Wide under = new Wide();
    private final Wide scratch = new Wide();

    VarianceResult(AggregateCall call, ColumnType argument, SumAccumulator sum, SumAccumulator squares, Count count) {
        AggregateFunction function = call.function();
        this.sum = sum;
        this.squares = squares;
        this.count = count;
        this.sample = function == AggregateFunction.VAR_SAMP || function == AggregateFunction.STDDEV_SAMP;
        this.root = function == AggregateFunction.STDDEV_POP || function == AggregateFunction.STDDEV_SAMP;
        this.digits = 2 * argument.scale();
        this.ratio = new Ratio(call);
        if (!ratio.isDouble() && argument.storage() == Storage.DOUBLE) {
            throw new IllegalArgumentException(function + " of " + argument + " cannot be " + call.type());
        }
    }

    @Override
    void write(RowStore groups, int[] slots, int number, Vector into, int at, Failed failed) {
        for (int i = 0; i < number; i++) {
            long[] words = groups.words(slots[i]);
            int base = groups.base(slots[i]);
            long arguments = count.of(words, base);
            if (arguments <= (sample ? 1 : 0)) {
                Nulls.set(into, at + i);
            } else if (sum.isSpecial(words, base)) {
                ((DoubleVector) into).set(at + i, Double.NaN);
            } else if (squares.isSpecial(words, base)) {
                ratio.fail("The squares of its arguments are beyond the range of DOUBLE", into, at + i, failed);
            } else {
                write(words, base, arguments, into, at + i, failed);
            }
        }
    }

    private void write(long[] words, int base, long arguments, Vector into, int row, Failed failed) {
        sum.load(words, base, total);
        squareOfTotal.multiply(total, total);
        squares.load(words, base, total);
        over.multiply(total, scratch.set(arguments)).subtract(squareOfTotal);
        if (over.isNegative()) {
            // Squares so small that their digits were lost may leave the sum a little too small.
            over.set(0);
        }
        under.multiply(scratch, total.set(sample ? arguments - 1 : arguments)).timesPowerOfTen(digits);
        if (root) {
            ratio.writeRoot(over, under, into, row, failed);
        } else {
            ratio.write(over, under, into, row, failed);
        }
    }
}
