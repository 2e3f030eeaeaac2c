package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * VAR_POP, VAR_SAMP and their roots from exact sums of arguments and of their squares: the variance is the quotient of
 * {@code n * squares - sum * sum} and {@code n * n} or {@code n * (n - 1)}, in whole numbers, and only the result is rounded.
 * So it is never below 0, does not depend on the order of rows, and deletion restores the very same bits. Allocates a few big
 * integers for each group that it writes.
 */
final class VarianceResult extends Result {
    /** Bits of a quotient before its root is taken; twice as many as decide the rounding of a double, and some. */
    private static final int QUOTIENT_BITS = 192;

    private final AggregateCall call;
    private final Accumulator sum;
    private final Accumulator squares;
    private final Count count;
    private final boolean sample;
    private final boolean root;

    /** What the result type holds, or null if that is DOUBLE. */
    private final @Nullable Range range;

    /** Ten to the power of twice the argument's digits behind the point: the unit of squares is one part of it. */
    private final BigInteger unit;

    private final long[] pair = new long[2];
    private final Magnitude magnitude = new Magnitude();

    VarianceResult(AggregateCall call, ColumnType argument, Accumulator sum, Accumulator squares, Count count) {
        AggregateFunction function = call.function();
        this.call = call;
        this.sum = sum;
        this.squares = squares;
        this.count = count;
        this.sample = function == AggregateFunction.VAR_SAMP || function == AggregateFunction.STDDEV_SAMP;
        this.root = function == AggregateFunction.STDDEV_POP || function == AggregateFunction.STDDEV_SAMP;
        this.range = call.type().storage() == Storage.DOUBLE ? null : new Range(call.type());
        this.unit = BigInteger.TEN.pow(2 * argument.scale());
        if (range != null && argument.storage() == Storage.DOUBLE) {
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
            } else if (sum instanceof FloatSum) {
                writeFloat(words, base, arguments, into, at + i, failed);
            } else {
                BigInteger squared = whole(words, base, sum).pow(2);
                BigInteger over = BigInteger.valueOf(arguments)
                        .multiply(whole(words, base, squares))
                        .subtract(squared);
                write(over, divisor(arguments).multiply(unit), 0, into, at + i, failed);
            }
        }
    }

    private void writeFloat(long[] words, int base, long arguments, Vector into, int row, Failed failed) {
        ExactSum values = ((FloatSum) sum).sums();
        ExactSum squared = ((FloatSum) squares).sums();
        int valuesAt = base + sum.word();
        int squaredAt = base + squares.word();
        values.compact(words, valuesAt);
        squared.compact(words, squaredAt);
        if (values.isSpecial(words, valuesAt)) {
            ((DoubleVector) into).set(row, Double.NaN);
        } else if (squared.isSpecial(words, squaredAt)) {
            fail(into, row, failed, "The squares of its arguments are beyond the range of DOUBLE");
        } else {
            values.load(words, valuesAt, magnitude);
            BigInteger squareOfSum = magnitude.toBigInteger().pow(2);
            squared.load(words, squaredAt, magnitude);
            BigInteger over = BigInteger.valueOf(arguments)
                    .multiply(signed())
                    .shiftLeft(-ExactSum.EXPONENT)
                    .subtract(squareOfSum);
            write(over, divisor(arguments), 2 * ExactSum.EXPONENT, into, row, failed);
        }
    }

    private BigInteger divisor(long arguments) {
        return BigInteger.valueOf(arguments).multiply(BigInteger.valueOf(sample ? arguments - 1 : arguments));
    }

    private BigInteger whole(long[] words, int base, Accumulator from) {
        int word = base + from.word();
        if (from.words() == 2) {
            pair[0] = words[word];
            pair[1] = words[word + 1] + (words[word] >> 63);
            magnitude.load(pair, 0, 2);
        } else {
            magnitude.load(words, word, from.words());
        }
        return signed();
    }

    private BigInteger signed() {
        return magnitude.isNegative() ? magnitude.toBigInteger().negate() : magnitude.toBigInteger();
    }

    /** Writes the quotient of two whole numbers times a power of 2, or its root. */
    private void write(BigInteger over, BigInteger under, int exponent, Vector into, int row, Failed failed) {
        // Squares so small that their digits were lost may leave the sum a little too small.
        BigInteger numerator = over.max(BigInteger.ZERO);
        if (range == null) {
            ((DoubleVector) into).set(row, quotient(numerator, under, exponent));
            return;
        }
        BigInteger unscaled = decimal(numerator, under, call.type().scale());
        boolean narrow = unscaled.bitLength() < 2 * Long.SIZE;
        long high = unscaled.shiftRight(Long.SIZE).longValue();
        if (!narrow || !range.holds(high, unscaled.longValue())) {
            fail(into, row, failed, "It is out of the range of " + range.name() + ". Cast its argument to DOUBLE");
        } else if (into instanceof DecimalVector decimals) {
            decimals.set(row, high, unscaled.longValue());
        } else {
            ((LongVector) into).set(row, unscaled.longValue());
        }
    }

    private void fail(Vector into, int row, Failed failed, String detail) {
        Nulls.set(into, row);
        failed.at(row, call.site(), ErrorCode.NUMERIC_OVERFLOW, detail);
    }

    /** Rounded half up to a scale. */
    private BigInteger decimal(BigInteger over, BigInteger under, int scale) {
        int digits = scale + 1;
        BigInteger scaled =
                over.multiply(BigInteger.TEN.pow(root ? 2 * digits : digits)).divide(under);
        return (root ? scaled.sqrt() : scaled).add(BigInteger.valueOf(5)).divide(BigInteger.TEN);
    }

    /** Rounded to the nearest double: computed to more bits than that takes, and one that says whether more follow. */
    private double quotient(BigInteger over, BigInteger under, int exponent) {
        if (over.signum() == 0) {
            return 0;
        }
        int shift = Math.max(0, QUOTIENT_BITS - (over.bitLength() - under.bitLength()));
        shift += (exponent - shift) & 1;
        BigInteger[] parts = over.shiftLeft(shift).divideAndRemainder(under);
        boolean more = parts[1].signum() != 0;
        BigInteger bits = parts[0];
        int power = exponent - shift;
        if (root) {
            BigInteger[] rooted = bits.sqrtAndRemainder();
            bits = rooted[0];
            more |= rooted[1].signum() != 0;
            power /= 2;
        }
        BigInteger marked = bits.shiftLeft(1).add(more ? BigInteger.ONE : BigInteger.ZERO);
        int drop = Math.max(0, marked.bitLength() - QUOTIENT_BITS);
        BigInteger kept =
                marked.getLowestSetBit() < drop ? marked.shiftRight(drop).setBit(0) : marked.shiftRight(drop);
        return Math.scalb(kept.doubleValue(), power - 1 + drop);
    }
}
