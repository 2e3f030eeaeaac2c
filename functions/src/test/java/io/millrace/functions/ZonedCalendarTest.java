package io.millrace.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Against java.time, over all its zones and the years 1 to 9999, with every second time near a change of clocks. */
class ZonedCalendarTest {
    private static final long SEED = 11;
    private static final int TIMES_PER_ZONE = 60;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final List<String> NOTABLE = List.of(
            "Europe/Berlin",
            "America/New_York",
            "America/St_Johns",
            "America/Havana",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Pacific/Kwajalein",
            "Asia/Kathmandu",
            "Africa/Casablanca",
            "America/Sao_Paulo",
            "Asia/Beirut",
            "America/Toronto");

    @Test
    void offsetsAreThoseOfTheZone() {
        forAllZones((zone, times) -> {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(zone.getId()));
            times.forEach(instant -> assertThat(calendar.offset(instant))
                    .as("%s %s", zone, Instant.ofEpochMilli(instant))
                    .isEqualTo(offset(zone, instant)));
        });
    }

    @Test
    void skippedLocalTimesAreMovedForwardAndAmbiguousOnesAreTheEarlier() {
        forAllZones((zone, times) -> {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(zone.getId()));
            for (long time : times) {
                long local = time + offset(zone, time) + (time % 3 - 1) * HOUR / 2;
                assertThat(calendar.toInstant(local))
                        .as("%s %s", zone, local(local))
                        .isEqualTo(local(local).atZone(zone).toInstant().toEpochMilli());
            }
        });
    }

    @Test
    void daysAndMonthsGoByTheCalendarAndTheRestByTheClock() {
        Random random = new Random(SEED);
        forAllZones((zone, times) -> {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(zone.getId()));
            for (long instant : times) {
                int days = random.nextInt(800) - 400;
                long rest = random.nextInt(2) * (long) (random.nextDouble() * DAY) * Integer.signum(days);
                ZonedDateTime time = Instant.ofEpochMilli(instant).atZone(zone);
                ZonedDateTime later = time.plusDays(days).plus(Duration.ofMillis(rest));
                ZonedDateTime months = time.plusMonths(days);
                if (inRange(later) && inRange(months)) {
                    assertThat(calendar.plusDays(instant, days * DAY + rest))
                            .as("%s plus %d days and %d ms, seed %d", time, days, rest, SEED)
                            .isEqualTo(later.toInstant().toEpochMilli());
                    assertThat(calendar.plusMonths(instant, days))
                            .as("%s plus %d months, seed %d", time, days, SEED)
                            .isEqualTo(months.toInstant().toEpochMilli());
                }
            }
        });
    }

    @Test
    void daysBeginAtMidnightOrWhenClocksArePutPastIt() {
        forAllZones((zone, times) -> {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(zone.getId()));
            for (long instant : times) {
                LocalDate day = Instant.ofEpochMilli(instant).atZone(zone).toLocalDate();
                assertThat(calendar.startOf(day.toEpochDay() * DAY))
                        .as("%s %s", zone, day)
                        .isEqualTo(day.atStartOfDay(zone).toInstant().toEpochMilli());
            }
        });
    }

    @Test
    void hoursAndMinutesStartWhereTheClockShowsThemOrIsPutPastThem() {
        forAllZones((zone, times) -> {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(zone.getId()));
            for (long instant : times) {
                ZonedDateTime time = Instant.ofEpochMilli(instant).atZone(zone);
                assertThat(calendar.floor(instant, HOUR)).as("%s", time).isEqualTo(truncated(time, ChronoUnit.HOURS));
                assertThat(calendar.floor(instant, HOUR / 60))
                        .as("%s", time)
                        .isEqualTo(truncated(time, ChronoUnit.MINUTES));
            }
        });
    }

    @Test
    void theCeilingIsTheNextInstantThatIsItsOwnFloor() {
        Random random = new Random(SEED);
        for (String name : NOTABLE) {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(name));
            for (long instant : times(ZoneId.of(name), random)) {
                long ceiling = calendar.ceil(instant, HOUR);
                assertThat(ceiling).as(name).isGreaterThanOrEqualTo(instant);
                assertThat(calendar.floor(ceiling, HOUR)).as(name).isEqualTo(ceiling);
                for (long between = instant; between < ceiling; between += 60_000) {
                    long first = Math.floorDiv(between, 60_000L) * 60_000;
                    assertThat(first >= instant && first < ceiling && calendar.floor(first, HOUR) == first)
                            .as("%s %s of %s", name, Instant.ofEpochMilli(first), Instant.ofEpochMilli(instant))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void theCeilingToADayIsThatDayIfItBeginsNowAndElseTheNext() {
        ZonedCalendar havana = new ZonedCalendar(Zone.of("America/Havana"));
        ZonedCalendar saoPaulo = new ZonedCalendar(Zone.of("America/Sao_Paulo"));
        long skipped = instant("2017-10-15T03:00:00Z");
        long first = LocalDate.of(2017, 10, 15).toEpochDay();

        assertThat(saoPaulo.startOf(first * DAY)).isEqualTo(skipped);
        assertThat(saoPaulo.ceilDay(skipped, first, first + 1)).isEqualTo(skipped);
        assertThat(saoPaulo.ceilDay(skipped + 1, first, first + 1)).isEqualTo(instant("2017-10-16T02:00:00Z"));
        // Clocks show midnight of 2025-11-02 twice: at 04:00 and at 05:00 UTC.
        long twice = LocalDate.of(2025, 11, 2).toEpochDay();
        assertThat(havana.startOf(twice * DAY)).isEqualTo(instant("2025-11-02T04:00:00Z"));
        assertThat(havana.ceilDay(instant("2025-11-02T03:59:00Z"), twice - 1, twice))
                .isEqualTo(instant("2025-11-02T04:00:00Z"));
    }

    @Test
    void stretchesEndOneBehindTheOtherOnClocksToo() {
        for (String name : ZoneId.getAvailableZoneIds()) {
            Zone zone = Zone.of(name);
            assertThat(zone.starts).as(name).isSorted();
            assertThat(zone.localEnds).as(name).isSorted();
        }
    }

    @Test
    void textsOfInstantsReadBackTheSameInAnyZone() {
        Random random = new Random(SEED);
        ZonedCalendar other = new ZonedCalendar(Zone.of("Asia/Tokyo"));
        TextParser parser = new TextParser();
        for (String name : NOTABLE) {
            ZonedCalendar calendar = new ZonedCalendar(Zone.of(name));
            for (long instant : times(ZoneId.of(name), random)) {
                Slice text = calendar.format(instant, new SliceBuilder());
                assertThat(parser.toInstant(text, 3, other)).as(text.text()).isEqualTo(instant);
            }
        }
    }

    @Test
    void textsMayEndInAnOffsetOrAZoneOrElseAreLocal() {
        ZonedCalendar berlin = new ZonedCalendar(Zone.of("Europe/Berlin"));

        assertThat(parse("2026-07-01 12:00:00", berlin)).isEqualTo(instant("2026-07-01T10:00:00Z"));
        assertThat(parse("2026-07-01", berlin)).isEqualTo(instant("2026-06-30T22:00:00Z"));
        assertThat(parse("2026-07-01T12:00:00Z", berlin)).isEqualTo(instant("2026-07-01T12:00:00Z"));
        assertThat(parse("2026-07-01 12:00:00-0330", berlin)).isEqualTo(instant("2026-07-01T15:30:00Z"));
        assertThat(parse("2026-07-01 12:00:00 Asia/Tokyo", berlin)).isEqualTo(instant("2026-07-01T03:00:00Z"));
        assertThatThrownBy(() -> parse("2026-07-01 12:00:00 Mars/Olympus", berlin))
                .hasMessage(
                        "Time zone 'Mars/Olympus' is not known. Name one as in 'Europe/Berlin', 'UTC' or '+02:00'.");
        assertThatThrownBy(() -> parse("2026-07-01 12:00:00+1", berlin)).isInstanceOf(ValueException.class);
    }

    @Test
    void namesAreFoundInAnyCaseAndOffsetsAreZones() {
        assertThat(Zone.of(" europe/berlin ").id()).isEqualTo("Europe/Berlin");
        assertThat(new ZonedCalendar(Zone.of("+05:30")).toLocal(0)).isEqualTo(5 * HOUR + HOUR / 2);
        assertThat(new ZonedCalendar(Zone.of("utc")).toLocal(0)).isZero();
    }

    private static long parse(String text, ZonedCalendar calendar) {
        return new TextParser().toInstant(Slice.of(text), 3, calendar);
    }

    private static long truncated(ZonedDateTime time, ChronoUnit unit) {
        LocalDateTime local = time.toLocalDateTime().truncatedTo(unit);
        ZoneOffsetTransition change = time.getZone().getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant().toEpochMilli()
                : time.truncatedTo(unit).toInstant().toEpochMilli();
    }

    private static void forAllZones(BiConsumer<ZoneId, List<Long>> check) {
        Random random = new Random(SEED);
        for (String name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
            ZoneId zone = ZoneId.of(name);
            check.accept(zone, times(zone, random));
        }
        check.accept(ZoneOffset.ofHoursMinutes(-9, -30), times(ZoneOffset.ofHoursMinutes(-9, -30), random));
    }

    /** Instants of the years 2 to 9998, half of them near a change of clocks, most of those of the last hundred years. */
    private static List<Long> times(ZoneId zone, Random random) {
        return random.longs(TIMES_PER_ZONE)
                .map(number -> {
                    int year = number % 4 == 0 ? 2 + random.nextInt(9996) : 1930 + random.nextInt(110);
                    long instant = LocalDate.of(year, 1, 1).toEpochDay() * DAY + Math.floorMod(number, 365 * DAY);
                    ZoneOffsetTransition next = zone.getRules().nextTransition(Instant.ofEpochMilli(instant));
                    return number % 2 == 0 || next == null
                            ? instant
                            : next.getInstant().toEpochMilli() + random.nextInt((int) (6 * HOUR)) - 3 * HOUR;
                })
                .boxed()
                .toList();
    }

    private static boolean inRange(ZonedDateTime time) {
        return time.getYear() > 1 && time.getYear() < 9999;
    }

    private static long offset(ZoneId zone, long instant) {
        return zone.getRules().getOffset(Instant.ofEpochMilli(instant)).getTotalSeconds() * 1000L;
    }

    private static LocalDateTime local(long millis) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(millis, 1000L), (int) Math.floorMod(millis, 1000L) * 1_000_000, ZoneOffset.UTC);
    }

    private static long instant(String text) {
        return Instant.parse(text).toEpochMilli();
    }
}
