package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.type.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Writes quotients of exact numbers, or their roots, to the column of a call's results: rounded once, to the nearest double, or
 * half up to the scale of a decimal. One owner.
 */
final class Ratio {
    /** Bits of a quotient that decide the rounding of a double with one that says whether more follow; of a root twice as many. */
    private static final int BITS = 66;

    private final AggregateCall call;

    /** What the result type holds, or null if that is DOUBLE. */
    private final @Nullable Range range;

    private final int scale;
    private final Wide quotient = new Wide();
    private final Wide root = new Wide();
    private final Wide rest = new Wide();
    private final long[] words = new long[6];
    private final Magnitude magnitude = new Magnitude();

    Ratio(AggregateCall call) {
        this.call = call;
        this.range = call.type().storage() == Storage.DOUBLE ? null : new Range(call.type());
        this.scale = call.type().scale();
    }

    /** Whether results are doubles. */
    boolean isDouble() {
        return range == null;
    }

    /** Writes {@code over / under}, whose parts are scratch afterwards; {@code under} is not 0. */
    void write(Wide over, Wide under, Vector into, int row, Failed failed) {
        write(over, under, false, into, row, failed);
    }

    /** Writes the root of {@code over / under}, with the sign of the quotient. */
    void writeRoot(Wide over, Wide under, Vector into, int row, Failed failed) {
        write(over, under, true, into, row, failed);
    }

    private void write(Wide over, Wide under, boolean rooted, Vector into, int row, Failed failed) {
        boolean negative = over.isNegative() != under.isNegative();
        if (range == null) {
            double size = size(over, under, rooted);
            ((DoubleVector) into).set(row, negative && size != 0 ? -size : size);
            return;
        }
        int digits = scale + 1;
        Wide result = quotient;
        over.timesPowerOfTen(rooted ? 2 * digits : digits).divide(under, quotient);
        if (rooted) {
            quotient.root(root, rest);
            result = root;
        }
        result.increase(5);
        result.divide(10);
        long low = negative ? -result.word(0) : result.word(0);
        long high = negative ? ~result.word(1) + (low == 0 ? 1 : 0) : result.word(1);
        if (result.bitLength() >= 2 * Long.SIZE || !range.holds(high, low)) {
            fail("It is out of the range of " + range.name() + ". Cast its argument to DOUBLE", into, row, failed);
        } else if (into instanceof DecimalVector decimals) {
            decimals.set(row, high, low);
        } else {
            ((LongVector) into).set(row, low);
        }
    }

    /** Writes NULL and tells why. */
    void fail(String why, Vector into, int row, Failed failed) {
        Nulls.set(into, row);
        failed.at(row, call.site(), ErrorCode.NUMERIC_OVERFLOW, why);
    }

    private double size(Wide over, Wide under, boolean rooted) {
        if (over.isZero()) {
            return 0;
        }
        int exponent = over.exponent() - under.exponent();
        int shift = Math.max(0, (rooted ? 2 * BITS : BITS) - (over.bitLength() - under.bitLength()));
        shift += rooted ? exponent - shift & 1 : 0;
        over.shiftLeft(shift);
        boolean more = over.divide(under, quotient);
        int power = exponent - shift;
        if (!rooted) {
            return rounded(quotient, more, power);
        }
        more |= quotient.root(root, rest);
        return rounded(root, more, power / 2);
    }

    private double rounded(Wide value, boolean more, int power) {
        // The lowest bits of a long number decide nothing but whether more follow.
        int drop = Math.max(0, value.bitLength() - (words.length - 1) * Long.SIZE);
        boolean dropped = value.shiftRight(drop);
        for (int i = 0; i < words.length; i++) {
            words[i] = value.word(i);
        }
        magnitude.load(words, 0, words.length);
        if (more || dropped) {
            magnitude.setInexact();
        }
        return magnitude.toDouble(power + drop);
    }
}
