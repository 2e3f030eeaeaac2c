package io.millrace.connectors.format;

import io.millrace.executor.type.Timestamps;

/** Dates and times from ASCII text, without garbage. Owned by one worker at a time: the place reached is a field. */
final class TemporalText {
    /** The text is no date or time. */
    static final long MALFORMED = Long.MIN_VALUE;

    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    private static final int DAYS_FROM_YEAR_0_TO_1970 = 719_528;

    private byte[] data = new byte[0];
    private int at;
    private int end;
    private boolean finer;

    /** Whether the last text had a fraction finer than milliseconds that is not zero. */
    boolean wasFiner() {
        return finer;
    }

    /** Days since 1970-01-01 of {@code yyyy-MM-dd}. */
    long date(byte[] text, int start, int length) {
        begin(text, start, length);
        long day = date();
        return at == end ? day : MALFORMED;
    }

    /** Milliseconds since midnight of {@code HH:mm[:ss[.fraction]]}. */
    long time(byte[] text, int start, int length) {
        begin(text, start, length);
        long time = time();
        return at == end ? time : MALFORMED;
    }

    /** A timestamp: date, {@code T} or blank, time, and perhaps an offset from UTC, which is taken off. A date alone is its midnight. */
    long timestamp(byte[] text, int start, int length) {
        begin(text, start, length);
        long day = date();
        if (day == MALFORMED) {
            return MALFORMED;
        }
        if (at == end) {
            return day * Timestamps.PER_DAY;
        }
        byte separator = data[at++];
        if (separator != 'T' && separator != ' ' && separator != 't') {
            return MALFORMED;
        }
        long time = time();
        long offset = offset();
        return time == MALFORMED || offset == MALFORMED || at != end
                ? MALFORMED
                : day * Timestamps.PER_DAY + time - offset;
    }

    private void begin(byte[] text, int start, int length) {
        data = text;
        at = start;
        end = start + length;
        finer = false;
    }

    private long date() {
        int year = digits(4);
        if (year < 0 || !skip('-')) {
            return MALFORMED;
        }
        int month = digits(2);
        if (month < 1 || month > 12 || !skip('-')) {
            return MALFORMED;
        }
        int day = digits(2);
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1] + (leap && month == 2 ? 1 : 0);
        if (day < 1 || day > days) {
            return MALFORMED;
        }
        int past = year - 1;
        long before = year * 365L + (year == 0 ? 0 : past / 4 - past / 100 + past / 400 + 1);
        return before + DAYS_BEFORE_MONTH[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1 - DAYS_FROM_YEAR_0_TO_1970;
    }

    private long time() {
        int hour = digits(2);
        if (hour < 0 || hour > 23 || !skip(':')) {
            return MALFORMED;
        }
        int minute = digits(2);
        if (minute < 0 || minute > 59) {
            return MALFORMED;
        }
        long seconds = hour * 3_600L + minute * 60L;
        int millis = 0;
        if (skip(':')) {
            int second = digits(2);
            if (second < 0 || second > 59) {
                return MALFORMED;
            }
            seconds += second;
            if (skip('.')) {
                millis = fraction();
                if (millis < 0) {
                    return MALFORMED;
                }
            }
        }
        return seconds * Timestamps.PER_SECOND + millis;
    }

    private int fraction() {
        int millis = 0;
        int count = 0;
        while (at < end && data[at] >= '0' && data[at] <= '9') {
            int digit = data[at++] - '0';
            if (count < Timestamps.PRECISION) {
                millis = millis * 10 + digit;
            } else if (digit != 0) {
                finer = true;
            }
            count++;
        }
        if (count == 0) {
            return -1;
        }
        for (int i = count; i < Timestamps.PRECISION; i++) {
            millis *= 10;
        }
        return millis;
    }

    /** The offset from UTC at the end of a timestamp, in its unit; 0 where none is written. */
    private long offset() {
        skip(' ');
        if (at == end || skip('Z') || skip('z')) {
            return 0;
        }
        boolean minus = data[at] == '-';
        if (!minus && data[at] != '+') {
            return MALFORMED;
        }
        at++;
        int hours = digits(2);
        boolean colon = skip(':');
        int minutes = at == end && !colon ? 0 : digits(2);
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
            return MALFORMED;
        }
        long seconds = hours * 3_600L + minutes * 60L;
        return (minus ? -seconds : seconds) * Timestamps.PER_SECOND;
    }

    private boolean skip(char wanted) {
        if (at < end && data[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private int digits(int count) {
        if (end - at < count) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < count; i++) {
            int digit = data[at + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        at += count;
        return number;
    }
}
