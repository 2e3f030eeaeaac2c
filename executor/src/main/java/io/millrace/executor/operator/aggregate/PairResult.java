package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowStore;
import org.jspecify.annotations.Nullable;

/**
 * COVAR_POP, COVAR_SAMP, CORR and the REGR functions, from exact sums: every one is a quotient, or the root of one, of whole
 * numbers and powers of 2, and only the result is rounded. So none depends on the order of rows, deletion restores the very same
 * bits, and CORR is never beyond 1. With n rows, a distance is n times as large in here as it is meant, a product of two n * n times.
 */
final class PairResult extends Result {
    private final AggregateFunction function;
    private final PairSums sums;

    /** Digits behind the point of y and x. */
    private final int digitsOfY;

    private final int digitsOfX;
    private final Ratio ratio;
    private final Wide number = new Wide();
    private final Wide left = new Wide();
    private final Wide right = new Wide();
    private final Wide over = new Wide();
    private final Wide under = new Wide();
    private final Wide scratch = new Wide();

    PairResult(AggregateCall call, PairSums sums, int digitsOfY, int digitsOfX) {
        this.function = call.function();
        this.sums = sums;
        this.digitsOfY = digitsOfY;
        this.digitsOfX = digitsOfX;
        this.ratio = new Ratio(call);
        if (!ratio.isDouble()) {
            throw new IllegalArgumentException(function + " cannot be " + call.type());
        }
    }

    @Override
    void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        int least = function == AggregateFunction.COVAR_SAMP ? 2 : 1;
        for (int i = 0; i < count; i++) {
            long[] words = groups.words(slots[i]);
            int base = groups.base(slots[i]);
            long rows = sums.count().of(words, base);
            if (rows < least) {
                Nulls.set(into, at + i);
            } else if (isSpecial(sums.x(), words, base) || isSpecial(sums.y(), words, base)) {
                ((DoubleVector) into).set(at + i, special(words, base));
            } else if (isSpecial(sums.xx(), words, base)
                    || isSpecial(sums.yy(), words, base)
                    || isSpecial(sums.xy(), words, base)) {
                ratio.fail("The products of its arguments are beyond the range of DOUBLE", into, at + i, failed);
            } else {
                number.set(rows);
                write(words, base, rows, into, at + i, failed);
            }
        }
    }

    private static boolean isSpecial(@Nullable SumAccumulator sum, long[] words, int base) {
        return sum != null && sum.isSpecial(words, base);
    }

    private double special(long[] words, int base) {
        SumAccumulator averaged = function == AggregateFunction.REGR_AVGX
                ? sums.x()
                : function == AggregateFunction.REGR_AVGY ? sums.y() : null;
        return averaged == null ? Double.NaN : averaged.special(words, base);
    }

    private void write(long[] words, int base, long rows, Vector into, int row, Failed failed) {
        switch (function) {
            case REGR_AVGX -> average(sums.x(), digitsOfX, words, base);
            case REGR_AVGY -> average(sums.y(), digitsOfY, words, base);
            case REGR_SXX -> distances(words, base, sums.x(), sums.x(), sums.xx(), 2 * digitsOfX);
            case REGR_SYY -> distances(words, base, sums.y(), sums.y(), sums.yy(), 2 * digitsOfY);
            case REGR_SXY -> distances(words, base, sums.x(), sums.y(), sums.xy(), digitsOfX + digitsOfY);
            case COVAR_POP, COVAR_SAMP -> {
                distances(words, base, sums.x(), sums.y(), sums.xy(), digitsOfX + digitsOfY);
                scratch.set(function == AggregateFunction.COVAR_POP ? rows : rows - 1);
                under.set(left.multiply(under, scratch));
            }
            case REGR_SLOPE -> {
                distances(words, base, sums.x(), sums.x(), sums.xx(), 0);
                under.set(over).timesPowerOfTen(digitsOfY);
                product(words, base, sums.x(), sums.y(), sums.xy());
                over.timesPowerOfTen(digitsOfX);
            }
            case REGR_INTERCEPT -> intercept(words, base);
            case CORR, REGR_R2 -> {
                correlation(words, base, into, row, failed);
                return;
            }
            default -> throw new IllegalStateException(function + " is not of two columns");
        }
        if (under.isZero()) {
            Nulls.set(into, row);
        } else {
            ratio.write(over, under, into, row, failed);
        }
    }

    private static SumAccumulator known(@Nullable SumAccumulator sum) {
        return java.util.Objects.requireNonNull(sum);
    }

    private void average(@Nullable SumAccumulator sum, int digits, long[] words, int base) {
        known(sum).load(words, base, over);
        under.set(number).timesPowerOfTen(digits);
    }

    /** The sum of products of distances: {@link #product} over the number of rows, in units of some digits. */
    private void distances(
            long[] words,
            int base,
            @Nullable SumAccumulator a,
            @Nullable SumAccumulator b,
            @Nullable SumAccumulator ab,
            int digits) {
        product(words, base, a, b, ab);
        under.set(number).timesPowerOfTen(digits);
    }

    /** Puts {@code n * sum(ab) - sum(a) * sum(b)} into {@link #over}; that of a column with itself is never negative. */
    private void product(
            long[] words,
            int base,
            @Nullable SumAccumulator a,
            @Nullable SumAccumulator b,
            @Nullable SumAccumulator ab) {
        known(ab).load(words, base, scratch);
        over.multiply(number, scratch);
        known(a).load(words, base, left);
        known(b).load(words, base, right);
        over.subtract(scratch.multiply(left, right));
        if (a == b && over.isNegative()) {
            // Squares so small that their digits were lost may leave the sum a little too small.
            over.set(0);
        }
    }

    /** The mean of y less the slope times the mean of x, over one denominator. */
    private void intercept(long[] words, int base) {
        product(words, base, sums.x(), sums.x(), sums.xx());
        under.set(over).timesPowerOfTen(digitsOfY);
        known(sums.xx()).load(words, base, left);
        known(sums.y()).load(words, base, right);
        over.multiply(left, right);
        known(sums.x()).load(words, base, left);
        known(sums.xy()).load(words, base, right);
        over.subtract(scratch.multiply(left, right));
    }

    private void correlation(long[] words, int base, Vector into, int row, Failed failed) {
        boolean squared = function == AggregateFunction.REGR_R2;
        product(words, base, sums.y(), sums.y(), sums.yy());
        boolean isFlat = over.isZero();
        under.set(over);
        product(words, base, sums.x(), sums.x(), sums.xx());
        if (over.isZero() || isFlat && !squared) {
            Nulls.set(into, row);
            return;
        }
        if (isFlat) {
            ((DoubleVector) into).set(row, 1);
            return;
        }
        scratch.multiply(under, over);
        under.set(scratch);
        product(words, base, sums.x(), sums.y(), sums.xy());
        boolean negative = over.isNegative();
        left.set(over);
        over.multiply(left, left);
        if (squared) {
            ratio.write(over, under, into, row, failed);
        } else {
            ratio.writeRoot(negative ? over.negate() : over, under, into, row, failed);
        }
    }
}
