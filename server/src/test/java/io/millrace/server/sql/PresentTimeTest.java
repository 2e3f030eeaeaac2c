package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views with conditions on the present time: after every change of rows or of the clock they equal their query, read at that time. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PresentTimeTest {
    /** Conditions on the columns of {@code e}. */
    private static final List<String> CONDITIONS = List.of(
            "ts > NOW() - INTERVAL '1' HOUR",
            "ts >= CURRENT_TIMESTAMP - INTERVAL '90' MINUTE",
            "NOW() - INTERVAL '2' HOUR < ts",
            "ts < LOCALTIMESTAMP",
            "LOCALTIMESTAMP - INTERVAL '1' DAY <= ts",
            "ts <= NOW() + INTERVAL '1' HOUR",
            "ts BETWEEN NOW() - INTERVAL '2' HOUR AND NOW() + INTERVAL '2' HOUR",
            "NOT (ts < NOW() - INTERVAL '3' HOUR)",
            "NOT (ts < NOW() - INTERVAL '3' HOUR OR inst > NOW())",
            "inst > LOCALTIMESTAMP - INTERVAL '1' DAY",
            "inst > NOW() - INTERVAL '1' DAY AND kind = 'a'",
            "d >= CURRENT_DATE - INTERVAL '1' DAY",
            "d = CURRENT_DATE",
            "d < CURRENT_DATE",
            "d + INTERVAL '1' DAY > CURRENT_DATE",
            "ts >= CURRENT_DATE",
            "ts < CURRENT_DATE",
            "inst >= CURRENT_DATE",
            "ts + INTERVAL '1' MONTH > NOW() + INTERVAL '29' DAY",
            "ts + ttl * INTERVAL '1' MINUTE > NOW()",
            "ts > NOW() - ttl * INTERVAL '1' MINUTE",
            "ts > FLOOR(NOW() TO DAY)",
            "inst >= FLOOR(LOCALTIMESTAMP TO HOUR)",
            "CAST(ts AS DATE) = CURRENT_DATE",
            "ts > CAST(CURRENT_DATE AS TIMESTAMP)",
            "CAST(LOCALTIMESTAMP AS DATE) <= d",
            "ts > NOW() - INTERVAL '1' DAY AND d <= CURRENT_DATE AND inst < NOW() + INTERVAL '5' HOUR",
            "TIMESTAMPADD(HOUR, 1, ts) > NOW()",
            "ts > TIMESTAMPADD(HOUR, -1, NOW())",
            "(ts > NOW() - INTERVAL '1' HOUR) IS TRUE",
            "NOW() > TIMESTAMP '2026-05-01 13:00:00'");

    /** Queries in which such conditions stand elsewhere than alone above a table. */
    private static final List<String> QUERIES = List.of(
            "SELECT kind, COUNT(*) AS n, SUM(ttl) AS s FROM e WHERE ts > NOW() - INTERVAL '3' HOUR GROUP BY kind",
            "SELECT kind, MAX(ts) AS m FROM e GROUP BY kind HAVING MAX(ts) > NOW() - INTERVAL '1' HOUR",
            "SELECT DISTINCT kind FROM e WHERE inst < NOW()",
            "SELECT e.id, f.name FROM e JOIN f ON e.kind = f.kind AND e.ts > NOW() - INTERVAL '4' HOUR",
            "SELECT e.id, f.name FROM e JOIN f ON e.kind = f.kind AND e.ts + f.minutes * INTERVAL '1' MINUTE > NOW()",
            "SELECT e.id, f.name FROM e LEFT JOIN f ON e.kind = f.kind AND f.until > NOW()",
            "SELECT f.name FROM f WHERE EXISTS (SELECT 1 FROM e WHERE e.kind = f.kind AND e.ts > NOW() - INTERVAL '1' HOUR)",
            "SELECT f.name FROM f WHERE f.kind NOT IN (SELECT kind FROM e WHERE e.ts > NOW() - INTERVAL '30' MINUTE)",
            "SELECT id FROM e WHERE ts > NOW() - INTERVAL '1' HOUR UNION SELECT id FROM e WHERE inst > NOW() + INTERVAL '1' HOUR",
            "SELECT id, ts FROM e WHERE ts < NOW() ORDER BY ts DESC, id LIMIT 5",
            "SELECT id, RANK() OVER (PARTITION BY kind ORDER BY id) AS r FROM (SELECT * FROM e WHERE ts >= CURRENT_DATE) AS x",
            "SELECT a.id, b.id AS other FROM (SELECT * FROM e WHERE ts > NOW() - INTERVAL '1' HOUR) AS a"
                    + " JOIN (SELECT * FROM e WHERE ts > NOW() - INTERVAL '2' HOUR) AS b ON a.kind = b.kind AND a.id < b.id",
            "SELECT u, COUNT(*) AS n FROM (SELECT ts + INTERVAL '1' HOUR AS u FROM e) AS x WHERE u > NOW() GROUP BY u");

    private final List<String> live = new ArrayList<>();
    private int next;

    private static void tables(SqlFixture sql) throws SQLException {
        sql.execute(
                "CREATE TABLE e (id INT PRIMARY KEY, ts TIMESTAMP, inst TIMESTAMP WITH LOCAL TIME ZONE, d DATE, ttl INT, kind VARCHAR(3))",
                "CREATE TABLE f (kind VARCHAR(3), name VARCHAR(9), minutes INT, until TIMESTAMP WITH LOCAL TIME ZONE)");
    }

    private static String local(String type, String pattern, long millis, ZoneId zone) {
        return type + " '"
                + DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                        .format(Instant.ofEpochMilli(millis).atZone(zone))
                + "'";
    }

    private static String instant(long millis) {
        return local("TIMESTAMP WITH LOCAL TIME ZONE", "yyyy-MM-dd HH:mm:ss.SSS'+00:00'", millis, ZoneId.of("UTC"));
    }

    /** A row within some hours of a time, on whole quarters of hours now and then, so that the clock meets them exactly. */
    private String row(int id, long now, ZoneId zone, Random random) {
        long step = random.nextBoolean() ? 900_000 : 61_001;
        long millis = Math.floorDiv(now, step) * step + step * random.nextInt(-30, 30);
        long other = now + 60_000L * random.nextInt(-700, 700);
        return "(" + id + ", "
                + (random.nextInt(12) == 0 ? "NULL" : local("TIMESTAMP", "yyyy-MM-dd HH:mm:ss.SSS", millis, zone))
                + ", "
                + (random.nextInt(12) == 0 ? "NULL" : instant(other)) + ", "
                + local("DATE", "yyyy-MM-dd", other, zone) + ", "
                + (random.nextInt(8) == 0 ? "NULL" : random.nextInt(200)) + ", '" + "abc".charAt(random.nextInt(3))
                + "')";
    }

    private void change(SqlFixture sql, long now, ZoneId zone, Random random) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            rows.add(row(next, now, zone, random));
            live.add(Integer.toString(next++));
        }
        sql.execute("INSERT INTO e VALUES " + String.join(", ", rows));
        for (int i = 0; i < 3; i++) {
            String id = live.remove(random.nextInt(live.size()));
            sql.execute("DELETE FROM e WHERE id = " + id);
            String changed = live.get(random.nextInt(live.size()));
            sql.execute("UPDATE e SET ts = ts + INTERVAL '15' MINUTE, kind = 'b' WHERE id = " + changed);
        }
        sql.execute("INSERT INTO f VALUES ('" + "abc".charAt(random.nextInt(3)) + "', 'f" + next + "', "
                + random.nextInt(300) + ", " + instant(now + 60_000L * random.nextInt(-200, 200)) + ")");
        if (random.nextInt(3) == 0) {
            sql.execute("DELETE FROM f WHERE minutes < 40");
        }
    }

    private static List<String> queries() {
        List<String> queries = new ArrayList<>();
        CONDITIONS.forEach(condition -> queries.add("SELECT * FROM e WHERE " + condition));
        queries.addAll(QUERIES);
        return queries;
    }

    /** All views equal their queries once the circuit has come to this time. */
    private static void compare(SqlFixture sql, List<String> queries, String where) throws SQLException {
        for (int number = 0; number < queries.size(); number++) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            List<String> expected = sorted(sql.rows(queries.get(number)));
            List<String> rows = sorted(sql.rows("SELECT * FROM v" + number));
            while (!rows.equals(expected) && System.nanoTime() < deadline) {
                rows = sorted(sql.rows("SELECT * FROM v" + number));
            }
            assertThat(rows).as(where + ": " + queries.get(number)).isEqualTo(expected);
        }
    }

    private static List<String> sorted(List<String> rows) {
        rows.sort(null);
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        "1,UTC,2026-05-01T09:00:00Z,on",
        "2,Europe/Berlin,2026-05-01T20:30:00Z,off",
        "3,Asia/Kolkata,2026-05-01T17:00:00Z,on"
    })
    void viewsEqualTheirQueriesWheneverTheyAreRead(long seed, String zoneName, String begin, String optimizer)
            throws Exception {
        Random random = new Random(seed);
        ZoneId zone = ZoneId.of(zoneName);
        List<String> queries = queries();
        try (ClockedServer server = ClockedServer.start(begin);
                SqlFixture sql = server.connect(zoneName)) {
            tables(sql);
            change(sql, server.millis(), zone, random);
            for (int number = 0; number < queries.size(); number++) {
                sql.execute("CREATE VIEW v" + number + " WITH ('optimizer' = '" + optimizer + "') AS "
                        + queries.get(number));
            }
            for (int round = 0; round < 6; round++) {
                compare(sql, queries, "seed=" + seed + " round=" + round);
                if (round % 3 == 0) {
                    change(sql, server.millis(), zone, random);
                }
                // To a quarter of an hour exactly, or some time on.
                long step = random.nextBoolean() ? 900_000 : 1 + random.nextInt(3_600_000);
                server.set(Math.floorDiv(server.millis(), 900_000) * 900_000 + Math.max(900_000, step));
            }
        }
    }

    @Test
    void whereClocksArePutBackTheFirstTimeThatTheyShowSomethingCounts() throws Exception {
        try (ClockedServer server = ClockedServer.start("2026-10-25T00:10:00Z");
                SqlFixture sql = server.connect("Europe/Berlin")) {
            sql.execute(
                    "CREATE TABLE e (id INT PRIMARY KEY, ts TIMESTAMP)",
                    "CREATE VIEW v AS SELECT id FROM e WHERE ts > LOCALTIMESTAMP",
                    "INSERT INTO e VALUES (1, TIMESTAMP '2026-10-25 02:30:00'), (2, TIMESTAMP '2026-10-25 03:05:00')");
            assertThat(sql.rows("SELECT * FROM v ORDER BY id")).containsExactly("1", "2");
            server.set("2026-10-25T00:30:00Z");
            sql.await("SELECT * FROM v", "2");
            // Clocks show 2:10 once more.
            server.set("2026-10-25T01:10:00Z");
            sql.execute("INSERT INTO e VALUES (3, TIMESTAMP '2026-10-25 04:00:00')");
            sql.await("SELECT * FROM v ORDER BY id", "2", "3");
            server.set("2026-10-25T02:05:00Z");
            sql.await("SELECT * FROM v", "3");
        }
    }

    @Test
    void rowsLeaveByTheMachinesClock() throws Exception {
        try (SqlFixture sql = SqlFixture.start("present-time")) {
            sql.execute(
                    "CREATE TABLE e (id INT PRIMARY KEY, inst TIMESTAMP WITH LOCAL TIME ZONE)",
                    "CREATE VIEW recent AS SELECT id FROM e WHERE inst > NOW() - INTERVAL '0.3' SECOND",
                    "CREATE VIEW n AS SELECT COUNT(*) AS n FROM recent",
                    "INSERT INTO e SELECT 1, NOW()",
                    "INSERT INTO e SELECT 2, NOW() + INTERVAL '1' HOUR");
            sql.await("SELECT id FROM recent ORDER BY id", "2");
            sql.await("SELECT n FROM n", "1");
            assertThat(sql.rows("SELECT COUNT(*) FROM e")).containsExactly("2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, NOW() AS t FROM e",
                "SELECT id FROM e WHERE ts > NOW() OR id = 1",
                "SELECT id FROM e WHERE ts NOT BETWEEN NOW() - INTERVAL '1' HOUR AND NOW()",
                "SELECT id FROM e WHERE ts <> NOW()",
                "SELECT id FROM e WHERE ts > NOW() - INTERVAL '1' MONTH",
                "SELECT id FROM e WHERE EXTRACT(HOUR FROM NOW()) = 12",
                "SELECT id FROM e WHERE NOW() > NOW() - INTERVAL '1' HOUR",
                "SELECT COUNT(*) FILTER (WHERE ts > NOW()) AS n FROM e",
                "SELECT MAX(NOW()) AS n FROM e",
                "SELECT id FROM e WHERE CASE WHEN id = 1 THEN ts > NOW() ELSE TRUE END",
                "SELECT e.id FROM e LEFT JOIN f ON e.kind = f.kind AND e.ts > NOW()"
            })
    void whatTimersCannotKeepIsRefusedAtItsPlace(String query) throws SQLException {
        try (SqlFixture sql = SqlFixture.start("present-time-refused")) {
            tables(sql);
            SQLException failure = sql.failure("CREATE VIEW v AS " + query);
            assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo("0A000");
            assertThat((Throwable) failure)
                    .hasMessageContaining("present time")
                    .hasMessageContaining("TIME_NOT_MAINTAINABLE")
                    .hasMessageContaining("line 1:" + (1 + "CREATE VIEW v AS ".length() + query.indexOf("NOW()")));
            // Read once it is a value like any other.
            sql.rows(query);
        }
    }

    @Test
    void theTimeOfDayIsRefusedBecauseItGoesRound() throws SQLException {
        try (SqlFixture sql = SqlFixture.start("present-time-of-day")) {
            assertThat((Throwable) sql.failure("CREATE VIEW v AS SELECT CURRENT_TIME AS a"))
                    .hasMessageContaining("CURRENT_TIME is not supported in a query that is kept up to date");
            assertThat(sql.failure("CREATE TABLE c (a INT, b AS NOW())").getMessage())
                    .contains("present time");
        }
    }
}
