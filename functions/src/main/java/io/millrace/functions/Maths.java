package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Functions of numbers that have no value everywhere. */
public final class Maths {
    private Maths() {}

    public static double sqrt(double value) {
        if (value < 0) {
            throw outside("SQRT", value, "is negative");
        }
        return Math.sqrt(value);
    }

    public static double ln(double value) {
        if (value <= 0) {
            throw outside("LN", value, "is not above 0");
        }
        return Math.log(value);
    }

    public static double log10(double value) {
        if (value <= 0) {
            throw outside("LOG10", value, "is not above 0");
        }
        return Math.log10(value);
    }

    public static double log2(double value) {
        if (value <= 0) {
            throw outside("LOG2", value, "is not above 0");
        }
        return Math.log(value) / Math.log(2);
    }

    public static double log1p(double value) {
        if (value <= -1) {
            throw outside("LOG1P", value, "is not above -1");
        }
        return Math.log1p(value);
    }

    public static double exp(double value) {
        return finite(Math.exp(value), value);
    }

    public static double power(double base, double exponent) {
        double result = Math.pow(base, exponent);
        if (Double.isNaN(result) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
            throw outside("POWER", base, "is negative and the exponent " + exponent + " is not a whole number");
        }
        if (base == 0 && exponent < 0) {
            throw new ValueException(ErrorCode.DIVISION_BY_ZERO, "Zero has no power of " + exponent + ".");
        }
        return Double.isInfinite(base) || Double.isInfinite(exponent) ? result : finite(result, base);
    }

    public static double asin(double value) {
        return unit("ASIN", value, Math.asin(value));
    }

    public static double acos(double value) {
        return unit("ACOS", value, Math.acos(value));
    }

    /** Rounds to {@code digits} behind the point, or before it if negative; halves away from zero. */
    public static double round(double value, long digits) {
        return scaled(value, digits, RoundingMode.HALF_UP);
    }

    /** Drops the digits behind the {@code digits}th one behind the point. */
    public static double truncate(double value, long digits) {
        return scaled(value, digits, RoundingMode.DOWN);
    }

    /** The same for an unscaled decimal; its scale stays. */
    public static Int128 round(Int128 value, int scale, long digits, Int128 into) {
        return scaled(value, scale, digits, RoundingMode.HALF_UP, into);
    }

    public static Int128 truncate(Int128 value, int scale, long digits, Int128 into) {
        return scaled(value, scale, digits, RoundingMode.DOWN, into);
    }

    public static Int128 floor(Int128 value, int scale, Int128 into) {
        return scaled(value, scale, 0, RoundingMode.FLOOR, into);
    }

    public static Int128 ceil(Int128 value, int scale, Int128 into) {
        return scaled(value, scale, 0, RoundingMode.CEILING, into);
    }

    private static Int128 scaled(Int128 value, int scale, long digits, RoundingMode mode, Int128 into) {
        if (digits >= scale) {
            return into.set(value);
        }
        if (digits < -Decimals.MAX_DIGITS) {
            return into.set(0);
        }
        BigDecimal rounded = Decimals.toBigDecimal(value, scale).setScale((int) digits, mode);
        return into.set(rounded.setScale(scale).unscaledValue());
    }

    private static double scaled(double value, long digits, RoundingMode mode) {
        if (Double.isNaN(value) || Double.isInfinite(value) || digits > 400) {
            return value;
        }
        if (digits < -400) {
            return 0;
        }
        return BigDecimal.valueOf(value).setScale((int) digits, mode).doubleValue();
    }

    private static double unit(String function, double value, double result) {
        if (value < -1 || value > 1) {
            throw outside(function, value, "is not between -1 and 1");
        }
        return result;
    }

    private static double finite(double result, double argument) {
        if (Double.isInfinite(result) && !Double.isInfinite(argument)) {
            throw new ValueException(ErrorCode.NUMERIC_OVERFLOW, "The result does not fit the type DOUBLE.");
        }
        return result;
    }

    private static ValueException outside(String function, double value, String why) {
        return new ValueException(
                ErrorCode.INVALID_ARGUMENT, function + " has no value for " + value + ", which " + why + ".");
    }
}
