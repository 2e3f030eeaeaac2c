package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over JDBC, over stored tables and streams, against plain Java written from their definition. */
@Timeout(180)
class SessionsTest {
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final long FIRST = Instant.parse("2026-01-01T10:00:00Z").toEpochMilli();
    private static final long GAP = 60_000;

    private final TreeMap<Integer, Row> table = new TreeMap<>();

    @TempDir
    private Path directory;

    private SqlFixture sql;

    private record Row(int id, String key, long time, int value) {}

    /** Rows of a key with the bounds of their session. */
    private record Session(String key, long start, long end, List<Row> rows) {}

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("sessions");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    private List<Session> sessions(Predicate<Row> filter, boolean keyed) {
        TreeMap<String, List<Row>> partitions = new TreeMap<>();
        table.values().stream()
                .filter(filter)
                .forEach(row -> partitions
                        .computeIfAbsent(keyed ? row.key() : "", key -> new ArrayList<>())
                        .add(row));
        List<Session> sessions = new ArrayList<>();
        partitions.forEach((key, rows) -> {
            rows.sort(Comparator.comparingLong(Row::time));
            int from = 0;
            for (int at = 1; at <= rows.size(); at++) {
                long last = rows.get(at - 1).time();
                if (at == rows.size() || rows.get(at).time() - last >= GAP) {
                    sessions.add(
                            new Session(key, rows.get(from).time(), last + GAP, List.copyOf(rows.subList(from, at))));
                    from = at;
                }
            }
        });
        return sessions;
    }

    private static String text(long time) {
        return LOCAL.format(LocalDateTime.ofEpochSecond(
                Math.floorDiv(time, 1000L), (int) Math.floorMod(time, 1000L) * 1_000_000, ZoneOffset.UTC));
    }

    private List<String> rowsOf(List<Session> sessions) {
        List<String> rows = new ArrayList<>();
        for (Session session : sessions) {
            for (Row row : session.rows()) {
                rows.add(row.id() + "|" + text(session.start()) + "|" + text(session.end()) + "|"
                        + text(session.end() - 1));
            }
        }
        return rows;
    }

    private static List<String> groupsOf(List<Session> sessions, boolean keyed) {
        return sessions.stream()
                .map(session -> (keyed ? session.key() + "|" : "") + text(session.start()) + "|" + text(session.end())
                        + "|" + session.rows().size() + "|"
                        + session.rows().stream().mapToInt(Row::value).max().orElseThrow())
                .toList();
    }

    private void change(Random random) throws SQLException {
        try (PreparedStatement insert = sql.connection().prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?)")) {
            int count = random.nextInt(12);
            for (int i = 0; i < count; i++) {
                int id = table.isEmpty() ? 0 : table.lastKey() + 1;
                Row row =
                        new Row(id, "k" + random.nextInt(3), FIRST + random.nextInt(60) * 15_000L, random.nextInt(10));
                table.put(id, row);
                insert.setInt(1, id);
                insert.setString(2, row.key());
                insert.setObject(3, LocalDateTime.ofEpochSecond(row.time() / 1000, 0, ZoneOffset.UTC));
                insert.setObject(4, Instant.ofEpochMilli(row.time()));
                insert.setInt(5, row.value());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        for (int i = random.nextInt(6); i > 0 && !table.isEmpty(); i--) {
            int id = new ArrayList<>(table.keySet()).get(random.nextInt(table.size()));
            table.remove(id);
            sql.execute("DELETE FROM t WHERE id = " + id);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sessionsOfATableMergeAndPartAsRowsComeAndGo(long seed) throws SQLException {
        String ofRows = "SELECT id, window_start, window_end, window_time FROM TABLE(SESSION(TABLE t PARTITION BY k,"
                + " DESCRIPTOR(ts), INTERVAL '1' MINUTE))";
        String ofKeys = "SELECT k, window_start, window_end, COUNT(*) AS n, MAX(v) AS v FROM TABLE(SESSION(TABLE t"
                + " PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY k, window_start, window_end";
        String grouped =
                "SELECT k, SESSION_START(ts, INTERVAL '1' MINUTE) AS s, SESSION_END(ts, INTERVAL '1' MINUTE) AS e,"
                        + " COUNT(*) AS n, MAX(v) AS v FROM t WHERE v > 2 GROUP BY k, SESSION(ts, INTERVAL '1' MINUTE)";
        String ofAll = "SELECT CAST(window_start AS TIMESTAMP) AS s, CAST(window_end AS TIMESTAMP) AS e, COUNT(*) AS n,"
                + " MAX(v) AS v FROM TABLE(SESSION(TABLE t, DESCRIPTOR(i), INTERVAL '60' SECOND))"
                + " GROUP BY window_start, window_end";
        sql.execute(
                "CREATE TABLE t (id INT, k VARCHAR, ts TIMESTAMP, i TIMESTAMP WITH LOCAL TIME ZONE, v INT)",
                "CREATE VIEW of_rows AS " + ofRows,
                "CREATE VIEW of_keys AS " + ofKeys,
                "CREATE VIEW grouped AS " + grouped,
                "CREATE VIEW of_all AS " + ofAll,
                "INSERT INTO t VALUES (-1, 'k1', NULL, NULL, 5)");
        Random random = new Random(seed);
        for (int tick = 0; tick < 12; tick++) {
            change(random);
            List<Session> keyed = sessions(row -> true, true);
            check("of_rows", ofRows, rowsOf(keyed), seed);
            check("of_keys", ofKeys, groupsOf(keyed, true), seed);
            check("grouped", grouped, groupsOf(sessions(row -> row.value() > 2, true), true), seed);
            check("of_all", ofAll, groupsOf(sessions(row -> true, false), false), seed);
        }
    }

    private void check(String view, String query, List<String> expected, long seed) throws SQLException {
        assertThat(sql.rows("SELECT * FROM " + view))
                .as("%s, seed %d", view, seed)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(sql.rows(query)).as("%s, seed %d", query, seed).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyFormOfACallMeansTheSame() throws SQLException {
        sql.execute("CREATE TABLE t (id INT, k VARCHAR, ts TIMESTAMP, i TIMESTAMP WITH LOCAL TIME ZONE, v INT)");
        Random random = new Random(7);
        for (int i = 0; i < 4; i++) {
            change(random);
        }
        List<String> expected = rowsOf(sessions(row -> true, true));
        for (String call : List.of(
                "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
                "SESSION(TABLE t PARTITION BY (k), DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
                "SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(k), INTERVAL '1' MINUTE)",
                "SESSION((SELECT * FROM t) PARTITION BY k, DESCRIPTOR(ts), INTERVAL '60' SECOND)",
                "SESSION(DATA => TABLE t PARTITION BY k, TIMECOL => DESCRIPTOR(ts), GAP => INTERVAL '1' MINUTE)",
                "SESSION(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), KEY => DESCRIPTOR(k), SIZE => INTERVAL '1' MINUTE)")) {
            assertThat(sql.rows("SELECT id, window_start, window_end, window_time FROM TABLE(" + call + ")"))
                    .as(call)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(sql.rows(
                        "SELECT COUNT(*) FROM SESSION(TABLE t PARTITION BY (k, v), DESCRIPTOR(ts), INTERVAL '1' MINUTE) AS s"
                                + " JOIN t ON t.id = s.id WHERE s.window_start <= t.ts AND s.window_end > t.ts"))
                .containsExactly(String.valueOf(table.size()));
        assertThat(sql.rows("SELECT k, SESSION_ROWTIME(ts, INTERVAL '1' MINUTE) AS w, COUNT(*) AS n FROM t AS a"
                        + " GROUP BY SESSION(ts, INTERVAL '1' MINUTE), a.k"))
                .containsExactlyInAnyOrderElementsOf(sessions(row -> true, true).stream()
                        .map(session -> session.key() + "|" + text(session.end() - 1) + "|"
                                + session.rows().size())
                        .toList());
    }

    /** Lines {@code user,minute:second}. */
    private void append(String... lines) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String[] parts = line.split(",");
            text.append(parts[0]).append(",2026-01-01 10:").append(parts[1]).append('\n');
        }
        Files.writeString(
                directory.resolve("a.csv"),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void clicks() throws SQLException {
        sql.execute(
                "CREATE TABLE clicks (user_id INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)"
                        + " WITH ('connector' = 'file', 'path' = '" + directory
                        + "', 'format' = 'csv', 'follow' = 'true')");
    }

    private static final String OF_USERS = "SELECT user_id, window_start, window_end, COUNT(*) AS n FROM TABLE(SESSION("
            + "TABLE clicks PARTITION BY user_id, DESCRIPTOR(ts), INTERVAL '30' SECOND))"
            + " GROUP BY user_id, window_start, window_end";

    @Test
    void aSessionOfAStreamIsShownAtOnceAndWhenNothingCanExtendIt() throws Exception {
        append("1,00:00", "1,00:20", "2,00:10", "1,00:45", "2,00:40");
        clicks();
        String rows = "SELECT user_id, ts, window_start, window_end FROM TABLE(SESSION("
                + "TABLE clicks PARTITION BY user_id, DESCRIPTOR(ts), INTERVAL '30' SECOND))";
        String distinct = "SELECT user_id, window_start, window_end, COUNT(DISTINCT ts) AS n FROM TABLE(SESSION("
                + "TABLE clicks PARTITION BY user_id, DESCRIPTOR(ts), INTERVAL '30' SECOND))"
                + " GROUP BY user_id, window_start, window_end";
        sql.execute(
                "CREATE VIEW live AS " + OF_USERS,
                "CREATE VIEW finished AS " + OF_USERS + " EMIT ON WINDOW CLOSE",
                "CREATE VIEW finished_rows AS " + rows + " EMIT ON WINDOW CLOSE",
                "CREATE VIEW finished_distinct AS " + distinct + " EMIT ON WINDOW CLOSE",
                "CREATE VIEW recent WITH ('retention' = '1 minute') AS " + OF_USERS);
        sql.await(
                "SELECT * FROM live ORDER BY user_id, window_start",
                "1|2026-01-01 10:00:00.000|2026-01-01 10:01:15.000|3",
                "2|2026-01-01 10:00:10.000|2026-01-01 10:00:40.000|1",
                "2|2026-01-01 10:00:40.000|2026-01-01 10:01:10.000|1");

        // The watermark reaches 10:00:40: the first session of user 2 is final, as its end does not belong to it.
        append("3,00:50");
        sql.await("SELECT * FROM finished", "2|2026-01-01 10:00:10.000|2026-01-01 10:00:40.000|1");
        sql.await("SELECT * FROM finished_distinct", "2|2026-01-01 10:00:10.000|2026-01-01 10:00:40.000|1");
        sql.await(
                "SELECT * FROM finished_rows",
                "2|2026-01-01 10:00:10.000|2026-01-01 10:00:10.000|2026-01-01 10:00:40.000");

        // One row is late, one extends a session, one opens another.
        append("2,00:39", "2,00:41", "1,01:14", "1,02:00", "9,03:00");
        String[] all = {
            "1|2026-01-01 10:00:00.000|2026-01-01 10:01:44.000|4",
            "1|2026-01-01 10:02:00.000|2026-01-01 10:02:30.000|1",
            "2|2026-01-01 10:00:10.000|2026-01-01 10:00:40.000|1",
            "2|2026-01-01 10:00:40.000|2026-01-01 10:01:11.000|2",
            "3|2026-01-01 10:00:50.000|2026-01-01 10:01:20.000|1"
        };
        sql.await("SELECT * FROM finished ORDER BY user_id, window_start", all);
        sql.await("SELECT * FROM finished_distinct ORDER BY user_id, window_start", all);
        assertThat(sql.rows("SELECT * FROM live WHERE user_id < 9 ORDER BY user_id, window_start"))
                .containsExactly(all);
        assertThat(sql.rows("SELECT user_id, window_start, window_end, COUNT(*) FROM finished_rows"
                        + " GROUP BY user_id, window_start, window_end ORDER BY user_id, window_start"))
                .containsExactly(all);
        assertThat(sql.rows(OF_USERS + " ORDER BY user_id, window_start")).hasSize(6);
        assertThat(sql.rows("SELECT * FROM clicks$late")).containsExactly("2|2026-01-01 10:00:39.000");
        sql.await(
                "SELECT * FROM recent ORDER BY user_id",
                "1|2026-01-01 10:02:00.000|2026-01-01 10:02:30.000|1",
                "9|2026-01-01 10:03:00.000|2026-01-01 10:03:30.000|1");
    }

    @Test
    void explainTellsThatSessionsAreForgottenAndWhatIsKept() throws Exception {
        append("1,00:00");
        clicks();
        assertThat(sql.rows("EXPLAIN STATE FOR " + OF_USERS))
                .containsExactly("session aggregate|one row for each session of each (user_id)|yes|sessions go when"
                        + " window_end is before watermark of clicks + 1 ms|null");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT * FROM TABLE(SESSION(TABLE clicks PARTITION BY user_id,"
                        + " DESCRIPTOR(ts), INTERVAL '30' SECOND))"))
                .containsExactly("sessions|all rows, in the order of their times|yes|rows go when window_end is before"
                        + " watermark of clicks + 1 ms|null");
        assertThat(String.join("\n", sql.rows("EXPLAIN CIRCUIT FOR SELECT STREAM * FROM (" + OF_USERS + ")")))
                .contains("aggregate of sessions by [0] of times in column 1 less than 30000 ms apart");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SESSION(TABLE t, DESCRIPTOR(id), INTERVAL '1' HOUR) | a window needs a TIMESTAMP | 1:49",
                "SESSION(TABLE t PARTITION BY nobody, DESCRIPTOR(ts), INTERVAL '1' HOUR) | Column 'nobody' is not in | 1:50",
                "SESSION(TABLE t, DESCRIPTOR(ts)) | SESSION takes a table, the column with the time and the gap | -",
                "SESSION(TABLE t, DESCRIPTOR(ts), INTERVAL '0' SECOND) | must be longer than zero | -",
                "SESSION(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MONTH) | months and years | -",
                "SESSION(TABLE t PARTITION BY id ORDER BY ts, DESCRIPTOR(ts), INTERVAL '1' DAY) | takes no ORDER BY | -",
                "SESSION(TABLE t PARTITION BY id, DESCRIPTOR(ts), DESCRIPTOR(id), INTERVAL '1' DAY) | not both | -",
                "SESSION(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), GAPS => INTERVAL '1' DAY) | no argument 'GAPS' | -",
                "TUMBLE(TABLE t PARTITION BY id, DESCRIPTOR(ts), INTERVAL '1' DAY) | takes no PARTITION BY | -",
            })
    void mistakesAreToldInTheUsersWords(String window, String part, String place) throws SQLException {
        sql.execute("CREATE TABLE t (id INT, ts TIMESTAMP)");
        String message = sql.failure("SELECT * FROM TABLE(" + window + ")").getMessage();
        assertThat(message).contains(part).doesNotContain("INTERNAL_ERROR");
        assertThat(message).contains(place.equals("-") ? "" : "line " + place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT COUNT(*) FROM t GROUP BY SESSION(ts, INTERVAL '1' HOUR), UPPER(k) | Compute this one in a subquery",
                "SELECT SESSION_START(ts, INTERVAL '2' HOUR) FROM t GROUP BY SESSION(ts, INTERVAL '1' HOUR) | same window in GROUP BY",
                "SELECT COUNT(*) FROM t GROUP BY SESSION(ts, INTERVAL '1' HOUR, INTERVAL '1' HOUR) | takes a column and a gap",
                "SELECT COUNT(*) FROM t GROUP BY SESSION(nothing, INTERVAL '1' HOUR) | Column 'nothing' is not in the table",
                "SELECT SESSION(ts, INTERVAL '1' HOUR) FROM t | SESSION",
            })
    void mistakesInGroupByAreToldInTheUsersWords(String query, String part) throws SQLException {
        sql.execute("CREATE TABLE t (id INT, k VARCHAR, ts TIMESTAMP)");
        assertThat(sql.failure(query).getMessage()).contains(part).doesNotContain("INTERNAL_ERROR");
    }
}
