package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real server process, killed and started again on the same data directory. */
@Timeout(120)
class ServerProcessTest {
    @TempDir
    Path directory;

    @Test
    void aSinkPrintsAndBeginsAnewAfterARestart() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (k INT PRIMARY KEY, name VARCHAR)");
            statement.execute("CREATE SINK told AS SELECT k, UPPER(name) AS name FROM t WITH ('connector' = 'print')");
            statement.execute("INSERT INTO t VALUES (1, 'ada'), (2, 'bob')");
            assertThat(List.of(server.awaitLine("told "), server.awaitLine("told ")))
                    .allMatch(line -> line.matches("told \\d+ \\+1 \\((1, 'ADA'|2, 'BOB')\\)"))
                    .doesNotHaveDuplicates();
            statement.execute("UPDATE t SET name = 'eve' WHERE k = 1");
            assertThat(server.awaitLine("told ")).endsWith(" -1 (1, 'ADA')");
            assertThat(server.awaitLine("told ")).endsWith(" +1 (1, 'EVE')");
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            assertThat(List.of(server.awaitLine("told "), server.awaitLine("told ")))
                    .allMatch(line -> line.matches("told \\d+ \\+1 \\((1, 'EVE'|2, 'BOB')\\)"))
                    .doesNotHaveDuplicates();
            assertThat(rows(statement, "SHOW SINKS")).containsExactly("told SINK");
            statement.execute("DELETE FROM t WHERE k = 2");
            assertThat(server.awaitLine("told ")).endsWith(" -1 (2, 'BOB')");
        }
    }

    @Test
    void tablesAndViewsAreThereAgainAfterKillAndTheirSourcesAreReadAnew() throws Exception {
        Path csv = directory.resolve("clicks.csv");
        Files.writeString(csv, "user_id,page\n1,home\n2,home\n1,cart\n");
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE clicks (user_id INT, page VARCHAR) WITH ('connector' = 'file', 'format' = 'csv', "
                            + "'csv.header' = 'true', 'follow' = 'true', 'path' = '" + csv + "')");
            statement.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR)");
            statement.execute("INSERT INTO users VALUES (1, 'Ada')");
            statement.execute(
                    "CREATE MATERIALIZED VIEW per_page AS SELECT page, COUNT(*) AS n FROM clicks GROUP BY page");
            statement.execute("CREATE VIEW busy AS SELECT page FROM per_page WHERE n > 1");
            statement.execute("CREATE VIEW gone AS SELECT page FROM per_page");
            statement.execute("DROP VIEW gone");
            statement.execute("CREATE VIEW names AS SELECT name FROM users");
            await(statement, "SELECT page, n FROM per_page ORDER BY page", List.of("cart 1", "home 2"));
            server.kill();
        }
        Files.writeString(csv, "user_id,page\n1,home\n2,home\n1,cart\n3,cart\n");
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            await(statement, "SELECT page, n FROM per_page ORDER BY page", List.of("cart 2", "home 2"));
            await(statement, "SELECT page FROM busy ORDER BY page", List.of("cart", "home"));
            assertThat(rows(statement, "SHOW VIEWS")).containsExactly("per_page VIEW", "busy VIEW", "names VIEW");
            assertThat(rows(statement, "SELECT id, name FROM users")).containsExactly("1 Ada");
            assertThat(rows(statement, "SELECT * FROM names")).containsExactly("Ada");
            assertThat(rows(statement, "SELECT RECORDS, WRITES, SYNCS, FAILURE FROM MILLRACE.TICK_LOG"))
                    .containsExactly("0 0 0 null");
            statement.execute("UPDATE users SET name = 'Bob'");
            assertThat(rows(statement, "SELECT RECORDS, WRITES, SEGMENTS FROM MILLRACE.TICK_LOG"))
                    .containsExactly("1 1 1");
            assertThat(rows(statement, "SELECT * FROM names")).containsExactly("Bob");
        }
    }

    @Test
    void viewsColumnsAndChecksKeepTheZoneOfTheirSessionAfterARestart() throws Exception {
        String days = "SELECT day_start, n FROM days ORDER BY day_start";
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'America/New_York'");
            statement.execute(
                    "CREATE TABLE t (moment TIMESTAMP WITH LOCAL TIME ZONE CHECK (EXTRACT(HOUR FROM moment) < 22),"
                            + " hour_of_day AS EXTRACT(HOUR FROM moment))");
            statement.execute(
                    "CREATE VIEW days AS SELECT FLOOR(moment TO DAY) AS day_start, COUNT(*) AS n FROM t GROUP BY FLOOR(moment TO DAY)");
            statement.execute("CREATE VIEW texts AS SELECT CAST(moment AS VARCHAR) AS written FROM t");
            statement.execute("SET TIME ZONE 'Asia/Tokyo'");
            statement.execute(
                    "INSERT INTO t VALUES ('2026-03-08 06:30:00Z'), ('2026-03-09 01:30:00Z'), ('2026-03-09 04:00:00Z')");
            await(statement, days, List.of("2026-03-08 14:00:00.000+09:00 2", "2026-03-09 13:00:00.000+09:00 1"));
            server.kill();
        }
        try (ServerProcess server = ServerProcess.start(directory.resolve("data"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'Asia/Tokyo'");
            await(statement, days, List.of("2026-03-08 14:00:00.000+09:00 2", "2026-03-09 13:00:00.000+09:00 1"));
            statement.execute("INSERT INTO t VALUES ('2026-03-08 05:00:00Z')");
            await(statement, days, List.of("2026-03-08 14:00:00.000+09:00 3", "2026-03-09 13:00:00.000+09:00 1"));
            assertThat(rows(statement, "SELECT hour_of_day FROM t ORDER BY moment"))
                    .containsExactly("0", "1", "21", "0");
            assertThat(rows(statement, "SELECT written FROM texts ORDER BY written"))
                    .containsExactly(
                            "2026-03-08 00:00:00-05:00",
                            "2026-03-08 01:30:00-05:00",
                            "2026-03-08 21:30:00-04:00",
                            "2026-03-09 00:00:00-04:00");
            assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES ('2026-03-09 02:30:00Z')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23514"));
            assertThat(rows(statement, "SHOW CREATE VIEW days").get(0)).endsWith(" America/New_York");
        }
    }

    @Test
    void aDirectoryBelongsToOneServerUntilItEnds() throws Exception {
        Path data = directory.resolve("data");
        try (ServerProcess server = ServerProcess.start(data)) {
            assertThatThrownBy(() -> Engine.start(EngineOptions.DEFAULT.withData(data)))
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIRECTORY_IN_USE))
                    .hasMessageContaining("in use by process " + server.pid() + ". Stop that server first");
            server.kill();
        }
        try (Engine engine = Engine.start(EngineOptions.DEFAULT.withData(data))) {
            assertThatThrownBy(() -> Engine.start(EngineOptions.DEFAULT.withData(directory.resolve("data/../data"))))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("this very process");
            assertThat(engine.version()).isNotEmpty();
        }
        Engine.start(EngineOptions.DEFAULT.withData(data)).close();
    }

    private static void await(Statement statement, String sql, List<String> expected) throws SQLException {
        List<String> rows = rows(statement, sql);
        for (long deadline = System.nanoTime() + 30_000_000_000L;
                !rows.equals(expected) && System.nanoTime() < deadline; ) {
            rows = rows(statement, sql);
        }
        assertThat(rows).isEqualTo(expected);
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(result.getString(column));
                }
                rows.add(String.join(" ", row));
            }
        }
        return rows;
    }
}
