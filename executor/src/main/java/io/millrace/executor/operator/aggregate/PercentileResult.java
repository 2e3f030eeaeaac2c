package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * PERCENTILE_CONT and PERCENTILE_DISC: values at places of the order, found in O(log values). The place is computed in whole
 * numbers, as the fraction is a quotient of two. Between two numbers that are exact the result is rounded once; between two
 * doubles it is the lower one and the part of the distance, which is the same for the same two values.
 */
final class PercentileResult extends Result {
    private final OrderedValues values;
    private final Count count;
    private final boolean continuous;
    private final boolean descending;

    /** The fraction: how many parts, of how many. */
    private final long parts;

    private final long whole;
    private final int digits;
    /** Writes what is between two exact numbers; null where nothing is. */
    private final @Nullable Ratio ratio;

    private final Vector two;
    private final Wide first = new Wide();
    private final Wide second = new Wide();
    private final Wide over = new Wide();
    private final Wide under = new Wide();

    /** The place before which the last one asked for is, and how many parts beyond it that is. */
    private long place;

    private long beyond;

    PercentileResult(AggregateCall call, ColumnType argument, OrderedValues values, Count count) {
        if (!(call.arguments().constant() instanceof BigDecimal fraction)
                || fraction.signum() < 0
                || fraction.compareTo(BigDecimal.ONE) > 0
                || fraction.scale() > AggregateCall.MAX_FRACTION_DIGITS) {
            throw new IllegalArgumentException(
                    "a percentile of " + call.arguments().constant());
        }
        this.values = values;
        this.count = count;
        this.continuous = call.function() == AggregateFunction.PERCENTILE_CONT;
        this.descending = call.arguments().order().stream().anyMatch(SortColumn::descending);
        boolean ofDoubles = argument.storage() == Storage.DOUBLE;
        BigInteger power = BigInteger.TEN.pow(Math.max(0, fraction.scale()));
        this.whole = power.longValueExact();
        this.parts = fraction.multiply(new BigDecimal(power)).longValueExact();
        this.digits = argument.scale();
        this.ratio = continuous && !ofDoubles ? new Ratio(call) : null;
        this.two = Vector.of(argument.storage());
    }

    @Override
    void write(RowStore groups, int[] slots, int number, Vector into, int at, Failed failed) {
        for (int i = 0; i < number; i++) {
            int slot = slots[i];
            long arguments = count.of(groups.words(slot), groups.base(slot));
            boolean found = arguments > 0
                    && (continuous
                            ? writeBetween(slot, arguments, into, at + i, failed)
                            : values.write(slot, placeOfOne(arguments), into, at + i));
            if (!found) {
                Nulls.set(into, at + i);
            }
        }
    }

    /** The first place that has at least the fraction of all before it or on it. */
    private long placeOfOne(long arguments) {
        divide(arguments);
        long ordinal = Math.max(1, beyond > 0 ? place + 1 : place);
        return descending ? arguments - ordinal : ordinal - 1;
    }

    /** Sets {@link #place} and {@link #beyond} to the quotient of a number of parts, and what is left of them. */
    private void divide(long of) {
        long high = Math.multiplyHigh(parts, of);
        long low = parts * of;
        if (high == 0 && low >= 0) {
            place = low / whole;
            beyond = low % whole;
        } else {
            // Only of so many rows that no memory holds them, unless they are equal.
            BigInteger[] both = BigInteger.valueOf(parts)
                    .multiply(BigInteger.valueOf(of))
                    .divideAndRemainder(BigInteger.valueOf(whole));
            place = both[0].longValueExact();
            beyond = both[1].longValueExact();
        }
    }

    private boolean writeBetween(int slot, long arguments, Vector into, int row, Failed failed) {
        divide(arguments - 1);
        long from = descending ? arguments - 1 - place : place;
        two.clear();
        boolean found = values.write(slot, from, two, 0);
        if (!found) {
            return false;
        }
        if (beyond == 0) {
            two.copy(1, two, 0);
        } else {
            found = values.write(slot, descending ? from - 1 : from + 1, two, 1);
        }
        Ratio exact = ratio;
        if (found && exact == null) {
            double[] both = ((DoubleVector) two).values();
            ((DoubleVector) into).set(row, between(both[0], both[1]));
        } else if (found && exact != null) {
            WideProducts.load(two, 0, first);
            WideProducts.load(two, 1, second);
            over.multiply(first, under.set(whole - beyond));
            first.multiply(second, under.set(beyond));
            over.add(first);
            under.set(whole).timesPowerOfTen(digits);
            exact.write(over, under, into, row, failed);
        }
        return found;
    }

    private double between(double from, double to) {
        double part = (double) beyond / whole;
        double distance = to - from;
        if (from == to || beyond == 0) {
            return from;
        }
        return Double.isInfinite(distance) && Double.isFinite(from) && Double.isFinite(to)
                ? from * (1 - part) + to * part
                : from + distance * part;
    }
}
