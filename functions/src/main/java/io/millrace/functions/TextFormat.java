package io.millrace.functions;

import io.millrace.executor.type.Timestamps;
import java.math.BigDecimal;

/** Casts to text, written into a builder of the caller. Allocates for doubles and for long decimals only. */
public final class TextFormat {
    private static final Slice TRUE = Slice.of("TRUE");
    private static final Slice FALSE = Slice.of("FALSE");
    private static final int LONGEST_PLAIN = 15;

    private TextFormat() {}

    public static Slice ofBoolean(boolean value) {
        return value ? TRUE : FALSE;
    }

    public static Slice ofLong(long value, SliceBuilder into) {
        into.reset(20);
        appendLong(value, into);
        return into;
    }

    /** A scaled integer with its point. */
    public static Slice ofDecimal(long value, int scale, SliceBuilder into) {
        into.reset(24);
        long unit = Decimals.power(scale);
        if (value < 0) {
            into.append('-');
        }
        appendUnsigned(Math.abs(value / unit), 1, into);
        if (scale > 0) {
            into.append('.');
            appendUnsigned(Math.abs(value % unit), scale, into);
        }
        return into;
    }

    public static Slice ofDecimal(Int128 value, int scale, SliceBuilder into) {
        if (value.isLong() && scale <= 18) {
            return ofDecimal(value.low(), scale, into);
        }
        into.reset(42).appendAscii(Decimals.toBigDecimal(value, scale).toPlainString());
        return into;
    }

    /** The shortest number that reads back the same: 1, 0.5, 1.5e+20. */
    public static Slice ofDouble(double value, SliceBuilder into) {
        return number(value, Double.toString(value), into);
    }

    /** The same for a float. */
    public static Slice ofReal(double value, SliceBuilder into) {
        return number(value, Float.toString((float) value), into);
    }

    /** 2026-01-31. */
    public static Slice ofDate(long day, SliceBuilder into) {
        into.reset(12);
        appendDate(day, into);
        return into;
    }

    /** 12:34:56, with the digits of the fraction there are. */
    public static Slice ofTime(long time, SliceBuilder into) {
        into.reset(14);
        appendTime(time, into);
        return into;
    }

    /** 2026-01-31 12:34:56, with the digits of the fraction there are. */
    public static Slice ofTimestamp(long timestamp, SliceBuilder into) {
        into.reset(36);
        appendDate(Timestamps.toDay(timestamp), into);
        into.append(' ');
        appendTime(Timestamps.toTimeOfDay(timestamp), into);
        return into;
    }

    /**
     * 2026-01-31 12:34:56+01:00, with the digits of the fraction there are.
     *
     * @param local what clocks show
     * @param ahead how far they are ahead of UTC, in milliseconds
     */
    static Slice ofInstant(long local, long ahead, SliceBuilder into) {
        ofTimestamp(local, into);
        long seconds = Math.abs(ahead) / 1000;
        into.append(ahead < 0 ? '-' : '+');
        appendUnsigned(seconds / 3600, 2, into);
        into.append(':');
        appendUnsigned(seconds / 60 % 60, 2, into);
        if (seconds % 60 != 0) {
            into.append(':');
            appendUnsigned(seconds % 60, 2, into);
        }
        return into;
    }

    /** Years and months: 1-06, -0-03. */
    public static Slice ofMonths(long months, SliceBuilder into) {
        into.reset(16);
        if (months < 0) {
            into.append('-');
        }
        appendUnsigned(Math.abs(months / 12), 1, into);
        into.append('-');
        appendUnsigned(Math.abs(months % 12), 2, into);
        return into;
    }

    /** Days and a time: 1 02:03:04, -0 00:00:00.5. */
    public static Slice ofMillis(long millis, SliceBuilder into) {
        into.reset(32);
        if (millis < 0) {
            into.append('-');
        }
        appendUnsigned(Math.abs(millis / Timestamps.PER_DAY), 1, into);
        into.append(' ');
        appendTime(Math.abs(millis % Timestamps.PER_DAY), into);
        return into;
    }

    private static void appendDate(long day, SliceBuilder into) {
        long year = Dates.year(day);
        if (year < 0) {
            into.append('-');
        }
        appendUnsigned(Math.abs(year), 4, into);
        into.append('-');
        appendUnsigned(Dates.month(day), 2, into);
        into.append('-');
        appendUnsigned(Dates.dayOfMonth(day), 2, into);
    }

    private static void appendTime(long time, SliceBuilder into) {
        long seconds = time / Timestamps.PER_SECOND;
        appendUnsigned(seconds / 3600, 2, into);
        into.append(':');
        appendUnsigned(seconds / 60 % 60, 2, into);
        into.append(':');
        appendUnsigned(seconds % 60, 2, into);
        long fraction = time % Timestamps.PER_SECOND;
        if (fraction != 0) {
            into.append('.');
            appendUnsigned(fraction, Timestamps.PRECISION, into);
            while (into.data[into.length - 1] == '0') {
                into.length--;
            }
        }
    }

    private static Slice number(double value, String text, SliceBuilder into) {
        into.reset(32);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            into.appendAscii(text);
            return into;
        }
        BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exact.signum() == 0) {
            into.appendAscii(1 / value < 0 ? "-0" : "0");
        } else if (exponent >= -5 && exponent < LONGEST_PLAIN) {
            into.appendAscii(exact.toPlainString());
        } else {
            into.appendAscii(exact.movePointLeft(exponent).toPlainString());
            into.append('e');
            into.append(exponent < 0 ? '-' : '+');
            appendUnsigned(Math.abs(exponent), 2, into);
        }
        return into;
    }

    private static void appendLong(long value, SliceBuilder into) {
        if (value == Long.MIN_VALUE) {
            into.appendAscii("-9223372036854775808");
            return;
        }
        if (value < 0) {
            into.append('-');
        }
        appendUnsigned(Math.abs(value), 1, into);
    }

    /** Writes at least {@code digits} digits. */
    private static void appendUnsigned(long value, int digits, SliceBuilder into) {
        long unit = 1;
        int count = 1;
        while (count < digits || count < 19 && value / unit >= 10) {
            unit *= 10;
            count++;
        }
        for (; unit > 0; unit /= 10) {
            into.append((int) ('0' + value / unit % 10));
        }
    }
}
