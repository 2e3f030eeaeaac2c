package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import java.util.List;
import java.util.Locale;

/** Functions of dates and times that other engines have. Allocates for names of days only. */
public final class CalendarFunctions {
    private static final List<String> DAYS =
            List.of("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY");
    private static final int SHORTEST_NAME = 2;
    private static final int MONTHS_PER_YEAR = 12;
    private static final int DAYS_PER_WEEK = 7;

    /** A month counts as so many days where it is not whole. */
    private static final double DAYS_PER_MONTH = 31;

    private static final double DIGITS = 1e8;

    private CalendarFunctions() {}

    /** A day so many days later, or earlier if the number is negative. */
    public static long plusDays(long day, long days) {
        if (days > Integer.MAX_VALUE || days < Integer.MIN_VALUE) {
            throw new ValueException(ErrorCode.INVALID_DATETIME, "No date is " + days + " days later.");
        }
        return Dates.checked(day + days);
    }

    public static long minusDays(long day, long days) {
        if (days > Integer.MAX_VALUE || days < Integer.MIN_VALUE) {
            throw new ValueException(ErrorCode.INVALID_DATETIME, "No date is " + days + " days earlier.");
        }
        return Dates.checked(day - days);
    }

    /**
     * Months between two timestamps: whole if both are the same day of their months or the last one, else what is left counts
     * as so many 31st parts of a month, to eight digits.
     */
    public static double monthsBetween(long later, long earlier) {
        long a = Timestamps.toDay(later);
        long b = Timestamps.toDay(earlier);
        long months = (Dates.year(a) - Dates.year(b)) * MONTHS_PER_YEAR + Dates.month(a) - Dates.month(b);
        boolean lastDays = a == Dates.lastDay(a) && b == Dates.lastDay(b);
        if (lastDays || Dates.dayOfMonth(a) == Dates.dayOfMonth(b)) {
            return months;
        }
        double days = Dates.dayOfMonth(a)
                - Dates.dayOfMonth(b)
                + (double) (Timestamps.toTimeOfDay(later) - Timestamps.toTimeOfDay(earlier)) / Timestamps.PER_DAY;
        return Math.rint((months + days / DAYS_PER_MONTH) * DIGITS) / DIGITS;
    }

    /** The first day behind a day that is the weekday of a name, or of its first two letters or more. */
    public static long nextDay(long day, Slice name) {
        String wanted = name.text().strip().toUpperCase(Locale.ROOT);
        for (int i = 0; i < DAYS.size(); i++) {
            if (wanted.length() >= SHORTEST_NAME && DAYS.get(i).startsWith(wanted)) {
                long ahead = Math.floorMod(i + 1 - Dates.isoDayOfWeek(day), (long) DAYS_PER_WEEK);
                return Dates.checked(day + (ahead == 0 ? DAYS_PER_WEEK : ahead));
            }
        }
        throw new ValueException(ErrorCode.INVALID_ARGUMENT, "'" + name.text() + "' is no day of the week.");
    }

    /** 0 for Monday to 6 for Sunday. */
    public static long weekday(long day) {
        return Dates.isoDayOfWeek(day) - 1;
    }

    /** A time of day; seconds may have a fraction, of which milliseconds are kept. */
    public static long makeTime(long hour, long minute, double second) {
        boolean there = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!there) {
            throw new ValueException(
                    ErrorCode.INVALID_DATETIME, "There is no time of day " + hour + ":" + minute + ":" + second + ".");
        }
        return (hour * 60 + minute) * 60 * Timestamps.PER_SECOND + (long) (second * Timestamps.PER_SECOND + 1e-6);
    }

    /** The instant so many seconds (0 digits) or milliseconds (3 digits) after 1970 began in UTC. */
    public static long ofEpoch(long number, long digits) {
        if (digits != 0 && digits != Timestamps.PRECISION) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT, "TO_TIMESTAMP_LTZ takes seconds (0) or milliseconds (3).");
        }
        return digits == 0 ? Dates.ofSeconds(number) : Dates.ofMillis(number);
    }

    /** The midnight of a day and a time of day together. */
    public static long at(long day, long time) {
        return day * Timestamps.PER_DAY + time;
    }
}
