package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;

/**
 * The calendar: proleptic Gregorian, days since 1970-01-01, timestamps in the unit of {@link Timestamps}. Weeks are those
 * of ISO 8601: they start on Monday. Allocates nothing.
 */
public final class Dates {
    private static final long DAYS_PER_ERA = 146_097;
    private static final long EPOCH_SHIFT = 719_468;

    private static final long MOST_MONTHS = 12 * 10_000;
    private static final long FIRST_DAY = day(1, 1, 1);
    private static final long LAST_DAY = day(9999, 12, 31);

    private Dates() {}

    /** The day of a year, a month from 1 to 12 and a day of the month. */
    public static long day(long year, long month, long dayOfMonth) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1;
        return era * DAYS_PER_ERA + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - EPOCH_SHIFT;
    }

    public static long year(long day) {
        return civil(day) >> 16;
    }

    /** 1 to 12. */
    public static long month(long day) {
        return civil(day) >> 8 & 0xFF;
    }

    /** 1 to 31. */
    public static long dayOfMonth(long day) {
        return civil(day) & 0xFF;
    }

    public static long quarter(long day) {
        return (month(day) + 2) / 3;
    }

    /** 1 to 366. */
    public static long dayOfYear(long day) {
        return day - day(year(day), 1, 1) + 1;
    }

    /** 1 for Sunday to 7 for Saturday. */
    public static long dayOfWeek(long day) {
        return Math.floorMod(day + 4, 7L) + 1;
    }

    /** 1 for Monday to 7 for Sunday. */
    public static long isoDayOfWeek(long day) {
        return Math.floorMod(day + 3, 7L) + 1;
    }

    /** The year to which ISO 8601 counts the day's week. */
    public static long isoYear(long day) {
        return year(day - isoDayOfWeek(day) + 4);
    }

    /** The number of the day's week in {@link #isoYear}. */
    public static long isoWeek(long day) {
        long thursday = day - isoDayOfWeek(day) + 4;
        return (thursday - day(year(thursday), 1, 1)) / 7 + 1;
    }

    public static long decade(long day) {
        return Math.floorDiv(year(day), 10L);
    }

    /** The years 1 to 100 are the first century, 0 to -99 the one before. */
    public static long century(long day) {
        return period(year(day), 100);
    }

    public static long millennium(long day) {
        return period(year(day), 1000);
    }

    /** The first day of the day's year. */
    public static long floorYear(long day) {
        return day(year(day), 1, 1);
    }

    public static long floorDecade(long day) {
        return day(decade(day) * 10, 1, 1);
    }

    public static long floorCentury(long day) {
        return day(Math.floorDiv(year(day) - 1, 100L) * 100 + 1, 1, 1);
    }

    public static long floorMillennium(long day) {
        return day(Math.floorDiv(year(day) - 1, 1000L) * 1000 + 1, 1, 1);
    }

    public static long floorQuarter(long day) {
        return day(year(day), 3 * quarter(day) - 2, 1);
    }

    public static long floorMonth(long day) {
        return day - dayOfMonth(day) + 1;
    }

    /** The Monday of the day's week. */
    public static long floorWeek(long day) {
        return day - isoDayOfWeek(day) + 1;
    }

    /** The start of the next period of some months, or of a week if 0, unless the day is the first of its own. */
    public static long next(long first, long day, int months) {
        if (first == day) {
            return day;
        }
        if (months == 0) {
            return first + 7;
        }
        long count = year(first) * 12 + month(first) - 1 + months;
        return day(Math.floorDiv(count, 12L), Math.floorMod(count, 12L) + 1, 1);
    }

    /** The smallest multiple of {@code unit} from {@code value} on. */
    public static long ceil(long value, long unit) {
        return -(Math.floorDiv(-value, unit) * unit);
    }

    /** The largest multiple of {@code unit} up to {@code value}. */
    public static long floor(long value, long unit) {
        return Math.floorDiv(value, unit) * unit;
    }

    /** Months later; the day of the month is cut to the length of that month. */
    public static long plusMonths(long day, long months) {
        if (months > MOST_MONTHS || months < -MOST_MONTHS) {
            throw outOfRange();
        }
        long count = year(day) * 12 + month(day) - 1 + months;
        long year = Math.floorDiv(count, 12L);
        long month = Math.floorMod(count, 12L) + 1;
        if (year < 1 || year > 9999) {
            throw outOfRange();
        }
        return day(year, month, Math.min(dayOfMonth(day), daysIn(year, month)));
    }

    /** A timestamp months later, at the same time of day. */
    public static long timestampPlusMonths(long timestamp, long months) {
        return plusMonths(Timestamps.toDay(timestamp), months) * Timestamps.PER_DAY + Timestamps.toTimeOfDay(timestamp);
    }

    /** A timestamp later; what leaves the years 1 to 9999 is refused. */
    public static long timestampPlus(long timestamp, long millis) {
        long sum = timestamp + millis;
        if (((timestamp ^ sum) & (millis ^ sum)) < 0) {
            throw outOfRange();
        }
        checked(Timestamps.toDay(sum));
        return sum;
    }

    /** A timestamp earlier. */
    public static long timestampMinus(long timestamp, long millis) {
        if (millis == Long.MIN_VALUE) {
            throw outOfRange();
        }
        return timestampPlus(timestamp, -millis);
    }

    /** How many whole months lie between two timestamps. */
    public static long monthsBetween(long later, long earlier) {
        long a = Timestamps.toDay(later);
        long b = Timestamps.toDay(earlier);
        long months = (year(a) - year(b)) * 12 + month(a) - month(b);
        long restOfLater = dayOfMonth(a) * Timestamps.PER_DAY + Timestamps.toTimeOfDay(later);
        long restOfEarlier = dayOfMonth(b) * Timestamps.PER_DAY + Timestamps.toTimeOfDay(earlier);
        if (months > 0 && restOfLater < restOfEarlier) {
            return months - 1;
        }
        return months < 0 && restOfLater > restOfEarlier ? months + 1 : months;
    }

    /** 28 to 31. */
    static long daysIn(long year, long month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** The last day of the day's month. */
    public static long lastDay(long day) {
        return floorMonth(day) + daysIn(year(day), month(day)) - 1;
    }

    /** The day of a year from 1 to 9999, a month and a day of the month, which must be there. */
    public static long make(long year, long month, long dayOfMonth) {
        if (year < 1 || year > 9999 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, month)) {
            throw new ValueException(
                    ErrorCode.INVALID_DATETIME,
                    "There is no day " + dayOfMonth + " of month " + month + " of the year " + year + ".");
        }
        return day(year, month, dayOfMonth);
    }

    /** The timestamp some seconds after 1970-01-01. */
    public static long ofSeconds(long seconds) {
        if (Math.abs(seconds) > Long.MAX_VALUE / Timestamps.PER_SECOND || seconds == Long.MIN_VALUE) {
            throw outOfRange();
        }
        return ofTimestamp(seconds * Timestamps.PER_SECOND);
    }

    /** The same with a fraction, which is rounded to the unit of timestamps. */
    public static long ofSeconds(double seconds) {
        if (!(Math.abs(seconds) < 1e15)) {
            throw outOfRange();
        }
        return ofTimestamp(Doubles.toLong(seconds * Timestamps.PER_SECOND));
    }

    /** The timestamp some milliseconds after 1970-01-01. */
    public static long ofMillis(long millis) {
        return ofTimestamp(millis);
    }

    private static long ofTimestamp(long timestamp) {
        checked(Timestamps.toDay(timestamp));
        return timestamp;
    }

    /** Year, month and day of the month, packed. */
    private static long civil(long day) {
        long shifted = day + EPOCH_SHIFT;
        long era = Math.floorDiv(shifted, DAYS_PER_ERA);
        long dayOfEra = shifted - era * DAYS_PER_ERA;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shiftedMonth = (5 * dayOfYear + 2) / 153;
        long dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        long month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 16 | month << 8 | dayOfMonth;
    }

    private static long period(long year, long length) {
        return year > 0 ? (year - 1) / length + 1 : year / length - 1;
    }

    /** The day, if it is in the years 1 to 9999. */
    public static long checked(long day) {
        if (day < FIRST_DAY || day > LAST_DAY) {
            throw outOfRange();
        }
        return day;
    }

    private static ValueException outOfRange() {
        return new ValueException(ErrorCode.INVALID_DATETIME, "The result is outside of the years 1 to 9999.");
    }
}
