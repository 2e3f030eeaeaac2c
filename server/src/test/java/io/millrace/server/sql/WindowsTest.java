package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows over JDBC, as read and as view, against plain Java written from their definition. */
@Timeout(180)
class WindowsTest {
    private static final long SEED = 3;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSxxx");
    private static final long SECOND = 1000;
    private static final long DAY = 86_400 * SECOND;

    private final List<Long> times = new ArrayList<>();
    private SqlFixture sql;

    /** A window: start and end. */
    private record Window(long start, long end) {}

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("windows");
        sql.execute(
                "SET TIME ZONE 'Europe/Berlin'",
                "CREATE TABLE t (id INT, ts TIMESTAMP, i TIMESTAMP WITH LOCAL TIME ZONE, name VARCHAR)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    /** Rows around the change of clocks in March, and one without a time. */
    private void fill() throws SQLException {
        Random random = new Random(SEED);
        long first = Instant.parse("2026-03-27T00:00:00Z").toEpochMilli();
        try (PreparedStatement insert = sql.connection().prepareStatement("INSERT INTO t VALUES (?, ?, ?, 'x')")) {
            for (int id = 0; id < 60; id++) {
                long time = first + Math.abs(random.nextLong() % (4 * DAY));
                if (id % 5 == 0) {
                    time = Math.floorDiv(time, 10 * SECOND) * 10 * SECOND;
                }
                times.add(time);
                insert.setInt(1, id);
                insert.setObject(
                        2, LocalDateTime.ofEpochSecond(time / 1000, (int) (time % 1000) * 1_000_000, ZoneOffset.UTC));
                insert.setObject(3, Instant.ofEpochMilli(time));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        sql.execute("INSERT INTO t VALUES (1000, NULL, NULL, 'x')");
    }

    private static List<Window> hop(long time, long slide, long size, long offset) {
        List<Window> windows = new ArrayList<>();
        for (long start = Math.floorDiv(time - offset, slide) * slide + offset; start + size > time; start -= slide) {
            windows.add(new Window(start, start + size));
        }
        return windows;
    }

    private static List<Window> cumulate(long time, long step, long size, long offset) {
        List<Window> windows = new ArrayList<>();
        long start = Math.floorDiv(time - offset, size) * size + offset;
        for (long end = start + step; end <= start + size; end += step) {
            if (end > time) {
                windows.add(new Window(start, end));
            }
        }
        return windows;
    }

    private void check(String function, String column, Function<Long, List<Window>> definition) throws SQLException {
        boolean instants = column.equals("i");
        String query = "SELECT id, window_start, window_end, window_time FROM TABLE("
                + function.formatted("TABLE t", "DESCRIPTOR(" + column + ")") + ")";
        sql.execute("CREATE VIEW v AS " + query);
        if (times.isEmpty()) {
            fill();
        }
        List<String> expected = new ArrayList<>();
        for (int id = 0; id < times.size(); id++) {
            for (Window window : definition.apply(times.get(id))) {
                expected.add(id + "|" + text(window.start(), instants) + "|" + text(window.end(), instants) + "|"
                        + text(window.end() - 1, instants));
            }
        }
        assertThat(sql.rows(query)).as("%s, seed %d", query, SEED).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(sql.rows("SELECT * FROM v"))
                .as("%s, seed %d", query, SEED)
                .containsExactlyInAnyOrderElementsOf(expected);
        sql.execute("DELETE FROM t WHERE MOD(id, 3) = 1");
        assertThat(sql.rows("SELECT COUNT(*) FROM v"))
                .containsExactly(String.valueOf(expected.stream()
                        .filter(row -> Integer.parseInt(row.substring(0, row.indexOf('|'))) % 3 != 1)
                        .count()));
    }

    private static String text(long time, boolean instant) {
        return instant
                ? INSTANT.format(Instant.ofEpochMilli(time).atZone(BERLIN))
                : LOCAL.format(LocalDateTime.ofEpochSecond(
                        Math.floorDiv(time, 1000L), (int) Math.floorMod(time, 1000L) * 1_000_000, ZoneOffset.UTC));
    }

    @Test
    void tumblingWindowsStartAtMultiplesOfTheirSizeFromTheOffset() throws SQLException {
        check("TUMBLE(%s, %s, INTERVAL '7' HOUR)", "ts", time -> hop(time, 25_200 * SECOND, 25_200 * SECOND, 0));
    }

    @Test
    void tumblingWindowsTakeAnOffsetByName() throws SQLException {
        check(
                "TUMBLE(DATA => %s, TIMECOL => %s, SIZE => INTERVAL '10' SECOND, \"OFFSET\" => INTERVAL '3' SECOND)",
                "i", time -> hop(time, 10 * SECOND, 10 * SECOND, 3 * SECOND));
    }

    @Test
    void hoppingWindowsNeedNotDivideTheirSize() throws SQLException {
        check(
                "HOP(%s, %s, INTERVAL '7' HOUR, INTERVAL '30' HOUR, INTERVAL -'90' MINUTE)",
                "i", time -> hop(time, 25_200 * SECOND, 108_000 * SECOND, -5_400 * SECOND));
    }

    @Test
    void hoppingWindowsMayLeaveRowsOut() throws SQLException {
        check("HOP(%s, %s, INTERVAL '1' DAY, INTERVAL '5' HOUR)", "ts", time -> hop(time, DAY, 18_000 * SECOND, 0));
    }

    @Test
    void cumulatingWindowsGrowByAStepUpToTheirSize() throws SQLException {
        check(
                "CUMULATE(%s, %s, INTERVAL '2' HOUR, INTERVAL '10' HOUR, INTERVAL '1' HOUR)",
                "ts", time -> cumulate(time, 7_200 * SECOND, 36_000 * SECOND, 3_600 * SECOND));
    }

    @Test
    void windowsOfWholeDaysOverInstantsBeginAtLocalMidnight() throws SQLException {
        check(
                "HOP(%s, %s, INTERVAL '1' DAY, INTERVAL '2' DAY)",
                "i", time -> {
                    List<Window> windows = new ArrayList<>();
                    for (int back = 0; back < 2; back++) {
                        var day = Instant.ofEpochMilli(time)
                                .atZone(BERLIN)
                                .toLocalDate()
                                .minusDays(back);
                        windows.add(new Window(
                                day.atStartOfDay(BERLIN).toInstant().toEpochMilli(),
                                day.plusDays(2).atStartOfDay(BERLIN).toInstant().toEpochMilli()));
                    }
                    return windows;
                });
    }

    @Test
    void groupsByWindowsHaveTheirStartAndEnd() throws SQLException {
        sql.execute(
                "CREATE VIEW v AS SELECT CUMULATE_START(ts, INTERVAL '1' DAY, INTERVAL '2' DAY) AS s,"
                        + " CUMULATE_END(ts, INTERVAL '1' DAY, INTERVAL '2' DAY) AS e, COUNT(*) AS n FROM t"
                        + " GROUP BY CUMULATE(ts, INTERVAL '1' DAY, INTERVAL '2' DAY)",
                "CREATE VIEW days AS SELECT TUMBLE_START(i, INTERVAL '1' DAY) AS s, COUNT(*) AS n FROM t"
                        + " GROUP BY TUMBLE(i, INTERVAL '1' DAY)",
                "CREATE VIEW of_windows AS SELECT window_start, SUM(n) AS n FROM TABLE(TUMBLE("
                        + "(SELECT window_time AS wt, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR))"
                        + " GROUP BY window_start, window_end, window_time), DESCRIPTOR(wt), INTERVAL '1' DAY))"
                        + " GROUP BY window_start, window_end",
                "INSERT INTO t VALUES (1, TIMESTAMP '1970-01-02 12:00:00', '2026-03-29 00:30:00', 'x')",
                "INSERT INTO t VALUES (2, TIMESTAMP '1970-01-01 12:00:00', '2026-03-29 23:30:00', 'x')",
                "INSERT INTO t VALUES (3, TIMESTAMP '1970-01-02 12:30:00', '2026-03-30 00:00:00', 'x')");

        assertThat(sql.rows("SELECT * FROM v ORDER BY e"))
                .containsExactly(
                        "1970-01-01 00:00:00.000|1970-01-02 00:00:00.000|1",
                        "1970-01-01 00:00:00.000|1970-01-03 00:00:00.000|3");
        assertThat(sql.rows("SELECT * FROM days ORDER BY s"))
                .containsExactly("2026-03-29 00:00:00.000+01:00|2", "2026-03-30 00:00:00.000+02:00|1");
        assertThat(sql.rows("SELECT * FROM of_windows ORDER BY window_start"))
                .containsExactly("1970-01-01 00:00:00.000|1", "1970-01-02 00:00:00.000|2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TUMBLE(TABLE t, DESCRIPTOR(id), INTERVAL '1' HOUR) | Column 'id' is INTEGER; a window needs a TIMESTAMP | 1:48",
                "TUMBLE(TABLE t, DESCRIPTOR(nothing), INTERVAL '1' HOUR) | Column 'nothing' is not in the table | 1:48",
                "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '0' HOUR) | must be longer than zero | -",
                "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL -'1' HOUR, INTERVAL '1' HOUR) | must be longer than zero | -",
                "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MONTH) | months and years | -",
                "CUMULATE(TABLE t, DESCRIPTOR(ts), INTERVAL '7' HOUR, INTERVAL '10' HOUR) | multiple of its step | -",
                "TUMBLE(TABLE t, DESCRIPTOR(ts), 5) | must be written as intervals | -",
                "TUMBLE(TABLE t, ts, INTERVAL '1' HOUR) | - | -",
            })
    void mistakesAreToldInTheUsersWords(String window, String part, String place) {
        String message = sql.failure("SELECT * FROM TABLE(" + window + ")").getMessage();
        assertThat(message).contains(part.equals("-") ? "" : part);
        assertThat(message).doesNotContain("INTERNAL_ERROR").contains(place.equals("-") ? "" : "line " + place);
    }
}
