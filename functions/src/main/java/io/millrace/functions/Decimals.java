package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Exact arithmetic on unscaled values: long for up to 18 digits, {@link Int128} for up to 38. Where digits have to go,
 * the value is rounded, halves away from zero. Throws where a result does not fit its type.
 */
public final class Decimals {
    static final int MAX_DIGITS = 38;

    private static final long[] POWERS = new long[19];
    private static final BigInteger[] BIG_POWERS = new BigInteger[78];
    private static final Int128[] LIMITS = new Int128[39];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
        for (int i = 0; i < BIG_POWERS.length; i++) {
            BIG_POWERS[i] = BigInteger.TEN.pow(i);
        }
        for (int i = 0; i < LIMITS.length; i++) {
            LIMITS[i] = Int128.of(BIG_POWERS[i]);
        }
    }

    private Decimals() {}

    /** Ten to the power of {@code exponent}, 0 to 18. */
    public static long power(int exponent) {
        return POWERS[exponent];
    }

    /** Changes the scale of a value and checks that it has {@code precision} digits at most. */
    public static long rescale(long value, int from, int to, int precision) {
        if (to < from) {
            int drop = from - to;
            return checked(drop > 18 ? 0 : divideHalfUp(value, POWERS[drop]), precision);
        }
        int grow = to - from;
        if (value == 0) {
            return 0;
        }
        if (grow > 18 || Math.multiplyHigh(value, POWERS[grow]) != (value * POWERS[grow]) >> 63) {
            throw overflow(precision);
        }
        return checked(value * POWERS[grow], precision);
    }

    /** Changes the scale of a value into {@code into}. */
    public static Int128 rescale(Int128 value, int from, int to, int precision, Int128 into) {
        if (from == to) {
            return checked(into.set(value), precision);
        }
        if (to > from && to - from <= 18 && value.isLong()) {
            return checked(into.multiply(value, POWERS[to - from]), precision);
        }
        return checked(into.set(rescale(value.toBigInteger(), from, to)), precision);
    }

    /** A value that has {@code precision} digits at most. */
    public static long checked(long value, int precision) {
        if (precision <= 18 && (value >= POWERS[precision] || value <= -POWERS[precision])) {
            throw overflow(precision);
        }
        return value;
    }

    /** A value that has {@code precision} digits at most. */
    public static Int128 checked(Int128 value, int precision) {
        Int128 limit = LIMITS[precision];
        boolean fits = value.signum() >= 0
                ? value.compareTo(limit) < 0
                : value.high() == Long.MIN_VALUE && value.low() == 0 ? false : compareNegated(value, limit) < 0;
        if (!fits) {
            throw overflow(precision);
        }
        return value;
    }

    /** {@code a * b} at scale {@code from}, brought to scale {@code to}. */
    public static Int128 multiply(Int128 a, Int128 b, int from, int to, int precision, Int128 into) {
        if (a.isLong() && b.isLong() && from == to) {
            return checked(into.multiply(a, b.low()), precision);
        }
        return checked(into.set(rescale(a.toBigInteger().multiply(b.toBigInteger()), from, to)), precision);
    }

    /** {@code a / b} where the quotient of the unscaled values has scale {@code from}, brought to scale {@code to}. */
    public static Int128 divide(Int128 a, Int128 b, int from, int to, int precision, Int128 into) {
        if (b.signum() == 0) {
            throw divisionByZero();
        }
        BigInteger numerator = a.toBigInteger();
        BigInteger denominator = b.toBigInteger();
        if (to >= from) {
            numerator = numerator.multiply(big(to - from));
        } else {
            denominator = denominator.multiply(big(from - to));
        }
        BigDecimal quotient = new BigDecimal(numerator).divide(new BigDecimal(denominator), 0, RoundingMode.HALF_UP);
        return checked(into.set(quotient.toBigInteger()), precision);
    }

    /** The rest of {@code a / b}, both of one scale; it has the sign of {@code a}. */
    public static Int128 remainder(Int128 a, Int128 b, int precision, Int128 into) {
        if (b.signum() == 0) {
            throw divisionByZero();
        }
        if (a.isLong() && b.isLong()) {
            return checked(into.set(a.low() % b.low()), precision);
        }
        return checked(into.set(a.toBigInteger().remainder(b.toBigInteger())), precision);
    }

    /** The remainder of numbers of any length. */
    public static BigDecimal remainder(BigDecimal a, BigDecimal b) {
        if (b.signum() == 0) {
            throw divisionByZero();
        }
        return a.remainder(b);
    }

    public static BigDecimal add(BigDecimal a, BigDecimal b) {
        return a.add(b);
    }

    public static BigDecimal subtract(BigDecimal a, BigDecimal b) {
        return a.subtract(b);
    }

    /** Orders two values of different scales. */
    public static int compare(Int128 a, int scaleOfA, Int128 b, int scaleOfB) {
        int order = Integer.compare(a.signum(), b.signum());
        if (order != 0) {
            return order;
        }
        return toBigDecimal(a, scaleOfA).compareTo(toBigDecimal(b, scaleOfB));
    }

    /** The nearest value of a type. */
    public static Int128 fromDouble(double value, int scale, int precision, Int128 into) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new ValueException(
                    ErrorCode.NUMERIC_OVERFLOW, "The value " + value + " is not a number that a DECIMAL can have.");
        }
        return fromBigDecimal(BigDecimal.valueOf(value), scale, precision, into);
    }

    /** The nearest value of a type. */
    public static Int128 fromBigDecimal(BigDecimal value, int scale, int precision, Int128 into) {
        if (value.precision() - value.scale() > precision - scale && value.signum() != 0) {
            throw overflow(precision);
        }
        // Below half of the last digit; not left to setScale, which would write out all zeros of 1e-999999999.
        if (value.precision() - value.scale() < -scale) {
            return into.set(0);
        }
        return checked(into.set(value.setScale(scale, RoundingMode.HALF_UP).unscaledValue()), precision);
    }

    /** The value as a number; allocates. */
    public static BigDecimal toBigDecimal(Int128 value, int scale) {
        return new BigDecimal(value.toBigInteger(), scale);
    }

    /** The nearest double. */
    public static double toDouble(long value, int scale) {
        // Both are exact, so that the quotient is rounded once.
        if (scale <= 18 && value > -(1L << 53) && value < 1L << 53) {
            return value / (double) POWERS[scale];
        }
        return BigDecimal.valueOf(value, scale).doubleValue();
    }

    /** The nearest double. */
    public static double toDouble(Int128 value, int scale) {
        return value.isLong()
                ? toDouble(value.low(), scale)
                : toBigDecimal(value, scale).doubleValue();
    }

    /** A value without its digits behind the point, halves away from zero. */
    public static long toLong(Int128 value, int scale) {
        return value.isLong() && scale <= 18
                ? divideHalfUp(value.low(), POWERS[scale])
                : new Int128().set(rescale(value.toBigInteger(), scale, 0)).toLong();
    }

    /** The nearest integer to a quotient, halves away from zero. */
    public static long divideHalfUp(long value, long divisor) {
        long quotient = value / divisor;
        long rest = Math.abs(value % divisor);
        return rest >= divisor - rest ? quotient + (value < 0 ? -1 : 1) : quotient;
    }

    static BigInteger rescale(BigInteger value, int from, int to) {
        if (to >= from) {
            return value.multiply(big(to - from));
        }
        return new BigDecimal(value)
                .divide(new BigDecimal(big(from - to)), 0, RoundingMode.HALF_UP)
                .toBigInteger();
    }

    private static int compareNegated(Int128 value, Int128 limit) {
        long low = -value.low();
        long high = ~value.high() + (low == 0 ? 1 : 0);
        int order = Long.compare(high, limit.high());
        return order != 0 ? order : Long.compareUnsigned(low, limit.low());
    }

    private static BigInteger big(int exponent) {
        return exponent < BIG_POWERS.length ? BIG_POWERS[exponent] : BigInteger.TEN.pow(exponent);
    }

    private static ValueException overflow(int precision) {
        return new ValueException(
                ErrorCode.NUMERIC_OVERFLOW, "The result has more digits than the " + precision + " of its type.");
    }

    private static ValueException divisionByZero() {
        return new ValueException(ErrorCode.DIVISION_BY_ZERO, "Division by zero.");
    }
}
