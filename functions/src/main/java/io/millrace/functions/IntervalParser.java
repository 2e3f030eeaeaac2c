package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;

/**
 * Casts from text to intervals: {@code 1-06} years and months; {@code 1 02:03:04.5} days and time, a time alone, whose first
 * number is of the type's first field but hours where that is days, or one number, which a type of one field counts. A sign stands
 * before all of it. Allocates for failures only.
 */
public final class IntervalParser {
    private static final long HOUR = 3600 * Timestamps.PER_SECOND;
    private static final long MINUTE = 60 * Timestamps.PER_SECOND;
    private static final int MONTHS_PER_YEAR = 12;
    private static final int HOURS_PER_DAY = 24;
    private static final int SIXTY = 60;

    private byte[] data = new byte[0];
    private int at;
    private int end;
    private Slice text = Slice.EMPTY;
    private String type = "";

    /** A parser; it keeps its place in a text between steps, so each call in a kernel has its own. */
    public IntervalParser() {}

    /**
     * Months.
     *
     * @param first months of the type's first field
     * @param isOneField whether that is its only one
     */
    public long toMonths(Slice from, long first, boolean isOneField, String typeName) {
        boolean negative = start(from, typeName);
        long value = number();
        long months;
        if (at < end && data[at] == '-') {
            at++;
            months = plus(times(value, MONTHS_PER_YEAR), below(MONTHS_PER_YEAR));
        } else if (isOneField) {
            months = times(value, first);
        } else {
            throw bad();
        }
        if (at < end) {
            throw bad();
        }
        if (months > Integer.MAX_VALUE) {
            throw overflow();
        }
        return negative ? -months : months;
    }

    /**
     * Milliseconds.
     *
     * @param first milliseconds of the type's first field
     * @param isOneField whether that is its only one
     */
    public long toMillis(Slice from, long first, boolean isOneField, String typeName) {
        boolean negative = start(from, typeName);
        long value = number();
        long millis;
        if (at < end && data[at] == ' ') {
            millis = plus(times(value, Timestamps.PER_DAY), time());
        } else if (at < end && data[at] == ':') {
            long field = Math.min(first, HOUR);
            millis = plus(times(value, field), finer(field));
        } else if (isOneField) {
            millis = plus(times(value, first), first == Timestamps.PER_SECOND ? fraction() : 0);
        } else {
            throw bad();
        }
        if (at < end) {
            throw bad();
        }
        return negative ? -millis : millis;
    }

    /** The time of day behind the days. */
    private long time() {
        while (at < end && data[at] == ' ') {
            at++;
        }
        return below(HOURS_PER_DAY) * HOUR + finer(HOUR);
    }

    /** Minutes and seconds, as far as they are there. */
    private long finer(long than) {
        if (at == end || data[at] != ':' || than == Timestamps.PER_SECOND) {
            return than == Timestamps.PER_SECOND ? fraction() : 0;
        }
        at++;
        long field = than == HOUR ? MINUTE : Timestamps.PER_SECOND;
        return below(SIXTY) * field + finer(field);
    }

    private long fraction() {
        if (at == end || data[at] != '.') {
            return 0;
        }
        at++;
        int from = at;
        long unit = Timestamps.PER_SECOND;
        long value = 0;
        for (; at < end && data[at] >= '0' && data[at] <= '9'; at++) {
            unit /= 10;
            value += (data[at] - '0') * unit;
        }
        if (at == from) {
            throw bad();
        }
        return value;
    }

    private long below(int limit) {
        int from = at;
        long value = number();
        if (value >= limit || at - from > 2) {
            throw bad();
        }
        return value;
    }

    private long number() {
        int from = at;
        long value = 0;
        for (; at < end && data[at] >= '0' && data[at] <= '9'; at++) {
            value = plus(times(value, 10), data[at] - '0');
        }
        if (at == from) {
            throw bad();
        }
        return value;
    }

    private long times(long value, long by) {
        long product = value * by;
        if (Math.multiplyHigh(value, by) != 0 || product < 0) {
            throw overflow();
        }
        return product;
    }

    private long plus(long value, long more) {
        long sum = value + more;
        if (sum < 0) {
            throw overflow();
        }
        return sum;
    }

    /** Sets the place behind the sign; whether it is a minus. */
    private boolean start(Slice from, String typeName) {
        text = from;
        type = typeName;
        data = from.data;
        at = from.start;
        end = from.start + from.length;
        while (at < end && data[at] == ' ') {
            at++;
        }
        while (end > at && data[end - 1] == ' ') {
            end--;
        }
        if (at < end && (data[at] == '-' || data[at] == '+')) {
            return data[at++] == '-';
        }
        return false;
    }

    private ValueException bad() {
        return new ValueException(ErrorCode.INVALID_CAST, "'" + text.text() + "' is not a value of type " + type + ".");
    }

    private ValueException overflow() {
        return new ValueException(
                ErrorCode.NUMERIC_OVERFLOW, "The interval '" + text.text() + "' does not fit the type " + type + ".");
    }
}
