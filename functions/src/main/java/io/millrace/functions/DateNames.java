package io.millrace.functions;

import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.Locale;

/** English names of days and months. Allocates nothing. */
public final class DateNames {
    private static final Slice[] DAYS = Arrays.stream(DayOfWeek.values())
            .map(day -> Slice.of(day.getDisplayName(TextStyle.FULL, Locale.ENGLISH)))
            .toArray(Slice[]::new);
    private static final Slice[] MONTHS = Arrays.stream(Month.values())
            .map(month -> Slice.of(month.getDisplayName(TextStyle.FULL, Locale.ENGLISH)))
            .toArray(Slice[]::new);

    private DateNames() {}

    /** Monday to Sunday. */
    public static Slice day(long day) {
        return DAYS[(int) Dates.isoDayOfWeek(day) - 1];
    }

    /** January to December. */
    public static Slice month(long day) {
        return MONTHS[(int) Dates.month(day) - 1];
    }
}
