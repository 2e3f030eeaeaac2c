package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Casts from text. Blanks around a value are ignored; anything else that is not of the type's form has no value.
 * Fraction digits of a second beyond those of the type are dropped. Allocates for DOUBLE, long decimals and names of time
 * zones only.
 */
public final class TextParser {
    private static final Set<String> YES = Set.of("true", "t", "yes", "y", "on", "1");
    private static final Set<String> NO = Set.of("false", "f", "no", "n", "off", "0");

    private byte[] data = new byte[0];
    private int at;
    private int end;

    /** A parser; it keeps its place in a text between steps, so each call in a kernel has its own. */
    public TextParser() {}

    /** A whole number in the range of a type. */
    public long toLong(Slice text, long lowest, long highest, String type) {
        start(text);
        boolean negative = sign();
        if (at == end) {
            throw bad(text, type);
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = data[at] - '0';
            if (digit < 0 || digit > 9) {
                throw bad(text, type);
            }
            // Counts down, where there is room for the lowest value.
            if (value < (Long.MIN_VALUE + digit) / 10) {
                throw overflow(text, type);
            }
            value = value * 10 - digit;
        }
        if (negative ? value < lowest : value < -highest) {
            throw overflow(text, type);
        }
        return negative ? value : -value;
    }

    /** A decimal number, brought to a type. */
    public Int128 toDecimal(Slice text, int scale, int precision, Int128 into) {
        start(text);
        try {
            String number = new String(data, at, end - at, StandardCharsets.ISO_8859_1);
            return Decimals.fromBigDecimal(new BigDecimal(number), scale, precision, into);
        } catch (NumberFormatException e) {
            throw bad(text, "DECIMAL");
        }
    }

    public double toDouble(Slice text, String type) {
        start(text);
        String number = new String(data, at, end - at, StandardCharsets.ISO_8859_1);
        String name = number.toLowerCase(Locale.ROOT);
        if (name.equals("nan")) {
            return Double.NaN;
        }
        if (name.equals("infinity") || name.equals("+infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (name.equals("-infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        // Java also reads 1d, 0x1p3 and NaN.
        if (name.isEmpty()
                || !name.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == 'e' || c == '-' || c == '+')) {
            throw bad(text, type);
        }
        try {
            double value = Double.parseDouble(number);
            if (Double.isInfinite(value)) {
                throw overflow(text, type);
            }
            return value;
        } catch (NumberFormatException e) {
            throw bad(text, type);
        }
    }

    public boolean toBoolean(Slice text) {
        start(text);
        String word = new String(data, at, end - at, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (YES.contains(word)) {
            return true;
        }
        if (NO.contains(word)) {
            return false;
        }
        throw bad(text, "BOOLEAN");
    }

    /** A date in the form 2026-01-31. */
    public long toDate(Slice text) {
        start(text);
        long day = date(text, "DATE");
        if (at < end) {
            throw bad(text, "DATE");
        }
        return day;
    }

    /** A time of day in the form 12:34, 12:34:56 or 12:34:56.789. */
    public long toTime(Slice text, int precision) {
        start(text);
        long time = time(text, "TIME");
        if (at < end) {
            throw bad(text, "TIME");
        }
        return cut(time, precision);
    }

    /** A date, a blank or T, and a time of day; without the time it is midnight. */
    public long toTimestamp(Slice text, int precision) {
        start(text);
        long timestamp = timestamp(text);
        if (at < end) {
            throw bad(text, "TIMESTAMP");
        }
        return cut(timestamp, precision);
    }

    /**
     * A timestamp that may end in an offset (Z, +01, +0130, +01:30, +01:30:15) or in the name of a time zone; without one it is
     * local to {@code calendar}.
     */
    public long toInstant(Slice text, int precision, ZonedCalendar calendar) {
        start(text);
        long timestamp = timestamp(text);
        while (at < end && data[at] == ' ') {
            at++;
        }
        if (at == end) {
            return cut(calendar.toInstant(timestamp), precision);
        }
        boolean isName = Character.isLetter(data[at]) && at + 1 < end;
        long instant = isName ? named(timestamp) : timestamp - offset(text);
        return cut(instant, precision);
    }

    private long named(long local) {
        String name = new String(data, at, end - at, StandardCharsets.UTF_8);
        return new ZonedCalendar(Zone.of(name)).toInstant(local);
    }

    private long timestamp(Slice text) {
        long day = date(text, "TIMESTAMP");
        if (at == end) {
            return day * Timestamps.PER_DAY;
        }
        if (data[at] != ' ' && data[at] != 'T' && data[at] != 't') {
            throw bad(text, "TIMESTAMP");
        }
        at++;
        return day * Timestamps.PER_DAY + time(text, "TIMESTAMP");
    }

    private long offset(Slice text) {
        byte letter = data[at++];
        if (letter == 'Z' || letter == 'z') {
            if (at < end) {
                throw bad(text, "TIMESTAMP");
            }
            return 0;
        }
        if (letter != '+' && letter != '-') {
            throw bad(text, "TIMESTAMP");
        }
        long hours = digits(2, 2, text, "TIMESTAMP");
        long minutes = sixtieths(text);
        long seconds = sixtieths(text);
        if (at < end || hours > 18 || minutes > 59 || seconds > 59) {
            throw bad(text, "TIMESTAMP");
        }
        return (letter == '-' ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds) * Timestamps.PER_SECOND;
    }

    /** Two more digits, with a colon before them or not, or 0 at the end. */
    private long sixtieths(Slice text) {
        if (at == end) {
            return 0;
        }
        at += data[at] == ':' ? 1 : 0;
        return digits(2, 2, text, "TIMESTAMP");
    }

    private long date(Slice text, String type) {
        long year = digits(4, 4, text, type);
        skip('-', text, type);
        long month = digits(1, 2, text, type);
        skip('-', text, type);
        long day = digits(1, 2, text, type);
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > Dates.daysIn(year, month)) {
            throw new ValueException(ErrorCode.INVALID_DATETIME, "There is no date '" + text.text() + "'.");
        }
        return Dates.day(year, month, day);
    }

    private long time(Slice text, String type) {
        long hour = digits(1, 2, text, type);
        skip(':', text, type);
        long minute = digits(1, 2, text, type);
        long second = 0;
        long fraction = 0;
        if (at < end && data[at] == ':') {
            at++;
            second = digits(1, 2, text, type);
            if (at < end && data[at] == '.') {
                at++;
                fraction = fraction(text, type);
            }
        }
        if (hour > 23 || minute > 59 || second > 59) {
            throw new ValueException(ErrorCode.INVALID_DATETIME, "There is no time of day '" + text.text() + "'.");
        }
        return ((hour * 60 + minute) * 60 + second) * Timestamps.PER_SECOND + fraction;
    }

    private long fraction(Slice text, String type) {
        long unit = Timestamps.PER_SECOND;
        long value = 0;
        int first = at;
        for (; at < end && data[at] >= '0' && data[at] <= '9'; at++) {
            unit /= 10;
            value += (data[at] - '0') * unit;
        }
        if (at == first) {
            throw bad(text, type);
        }
        return value;
    }

    /** A value cut to some fraction digits of the second, towards the past. */
    public static long cut(long time, int precision) {
        return precision >= Timestamps.PRECISION
                ? time
                : Dates.floor(time, Timestamps.PER_SECOND / Decimals.power(precision));
    }

    private long digits(int least, int most, Slice text, String type) {
        long value = 0;
        int first = at;
        while (at < end && at - first < most && data[at] >= '0' && data[at] <= '9') {
            value = value * 10 + data[at++] - '0';
        }
        if (at - first < least) {
            throw bad(text, type);
        }
        return value;
    }

    private void skip(char letter, Slice text, String type) {
        if (at == end || data[at] != letter) {
            throw bad(text, type);
        }
        at++;
    }

    private boolean sign() {
        if (at < end && (data[at] == '-' || data[at] == '+')) {
            return data[at++] == '-';
        }
        return false;
    }

    private void start(Slice text) {
        data = text.data;
        at = text.start;
        end = text.start + text.length;
        while (at < end && data[at] == ' ') {
            at++;
        }
        while (end > at && data[end - 1] == ' ') {
            end--;
        }
    }

    private static ValueException bad(Slice text, String type) {
        return new ValueException(ErrorCode.INVALID_CAST, "'" + text.text() + "' is not a value of type " + type + ".");
    }

    private static ValueException overflow(Slice text, String type) {
        return new ValueException(
                ErrorCode.NUMERIC_OVERFLOW, "The number " + text.text() + " does not fit the type " + type + ".");
    }
}
