package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import org.jspecify.annotations.Nullable;

/**
 * SUM, SUM0 and AVG of integers and decimals from their exact sum. A sum that the result type does not hold is NULL and
 * a failure. An average is rounded once: to the nearest double, or half up to the scale of a decimal.
 */
final class IntegerResult extends WordResult {
    private static final int[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    private static final int LARGEST_POWER = 9;
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    /** Limbs of fraction that decide every rounding of a quotient to a double. */
    private static final int FRACTION_LIMBS = 2;

    private final AggregateFunction function;
    private final FailureSite site;
    private final Accumulator sum;
    private final Count count;

    /** What the result type holds, or null if that is a floating-point type. */
    private final @Nullable Range range;

    /** The message for a result out of range. */
    private final String tooLarge;

    /** Whether the sum is that of longs, see {@link IntegerSum}. */
    private final boolean ofLongs;

    /** Whether it is a sum of longs that shall fit a long. */
    private final boolean bigint;

    /** By how many decimal digits an average has to be scaled up. */
    private final int digits;

    private final long[] pair = new long[2];
    private final Magnitude magnitude = new Magnitude();

    IntegerResult(AggregateCall call, ColumnType argument, Accumulator sum, Count count) {
        ColumnType type = call.type();
        this.function = call.function();
        this.site = call.site();
        this.sum = sum;
        this.count = count;
        boolean real = type.storage() == Storage.DOUBLE;
        this.ofLongs = sum instanceof IntegerSum;
        this.bigint = ofLongs && type.kind() == TypeKind.BIGINT;
        this.range = real ? null : new Range(type);
        this.digits = type.scale() - argument.scale();
        this.tooLarge = function + " is out of the range of " + (range == null ? type.kind() : range.name())
                + ". Cast its argument to a type with more digits";
        boolean average = function == AggregateFunction.AVG;
        if (average ? digits < 0 : real || digits != 0) {
            throw new IllegalArgumentException(function + " of " + argument + " cannot be " + type);
        }
    }

    @Override
    void write(Words from, int[] numbers, int size, Vector into, int at, Failed failed) {
        for (int i = 0; i < size; i++) {
            long[] words = from.array(numbers[i]);
            int base = from.base(numbers[i]);
            long arguments = count.of(words, base);
            if (arguments <= 0 && function != AggregateFunction.SUM0) {
                Nulls.set(into, at + i);
            } else if (function != AggregateFunction.AVG) {
                writeSum(words, base, into, at + i, failed);
            } else if (range == null) {
                ((DoubleVector) into).set(at + i, average(words, base, arguments));
            } else {
                writeAverage(words, base, arguments, into, at + i, failed);
            }
        }
    }

    /** An average needs scratch that belongs to one thread. */
    @Override
    boolean followsFromWords() {
        return function != AggregateFunction.AVG;
    }

    @Override
    boolean mayFail() {
        return !bigint || sum.usesRareWords();
    }

    private void writeSum(long[] words, int base, Vector into, int row, Failed failed) {
        int word = base + sum.word();
        long low = words[word];
        long high = ofLongs ? words[base + sum.rareWord()] + (low >> 63) : words[word + 1];
        boolean narrow = ofLongs || words[word + 2] == high >> 63;
        writeInteger(narrow && holds(high, low), high, low, into, row, failed);
    }

    private double average(long[] words, int base, long arguments) {
        long low = words[base + sum.word()];
        boolean small =
                ofLongs && words[base + sum.rareWord()] == 0 && low <= EXACT_IN_DOUBLE && low >= -EXACT_IN_DOUBLE;
        if (small && Math.abs(arguments) <= EXACT_IN_DOUBLE) {
            // Both are exact, so the one rounding is that of the division.
            return (double) low / arguments;
        }
        load(words, base);
        magnitude.shiftLimbs(FRACTION_LIMBS);
        magnitude.divide(arguments);
        return magnitude.toDouble(-FRACTION_LIMBS * Long.SIZE);
    }

    private void writeAverage(long[] words, int base, long arguments, Vector into, int row, Failed failed) {
        load(words, base);
        for (int left = digits; left > 0; left -= LARGEST_POWER) {
            magnitude.multiply(POWERS[Math.min(left, LARGEST_POWER)]);
        }
        long remainder = magnitude.divide(arguments);
        if (remainder != 0 && remainder >= arguments - remainder) {
            magnitude.increment();
        }
        boolean negative = magnitude.isNegative();
        long low = negative ? -magnitude.limb(0) : magnitude.limb(0);
        long high = negative ? ~magnitude.limb(1) + (low == 0 ? 1 : 0) : magnitude.limb(1);
        boolean narrow = magnitude.bitLength() < 2 * Long.SIZE;
        writeInteger(narrow && holds(high, low), high, low, into, row, failed);
    }

    private void load(long[] words, int base) {
        int word = base + sum.word();
        if (ofLongs) {
            pair[0] = words[word];
            pair[1] = words[base + sum.rareWord()] + (words[word] >> 63);
            magnitude.load(pair, 0, 2);
        } else {
            magnitude.load(words, word, sum.words());
        }
    }

    private boolean holds(long high, long low) {
        return range != null && range.holds(high, low);
    }

    private void writeInteger(boolean holds, long high, long low, Vector into, int row, Failed failed) {
        if (!holds) {
            Nulls.set(into, row);
            failed.at(row, site, ErrorCode.NUMERIC_OVERFLOW, tooLarge);
        } else if (into instanceof DecimalVector decimals) {
            decimals.set(row, high, low);
        } else {
            ((LongVector) into).set(row, low);
        }
    }
}
