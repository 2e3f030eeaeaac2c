package io.millrace.connectors.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Numbers from ASCII text. Without garbage for all but decimals with exponents and floating-point numbers of more than
 * 15 digits or large exponents. Owned by one worker at a time: results are fields.
 */
final class NumberText {
    private static final double[] POWERS = new double[23];
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final long EXACT_FLOAT = 1L << 24;
    private static final int EXACT_FLOAT_POWER = 10;

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private long whole;
    private double floating;
    private long high;
    private long low;

    /** The whole number, or a decimal's unscaled value where it fits a long, after DONE. */
    long whole() {
        return whole;
    }

    /** The floating-point number after DONE. */
    double floating() {
        return floating;
    }

    /** The upper half of a decimal's unscaled value after DONE. */
    long high() {
        return high;
    }

    /** The lower half. */
    long low() {
        return low;
    }

    /** A whole number within bounds. */
    Outcome whole(byte[] data, int start, int length, long min, long max) {
        int at = start;
        int end = start + length;
        boolean negative = at < end && data[at] == '-';
        if (negative || at < end && data[at] == '+') {
            at++;
        }
        if (at == end) {
            return Outcome.MALFORMED;
        }
        // Counts down: the least long has no positive counterpart.
        long value = 0;
        boolean overflow = false;
        for (; at < end; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9) {
                return Outcome.MALFORMED;
            }
            overflow |= value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit;
            value = value * 10 - digit;
        }
        overflow |= !negative && value == Long.MIN_VALUE;
        whole = negative ? value : -value;
        return overflow || whole < min || whole > max ? Outcome.OUT_OF_RANGE : Outcome.DONE;
    }

    /**
     * A floating-point number, correctly rounded.
     *
     * @param single whether to round to a float
     */
    Outcome floating(byte[] data, int start, int length, boolean single) {
        int at = start;
        int end = start + length;
        boolean negative = at < end && data[at] == '-';
        if (negative || at < end && data[at] == '+') {
            at++;
        }
        long mantissa = 0;
        int digits = 0;
        int power = 0;
        boolean point = false;
        boolean exact = true;
        for (; at < end; at++) {
            byte c = data[at];
            if (c == '.' && !point) {
                point = true;
                continue;
            }
            if (c < '0' || c > '9') {
                break;
            }
            exact &= mantissa < EXACT_DOUBLE / 10;
            mantissa = exact ? mantissa * 10 + (c - '0') : mantissa;
            power -= point ? 1 : 0;
            digits++;
        }
        if (digits == 0) {
            return special(data, start, length);
        }
        if (at < end) {
            if ((data[at] | 0x20) != 'e' || whole(data, at + 1, end - at - 1, -100_000, 100_000) != Outcome.DONE) {
                return Outcome.MALFORMED;
            }
            power += (int) whole;
        }
        boolean small = single
                ? mantissa <= EXACT_FLOAT && Math.abs(power) <= EXACT_FLOAT_POWER
                : Math.abs(power) < POWERS.length;
        if (exact && small) {
            floating = scaled(mantissa, power, single);
            floating = negative ? -floating : floating;
            return Outcome.DONE;
        }
        String text = new String(data, start, length, StandardCharsets.US_ASCII);
        floating = single ? Float.parseFloat(text) : Double.parseDouble(text);
        return Double.isInfinite(floating) ? Outcome.OUT_OF_RANGE : Outcome.DONE;
    }

    /** One rounding only: both operands are exact. */
    private static double scaled(long mantissa, int power, boolean single) {
        if (single) {
            float scale = (float) POWERS[Math.abs(power)];
            return power < 0 ? (float) mantissa / scale : (float) mantissa * scale;
        }
        return power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
    }

    private Outcome special(byte[] data, int start, int length) {
        if (length > "-Infinity".length()) {
            return Outcome.MALFORMED;
        }
        switch (new String(data, start, length, StandardCharsets.US_ASCII)) {
            case "NaN" -> floating = Double.NaN;
            case "Infinity", "+Infinity" -> floating = Double.POSITIVE_INFINITY;
            case "-Infinity" -> floating = Double.NEGATIVE_INFINITY;
            default -> {
                return Outcome.MALFORMED;
            }
        }
        return Outcome.DONE;
    }

    /** A decimal, rounded half away from zero to the scale; {@link #whole} holds it for precisions up to 18. */
    Outcome decimal(byte[] data, int start, int length, DecimalLimit limit) {
        int at = start;
        int end = start + length;
        boolean negative = at < end && data[at] == '-';
        if (negative || at < end && data[at] == '+') {
            at++;
        }
        long h = 0;
        long l = 0;
        int fraction = -1;
        int digits = 0;
        int roundBy = 0;
        int significant = 0;
        for (; at < end; at++) {
            byte c = data[at];
            if (c == '.' && fraction < 0) {
                fraction = 0;
                continue;
            }
            if (c < '0' || c > '9') {
                break;
            }
            digits++;
            if (fraction == limit.scale()) {
                roundBy = c >= '5' ? 1 : 0;
            }
            if (fraction < limit.scale()) {
                significant += significant > 0 || c != '0' ? 1 : 0;
                if (significant <= limit.precision()) {
                    long grown = l * 10;
                    h = h * 10 + upperTen(l);
                    l = grown + (c - '0');
                    h += Long.compareUnsigned(l, grown) < 0 ? 1 : 0;
                }
            }
            fraction += fraction >= 0 ? 1 : 0;
        }
        if (digits == 0) {
            return Outcome.MALFORMED;
        }
        if (at < end) {
            return exponent(data, start, length, at, limit);
        }
        for (int i = Math.max(0, fraction); i < limit.scale(); i++) {
            significant += significant > 0 ? 1 : 0;
            if (significant <= limit.precision()) {
                h = h * 10 + upperTen(l);
                l *= 10;
            }
        }
        return significant > limit.precision() ? Outcome.OUT_OF_RANGE : rounded(h, l, roundBy, negative, limit);
    }

    private Outcome rounded(long h, long l, int roundBy, boolean negative, DecimalLimit limit) {
        long lowSum = l + roundBy;
        long highSum = h + (roundBy == 1 && lowSum == 0 ? 1 : 0);
        low = negative ? -lowSum : lowSum;
        high = negative ? ~highSum + (lowSum == 0 ? 1 : 0) : highSum;
        whole = low;
        return limit.holds(highSum, lowSum) ? Outcome.DONE : Outcome.OUT_OF_RANGE;
    }

    /** What multiplying an unsigned long by ten carries into the upper half. */
    private static long upperTen(long l) {
        return Math.multiplyHigh(l, 10) + (l < 0 ? 10 : 0);
    }

    private Outcome exponent(byte[] data, int start, int length, int mark, DecimalLimit limit) {
        int after = mark + 1;
        if ((data[mark] | 0x20) != 'e' || whole(data, after, start + length - after, -1_000, 1_000) != Outcome.DONE) {
            return Outcome.MALFORMED;
        }
        BigInteger value = new BigDecimal(new String(data, start, length, StandardCharsets.US_ASCII))
                .setScale(limit.scale(), RoundingMode.HALF_UP)
                .unscaledValue();
        BigInteger size = value.abs();
        if (size.bitLength() > 127 || !limit.holds(size.shiftRight(64).longValue(), size.longValue())) {
            return Outcome.OUT_OF_RANGE;
        }
        high = value.shiftRight(64).longValue();
        low = value.longValue();
        whole = low;
        return Outcome.DONE;
    }
}
