package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watermarks as a user meets them: late rows, final windows, state that is forgotten, and what is refused. */
@Timeout(120)
class EventTimeSqlTest {
    @TempDir
    private Path directory;

    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("event-time");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    /** Lines {@code user,minute:second} of a partition, which is a file. */
    private void append(String file, String... lines) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String[] parts = line.split(",");
            text.append(parts[0]).append(",2026-01-01 10:").append(parts[1]).append('\n');
        }
        Files.writeString(
                directory.resolve(file),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void clicks(String options) throws SQLException {
        sql.execute(
                "CREATE TABLE clicks (user_id INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)"
                        + " WITH ('connector' = 'file', 'path' = '" + directory
                        + "', 'format' = 'csv', 'follow' = 'true'"
                        + options + ")");
    }

    private static final String PER_MINUTE = "SELECT window_start, COUNT(*) AS n, COUNT(DISTINCT user_id) AS users"
            + " FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end";

    @Test
    void aWindowIsShownAtOnceAndWhenItIsFinal() throws Exception {
        append("a.csv", "1,00:05", "2,00:50", "1,01:05");
        clicks("");
        sql.execute(
                "CREATE VIEW live AS " + PER_MINUTE, "CREATE VIEW finished AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE");
        sql.await(
                "SELECT * FROM live ORDER BY window_start",
                "2026-01-01 10:00:00.000|2|2",
                "2026-01-01 10:01:00.000|1|1");
        assertThat(sql.rows("SELECT * FROM finished")).isEmpty();

        append("a.csv", "3,00:57", "1,01:10");
        sql.await("SELECT * FROM finished", "2026-01-01 10:00:00.000|3|3");
        append("a.csv", "4,00:59", "1,01:30");
        sql.await(
                "SELECT * FROM live ORDER BY window_start",
                "2026-01-01 10:00:00.000|3|3",
                "2026-01-01 10:01:00.000|3|1");
        assertThat(sql.rows("SELECT * FROM finished")).containsExactly("2026-01-01 10:00:00.000|3|3");
        assertThat(sql.rows("SELECT * FROM clicks$late")).containsExactly("4|2026-01-01 10:00:59.000");
        assertThat(sql.rows("SELECT user_id, COUNT(*) FROM clicks$late GROUP BY user_id"))
                .containsExactly("4|1");
        assertThat(sql.rows("SELECT PARTITION, LAG, WATERMARK, LATE_ROWS, IDLE, TABLE_WATERMARK FROM MILLRACE.SOURCES"))
                .containsExactly("a.csv|0|2026-01-01 10:01:20.000|1|false|2026-01-01 10:01:20.000");
        // An ad hoc query leaves out the same row.
        assertThat(sql.rows("SELECT COUNT(*) FROM clicks")).containsExactly("6");
    }

    @Test
    void theTableWaitsForItsSlowestPartitionAndALaterViewSeesTheSameRows() throws Exception {
        append("a.csv", "1,00:05", "1,05:00", "1,00:01");
        append("b.csv", "2,00:30");
        clicks("");
        sql.execute("CREATE VIEW finished AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE");
        sql.await("SELECT COUNT(*) FROM clicks$late", "1");
        assertThat(sql.rows("SELECT * FROM finished")).isEmpty();

        append("b.csv", "2,02:00");
        sql.await("SELECT * FROM finished", "2026-01-01 10:00:00.000|2|2");
        sql.execute(
                "CREATE VIEW later AS " + PER_MINUTE,
                "CREATE VIEW later_finished AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE");
        assertThat(sql.rows("SELECT * FROM later_finished")).containsExactly("2026-01-01 10:00:00.000|2|2");
        assertThat(sql.rows("SELECT * FROM later ORDER BY window_start"))
                .containsExactly(
                        "2026-01-01 10:00:00.000|2|2", "2026-01-01 10:02:00.000|1|1", "2026-01-01 10:05:00.000|1|1");
        assertThat(sql.rows("SELECT LATE_ROWS FROM MILLRACE.SOURCES ORDER BY PARTITION"))
                .containsExactly("1", "0");
    }

    @Test
    void filtersHavingAndHoppingWindowsStandBelowAndAboveWhatIsFinal() throws Exception {
        append("a.csv", "1,00:05", "1,00:20", "2,00:40", "9,00:41", "1,01:10", "1,02:00");
        clicks("");
        sql.execute(
                "CREATE VIEW hops AS SELECT window_end, user_id, COUNT(*) AS n"
                        + " FROM TABLE(HOP(TABLE clicks, DESCRIPTOR(ts), INTERVAL '30' SECOND, INTERVAL '1' MINUTE))"
                        + " WHERE user_id < 9 GROUP BY window_start, window_end, user_id HAVING COUNT(*) > 1 EMIT ON WINDOW CLOSE");

        sql.await(
                "SELECT * FROM hops ORDER BY window_end", "2026-01-01 10:00:30.000|1|2", "2026-01-01 10:01:00.000|1|2");
        // A view over final rows; what it forgets follows from the same watermark.
        sql.execute(
                "CREATE VIEW per_minute AS SELECT FLOOR(window_end TO MINUTE) AS m, SUM(n) AS n FROM hops GROUP BY FLOOR(window_end TO MINUTE)");
        assertThat(sql.rows("SELECT * FROM per_minute ORDER BY m"))
                .containsExactly("2026-01-01 10:00:00.000|2", "2026-01-01 10:01:00.000|2");
        assertThat(String.join(
                        "\n",
                        sql.rows("EXPLAIN CIRCUIT FOR SELECT STREAM FLOOR(window_end TO MINUTE) AS m, SUM(n) AS n"
                                + " FROM hops GROUP BY FLOOR(window_end TO MINUTE)")))
                .contains("forgets groups", "watermark of clicks");
    }

    @Test
    void lateRowsAreTakenIfTheTableSaysSoAndNothingIsFinalThen() throws Exception {
        append("a.csv", "1,05:00", "2,00:01");
        clicks(", 'late-rows' = 'accept'");
        sql.execute("CREATE VIEW live AS " + PER_MINUTE);
        sql.await(
                "SELECT * FROM live ORDER BY window_start",
                "2026-01-01 10:00:00.000|1|1",
                "2026-01-01 10:05:00.000|1|1");
        assertThat(sql.rows("SELECT LATE_ROWS FROM MILLRACE.SOURCES")).containsExactly("1");
        assertThat(sql.rows("SELECT * FROM clicks$late")).isEmpty();
        assertThat(sql.failure("CREATE VIEW finished AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE")
                        .getMessage())
                .contains("EMIT ON WINDOW CLOSE needs groups that event time closes");
    }

    @Test
    void finalRowsAndRowsOfAStreamGoWhenTheirRetentionIsOver() throws Exception {
        append("a.csv", "1,00:05", "2,01:05", "1,02:30");
        clicks("");
        sql.execute(
                "CREATE VIEW finished WITH ('retention' = '1 minute') AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE",
                "CREATE VIEW finals AS SELECT COUNT(*) AS n FROM finished",
                "CREATE VIEW lately WITH ('retention' = '1 minute') AS SELECT user_id, ts FROM clicks");
        sql.await("SELECT * FROM finished", "2026-01-01 10:01:00.000|1|1");
        sql.await("SELECT user_id, ts FROM lately", "1|2026-01-01 10:02:30.000");

        append("a.csv", "1,04:00");
        sql.await("SELECT * FROM finished", "2026-01-01 10:02:00.000|1|1");
        sql.await("SELECT user_id, ts FROM lately", "1|2026-01-01 10:04:00.000");
        assertThat(sql.rows("SELECT n FROM finals")).containsExactly("1");
        assertThat(sql.rows("SELECT KIND FROM MILLRACE.OPERATORS WHERE KIND = 'retention'"))
                .hasSize(2);
        assertThat(sql.failure(
                                "CREATE VIEW v AS SELECT window_start, COUNT(*) AS n FROM (SELECT * FROM TABLE(TUMBLE(TABLE clicks,"
                                        + " DESCRIPTOR(ts), INTERVAL '1' MINUTE)) WHERE ts > NOW()) AS x GROUP BY window_start EMIT ON WINDOW CLOSE")
                        .getMessage())
                .contains("EMIT ON WINDOW CLOSE");
    }

    @Test
    void lateRowsAreTakenForSomeTimeIfTheTableSaysSoAndThenWindowsAreFinal() throws Exception {
        append("a.csv", "1,05:00", "2,04:00", "3,00:01");
        clicks(", 'late-rows' = 'accept', 'late-rows-retention' = '2 min'");
        sql.execute(
                "CREATE VIEW live AS " + PER_MINUTE, "CREATE VIEW finished AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE");
        sql.await(
                "SELECT * FROM live ORDER BY window_start",
                "2026-01-01 10:04:00.000|1|1",
                "2026-01-01 10:05:00.000|1|1");
        assertThat(sql.rows("SELECT LATE_ROWS FROM MILLRACE.SOURCES")).containsExactly("2");
        assertThat(sql.rows("SELECT * FROM clicks$late")).containsExactly("3|2026-01-01 10:00:01.000");
        assertThat(sql.rows("SELECT * FROM finished")).isEmpty();
        assertThat(String.join("\n", sql.rows("EXPLAIN STATE FOR " + PER_MINUTE)))
                .contains("- 120000 ms");

        append("a.csv", "4,04:30", "1,07:30");
        sql.await("SELECT * FROM finished", "2026-01-01 10:04:00.000|2|2");
        assertThat(sql.failure(
                                "CREATE TABLE c (ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen',"
                                        + " 'late-rows-retention' = '1 s')")
                        .getMessage())
                .contains("'late-rows' = 'accept'");
    }

    @Test
    void theEventTimeMayBeComputedFromWhatTheConnectorFills() throws Exception {
        Files.writeString(
                directory.resolve("a.csv"),
                "1,2026-01-01 10:00:05,5,home\n2,never,5,cart\n3,2026-01-01 10:01:30,0,home\n4,2026-01-01 10:00:01,3,cart\n");
        sql.execute(
                "CREATE TABLE visits (id INT, at VARCHAR, plus INT, ts AS CAST(at AS TIMESTAMP) + plus * INTERVAL '1' SECOND,"
                        + " page VARCHAR, twice AS id * 2, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)"
                        + " WITH ('connector' = 'file', 'format' = 'csv', 'follow' = 'true', 'path' = '" + directory
                        + "')");
        String perMinute = "SELECT window_start, page, COUNT(*) AS n, MAX(twice) AS t"
                + " FROM TABLE(TUMBLE(TABLE visits, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end, page";
        sql.execute(
                "CREATE VIEW live AS " + perMinute,
                "CREATE VIEW finished AS " + perMinute + " EMIT ON WINDOW CLOSE",
                "CREATE VIEW pages AS SELECT page FROM visits");

        sql.await("SELECT * FROM finished", "2026-01-01 10:00:00.000|home|1|2");
        assertThat(sql.rows("SELECT * FROM live ORDER BY window_start"))
                .containsExactly("2026-01-01 10:00:00.000|home|1|2", "2026-01-01 10:01:00.000|home|1|6");
        assertThat(sql.rows("SELECT * FROM pages")).containsExactly("home", "home");
        assertThat(sql.rows("SELECT * FROM visits ORDER BY id"))
                .containsExactly(
                        "1|2026-01-01 10:00:05|5|2026-01-01 10:00:10.000|home|2",
                        "3|2026-01-01 10:01:30|0|2026-01-01 10:01:30.000|home|6");
        assertThat(sql.rows("SELECT id, ts, page FROM visits$late")).containsExactly("4|2026-01-01 10:00:04.000|cart");
        assertThat(sql.rows("SELECT WATERMARK, LATE_ROWS, BAD_RECORDS FROM MILLRACE.SOURCES"))
                .containsExactly("2026-01-01 10:01:20.000|1|1");
        assertThat(sql.rows("SELECT * FROM MILLRACE.BAD_RECORDS").get(0))
                .contains("The event time", "cannot be computed", "at = never, plus = 5");
        assertThat(sql.failure(
                                "CREATE TABLE c (id INT, ts AS id * 2, WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen')")
                        .getMessage())
                .contains("a watermark needs a TIMESTAMP column");
    }

    @Test
    void aGeneratedStreamThatHasEndedIsFinalAsAWhole() throws Exception {
        sql.execute("CREATE TABLE g (id BIGINT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '1' SECOND)"
                + " WITH ('connector' = 'datagen', 'rows-per-second' = 'unlimited', 'number-of-rows' = '50000',"
                + " 'fields.id.kind' = 'sequence', 'fields.ts.max-past' = '3 s')");
        String query =
                "SELECT window_start, COUNT(*) AS n FROM TABLE(TUMBLE(TABLE g, DESCRIPTOR(ts), INTERVAL '1' SECOND))"
                        + " GROUP BY window_start, window_end";
        sql.execute("CREATE VIEW live AS " + query, "CREATE VIEW finished AS " + query + " EMIT ON WINDOW CLOSE");
        sql.await(
                "SELECT WATERMARK IS NOT NULL, TABLE_WATERMARK > TIMESTAMP '9999-01-01 00:00:00' FROM MILLRACE.SOURCES",
                "true|true");

        List<String> all = sql.rows("SELECT * FROM live ORDER BY window_start");
        assertThat(sql.rows("SELECT * FROM finished ORDER BY window_start"))
                .isEqualTo(all)
                .isNotEmpty();
        assertThat(sql.rows(query + " ORDER BY window_start")).isEqualTo(all);
        long accepted = Long.parseLong(sql.rows("SELECT SUM(n) FROM live").get(0));
        long late = Long.parseLong(
                sql.rows("SELECT LATE_ROWS FROM MILLRACE.SOURCES").get(0));
        assertThat(accepted + late).isEqualTo(50_000);
        assertThat(late).isPositive();
        assertThat(sql.rows("SELECT COUNT(*) FROM g$late")).containsExactly(String.valueOf(Math.min(10_000, late)));
    }

    @Test
    void aViewKeepsItsRowsForAsLongAsItSaysAndViewsOverItFollow() throws Exception {
        append("a.csv", "1,00:05", "2,00:50", "1,01:05", "1,02:30");
        clicks("");
        sql.execute("CREATE VIEW recent WITH ('retention' = '1 minute') AS " + PER_MINUTE);
        sql.execute("CREATE VIEW total AS SELECT SUM(n) AS n FROM recent");
        sql.execute("CREATE VIEW counts WITH (retention = '60 s') AS SELECT window_start, COUNT(*) AS n"
                + " FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end"
                + " HAVING COUNT(*) > 1");
        sql.await("SELECT n FROM total", "2");
        sql.await(
                "SELECT * FROM recent ORDER BY window_start",
                "2026-01-01 10:01:00.000|1|1",
                "2026-01-01 10:02:00.000|1|1");
        sql.await("SELECT * FROM counts");
        append("a.csv", "3,03:20", "4,03:21");
        sql.await("SELECT n FROM total", "3");
        assertThat(sql.rows("SELECT * FROM recent ORDER BY window_start"))
                .containsExactly("2026-01-01 10:02:00.000|1|1", "2026-01-01 10:03:00.000|2|2");
        assertThat(sql.rows("SELECT * FROM counts")).containsExactly("2026-01-01 10:03:00.000|2");
        assertThat(sql.failure("CREATE VIEW v WITH ('retention' = '1 day') AS SELECT user_id FROM clicks")
                        .getMessage())
                .contains("line 1:35", "Retention needs rows with a time");
        assertThat(sql.failure("CREATE VIEW v WITH ('retention' = 'long') AS " + PER_MINUTE)
                        .getMessage())
                .contains("'7 days'");
    }

    @Test
    void explainStateTellsWhatIsKeptForEverAndWhatIsNot() throws Exception {
        append("a.csv", "1,00:05");
        clicks("");
        sql.execute("CREATE TABLE users (id INT, name VARCHAR)");

        assertThat(sql.rows("EXPLAIN STATE FOR " + PER_MINUTE))
                .containsExactly(
                        "aggregate|a group for each (window_start, window_end)|yes|groups go when window_end is before"
                                + " watermark of clicks to the start of its first window of 60000 ms + 60000 ms|null");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT user_id, COUNT(*) FROM clicks GROUP BY user_id"))
                .singleElement()
                .asString()
                .startsWith("aggregate|a group for each (user_id)|no|null|Group by a window");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT DISTINCT name FROM users"))
                .containsExactly("distinct|each different (name)|yes|the rows of users|null");
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT COUNT(*) FROM clicks AS c JOIN users AS u ON c.user_id = u.id"))
                .hasSize(2)
                .anyMatch(row -> row.startsWith("aggregate|one group|yes|"))
                .anyMatch(row -> row.startsWith("inner join|all rows of both sides|no|"));
        assertThat(sql.rows("EXPLAIN STATE FOR SELECT user_id FROM clicks")).isEmpty();
    }

    @Test
    void whatCannotBeIsRefusedAndSaysWhatToDo() throws Exception {
        append("a.csv", "1,00:05");
        clicks("");
        sql.execute("CREATE TABLE plain (id INT, ts TIMESTAMP)");
        assertThat(sql.failure("CREATE VIEW v AS SELECT id FROM plain EMIT ON WINDOW CLOSE")
                        .getMessage())
                .contains("line 1:39", "EMIT ON WINDOW CLOSE");
        assertThat(sql.failure(
                                "CREATE VIEW v AS SELECT user_id, COUNT(*) AS n FROM clicks GROUP BY user_id EMIT ON WINDOW CLOSE")
                        .getMessage())
                .contains("Group by window_start and window_end");
        assertThat(sql.failure("CREATE TABLE s (ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts)")
                        .getMessage())
                .contains("A WATERMARK is for a stream");
        String with = " WITH ('connector' = 'datagen', 'number-of-rows' = '0'";
        assertThat(sql.failure("CREATE TABLE s (ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '1' MONTH)"
                                + with + ")")
                        .getMessage())
                .contains("cannot be months");
        assertThat(sql.failure("CREATE TABLE s (ts TIMESTAMP NOT NULL)" + with + ", 'idle-timeout' = '1 s')")
                        .getMessage())
                .contains("needs a WATERMARK");
        assertThat(sql.failure("CREATE TABLE s (ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts)" + with
                                + ", 'late-rows' = 'keep')")
                        .getMessage())
                .contains("'drop' or 'accept'");
        assertThat(sql.failure("CREATE VIEW v AS SELECT * FROM clicks$late").getMessage())
                .contains("SELECT from it");
    }
}
