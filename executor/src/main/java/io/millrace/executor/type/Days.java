package io.millrace.executor.type;

import java.time.LocalDate;

/** Arithmetic of the calendar on a DATE, which is a number of days since 1970-01-01. */
public final class Days {
    private Days() {}

    /** Months later (or earlier); the day of the month is cut to the length of that month. */
    public static long plusMonths(long day, long months) {
        return LocalDate.ofEpochDay(day).plusMonths(months).toEpochDay();
    }
}
