package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;

/** Comparison of floating-point values as keys compare: -0.0 equals 0.0, NaN equals NaN and is above all numbers. */
public final class Doubles {
    private Doubles() {}

    public static boolean equal(double a, double b) {
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    public static boolean less(double a, double b) {
        return a < b || (Double.isNaN(b) && !Double.isNaN(a));
    }

    public static boolean lessOrEqual(double a, double b) {
        return a <= b || Double.isNaN(b);
    }

    /** The nearest integer, halves away from zero. */
    public static long toLong(double value) {
        double rounded = Math.rint(value);
        if (Math.abs(value - rounded) == 0.5) {
            rounded = value + Math.copySign(0.5, value);
        }
        // 2^63 itself is not a long, -2^63 is.
        if (!(rounded >= -0x1p63 && rounded < 0x1p63)) {
            throw new ValueException(
                    ErrorCode.NUMERIC_OVERFLOW, "The value " + value + " does not fit the type BIGINT.");
        }
        return (long) rounded;
    }
}
