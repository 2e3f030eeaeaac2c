package io.millrace.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DatesTest {
    private static final long SEED = 7;

    @Test
    void fieldsAreThoseOfTheCalendar() {
        Random random = new Random(SEED);
        long first = LocalDate.of(1, 1, 1).toEpochDay();
        long last = LocalDate.of(9999, 12, 31).toEpochDay();
        for (int i = 0; i < 100_000; i++) {
            long day = first + (long) (random.nextDouble() * (last - first + 1));
            LocalDate date = LocalDate.ofEpochDay(day);

            assertThat(Dates.day(date.getYear(), date.getMonthValue(), date.getDayOfMonth()))
                    .isEqualTo(day);
            assertThat(new long[] {
                        Dates.year(day),
                        Dates.month(day),
                        Dates.dayOfMonth(day),
                        Dates.dayOfYear(day),
                        Dates.isoDayOfWeek(day),
                        Dates.isoWeek(day),
                        Dates.isoYear(day),
                        Dates.quarter(day),
                        Dates.floorMonth(day),
                        Dates.floorYear(day)
                    })
                    .as("seed %d, %s", SEED, date)
                    .containsExactly(
                            date.getYear(),
                            date.getMonthValue(),
                            date.getDayOfMonth(),
                            date.getDayOfYear(),
                            date.getDayOfWeek().getValue(),
                            date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
                            date.get(IsoFields.WEEK_BASED_YEAR),
                            date.get(IsoFields.QUARTER_OF_YEAR),
                            date.with(ChronoField.DAY_OF_MONTH, 1).toEpochDay(),
                            date.with(ChronoField.DAY_OF_YEAR, 1).toEpochDay());
        }
    }

    @Test
    void monthsAreAddedAndCountedAsInJavaTime() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            LocalDateTime a = LocalDateTime.of(2000, 1, 1, 0, 0).plusMinutes(random.nextInt(20_000_000));
            LocalDateTime b = LocalDateTime.of(2000, 1, 1, 0, 0).plusMinutes(random.nextInt(20_000_000));
            int months = random.nextInt(400) - 200;

            assertThat(Dates.timestampPlusMonths(millis(a), months))
                    .as("seed %d, %s + %d months", SEED, a, months)
                    .isEqualTo(millis(a.plusMonths(months)));
            // At the ends of months java.time has other ideas of a whole month.
            LocalDateTime later = a.withDayOfMonth(Math.min(a.getDayOfMonth(), 28));
            LocalDateTime earlier = b.withDayOfMonth(Math.min(b.getDayOfMonth(), 28));
            assertThat(Dates.monthsBetween(millis(later), millis(earlier)))
                    .as("seed %d, %s - %s", SEED, later, earlier)
                    .isEqualTo(ChronoUnit.MONTHS.between(earlier, later));
        }
    }

    @Test
    void theYearsEndAt9999() {
        long last = millis(LocalDateTime.of(9999, 12, 31, 23, 59));

        assertThat(Dates.timestampPlus(last, 59_999)).isEqualTo(last + 59_999);
        assertThatThrownBy(() -> Dates.timestampPlus(last, 60_000)).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> Dates.timestampPlusMonths(last, 1)).isInstanceOf(ValueException.class);
        assertThatThrownBy(() -> Dates.timestampMinus(0, Long.MIN_VALUE)).isInstanceOf(ValueException.class);
    }

    private static long millis(LocalDateTime time) {
        return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
