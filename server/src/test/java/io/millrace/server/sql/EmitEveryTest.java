package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** EMIT EVERY: what readers of a view's changes get, and when, by a clock that the test sets. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmitEveryTest {
    private ClockedServer server;
    private SqlFixture sql;

    @BeforeEach
    void start() throws Exception {
        server = ClockedServer.start("2026-05-01T10:00:03Z");
        sql = server.connect("UTC");
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, k VARCHAR(5), a INT)",
                "CREATE VIEW sums AS SELECT k, SUM(a) AS s FROM t GROUP BY k EMIT EVERY INTERVAL '10' SECOND",
                "INSERT INTO t VALUES (1, 'x', 1)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
        server.close();
    }

    /** The next rows, without their ticks. */
    private static List<String> next(ResultSet rows, int count) throws SQLException {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            assertThat(rows.next()).isTrue();
            StringBuilder row = new StringBuilder();
            int width = rows.getMetaData().getColumnCount();
            for (int column = 1; column <= width; column++) {
                boolean tick = rows.getMetaData().getColumnLabel(column).equals("$tick");
                row.append(tick ? "" : rows.getString(column) + (column == width ? "" : "|"));
            }
            found.add(row.toString());
        }
        return found;
    }

    @Test
    void subscribersGetTheNetChangeOfEachPeriodAndTheViewIsUpToDateAllTheTime() throws SQLException {
        try (Statement statement = sql.connection().createStatement();
                ResultSet changes = statement.executeQuery("SUBSCRIBE TO sums")) {
            assertThat(next(changes, 1)).containsExactly("x|1|1");
            sql.execute(
                    "INSERT INTO t VALUES (2, 'x', 10)",
                    "INSERT INTO t VALUES (3, 'y', 5)",
                    "UPDATE t SET a = 7 WHERE id = 3",
                    "INSERT INTO t VALUES (4, 'z', 1)",
                    "DELETE FROM t WHERE id = 4");
            assertThat(sql.rows("SELECT * FROM sums ORDER BY k")).containsExactly("x|11", "y|7");

            server.set("2026-05-01T10:00:10Z");

            assertThat(next(changes, 3)).startsWith("x|1|-1").containsExactlyInAnyOrder("x|1|-1", "x|11|1", "y|7|1");
            sql.execute("DELETE FROM t WHERE k = 'y'");
            server.set("2026-05-01T10:00:20Z");
            assertThat(next(changes, 1)).containsExactly("y|7|-1");
        }
    }

    @Test
    void aQueryOverTheViewIsThrottledAndAViewOverItIsNot() throws SQLException {
        sql.execute("CREATE VIEW doubled AS SELECT k, s * 2 AS d FROM sums");
        try (Statement first = sql.connection().createStatement();
                Statement second = sql.connection().createStatement();
                ResultSet throttled = first.executeQuery("SELECT STREAM k, s FROM sums WHERE s > 3");
                ResultSet prompt = second.executeQuery("SUBSCRIBE TO doubled")) {
            assertThat(next(prompt, 1)).containsExactly("x|2|1");
            sql.execute("UPDATE t SET a = 4", "UPDATE t SET a = 5", "UPDATE t SET a = 6");
            assertThat(next(prompt, 6)).contains("x|8|1", "x|10|1", "x|12|1");

            server.set("2026-05-01T10:00:11Z");

            assertThat(next(throttled, 1)).containsExactly("x|6|1");
        }
    }

    @Test
    void finalRowsMayBeThrottledToo(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("a.csv"),
                "1,2026-01-01 10:00:05\n2,2026-01-01 10:00:50\n1,2026-01-01 10:01:05\n1,2026-01-01 10:03:00\n");
        sql.execute(
                "CREATE TABLE clicks (id INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)"
                        + " WITH ('connector' = 'file', 'format' = 'csv', 'follow' = 'true', 'path' = '" + directory
                        + "')",
                "CREATE VIEW finished AS SELECT window_start, COUNT(*) AS n"
                        + " FROM TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' MINUTE))"
                        + " GROUP BY window_start, window_end EMIT ON WINDOW CLOSE EVERY INTERVAL '1' MINUTE");
        sql.await(
                "SELECT * FROM finished ORDER BY window_start",
                "2026-01-01 10:00:00.000|2",
                "2026-01-01 10:01:00.000|1");
        try (Statement statement = sql.connection().createStatement();
                ResultSet changes = statement.executeQuery("SELECT STREAM * FROM finished")) {
            assertThat(next(changes, 2))
                    .containsExactlyInAnyOrder("2026-01-01 10:00:00.000|2", "2026-01-01 10:01:00.000|1");
            Files.writeString(directory.resolve("a.csv"), "9,2026-01-01 10:05:00\n", StandardOpenOption.APPEND);
            sql.await("SELECT COUNT(*) FROM finished", "3");
            server.set("2026-05-01T10:01:00Z");
            assertThat(next(changes, 1)).containsExactly("2026-01-01 10:03:00.000|1");
        }
        assertThat(sql.rows("SHOW CREATE VIEW finished").get(0))
                .contains("EMIT ON WINDOW CLOSE EVERY INTERVAL '1' MINUTE");
    }

    @Test
    void aPeriodHasAFixedLengthThatIsNotNothing() {
        assertThat(sql.failure("CREATE VIEW v AS SELECT k FROM t EMIT EVERY INTERVAL '1' MONTH")
                        .getMessage())
                .contains("line 1:45", "months differ");
        assertThat(sql.failure("CREATE VIEW v AS SELECT k FROM t EMIT EVERY INTERVAL '0' SECOND")
                        .getMessage())
                .contains("line 1:45", "a millisecond or more");
    }
}
