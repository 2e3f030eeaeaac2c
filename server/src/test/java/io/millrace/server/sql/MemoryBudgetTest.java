package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.server.Server;
import io.millrace.server.ServerOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A view that needs more memory than it may take stops with what reads it, and says so; all else goes on. */
@Timeout(120)
class MemoryBudgetTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("memory-budget");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    private static void assertRefused(SqlFixture sql, String query, String state, String... parts) {
        Throwable failure = catchThrowableOfType(SQLException.class, () -> sql.rows(query));
        assertThat(failure)
                .as(query)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
        assertThat(failure.getMessage()).as(query).contains(parts);
    }

    private void statement(String text) throws SQLException {
        try (Statement statement = sql.connection().createStatement()) {
            statement.executeUpdate(text);
        }
    }

    @Test
    void aViewThatNeedsMoreThanItsBudgetStopsAndTheServerGoesOn() throws SQLException {
        sql.execute(
                "CREATE TABLE s (id BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '100000',"
                        + " 'rows-per-second' = 'unlimited', 'fields.id.kind' = 'sequence')",
                "CREATE TABLE t (id BIGINT)",
                "CREATE VIEW runaway WITH ('memory-budget' = '1MB') AS SELECT id, COUNT(*) AS n FROM t GROUP BY id",
                "CREATE VIEW above AS SELECT COUNT(*) AS n FROM runaway",
                "CREATE VIEW total AS SELECT COUNT(*) AS n FROM t");
        statement("INSERT INTO t SELECT id FROM s WHERE id < 100");
        assertThat(sql.rows("SELECT n FROM above")).isEqualTo(sql.rows("SELECT n FROM total"));

        statement("INSERT INTO t SELECT id FROM s WHERE id >= 100");
        assertThat(sql.rows("SELECT n FROM total")).containsExactly("100000");
        assertRefused(
                sql, "SELECT COUNT(*) FROM runaway", "53200", "'runaway' needs more memory than its budget of 1 MB");
        assertRefused(sql, "SELECT * FROM runaway WHERE id = 5", "53200", "budget of 1 MB");
        assertRefused(sql, "SELECT n FROM above", "53200", "'runaway', which it reads, has stopped");

        sql.execute(
                "DROP VIEW above",
                "CREATE OR REPLACE VIEW runaway WITH ('memory-budget' = '1 GB') AS"
                        + " SELECT id, COUNT(*) AS n FROM t GROUP BY id");
        assertThat(sql.rows("SELECT COUNT(*) FROM runaway")).containsExactly("100000");
    }

    @Test
    void aViewThatWouldBreakItsBudgetAtOnceIsNotCreated() throws SQLException {
        sql.execute(
                "CREATE TABLE s (id BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '100000',"
                        + " 'rows-per-second' = 'unlimited', 'fields.id.kind' = 'sequence')",
                "CREATE TABLE t (id BIGINT)");
        statement("INSERT INTO t SELECT id FROM s");
        String view = " AS SELECT id, COUNT(*) AS n FROM t GROUP BY id";
        assertRefused(sql, "CREATE VIEW v WITH ('memory-budget' = '1MB')" + view, "53200", "budget of 1 MB");
        sql.execute("CREATE VIEW v" + view);
        assertThat(sql.rows("SELECT COUNT(*) FROM v")).containsExactly("100000");
    }

    @Test
    void wrongOptionsOfViewsAreRefusedWithTheirPosition() throws SQLException {
        sql.execute("CREATE TABLE t (k INT)");
        String query = " AS SELECT k FROM t";
        assertRefused(
                sql,
                "CREATE VIEW v WITH ('memory' = '1MB')" + query,
                "42616",
                "line 1:21",
                "There are 'memory-budget'");
        assertRefused(
                sql, "CREATE VIEW v WITH ('memory-budget' = 'much')" + query, "22023", "line 1:39", "like '512MB'");
        assertRefused(sql, "CREATE VIEW v WITH ('memory-budget' = '0')" + query, "22023", "no amount of memory");
    }

    @Test
    void aServerStartsWithViewsThatNeedMoreThanTheyMayTakeNow(@TempDir Path data) throws Exception {
        try (Server server = Server.start(new ServerOptions(data, "127.0.0.1", 0, 2, List.of(), 1 << 30, 1_000));
                SqlFixture first = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + server.port() + "/")) {
            first.execute(
                    "CREATE TABLE s (id BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '100000',"
                            + " 'rows-per-second' = 'unlimited', 'fields.id.kind' = 'sequence')",
                    "CREATE VIEW total AS SELECT COUNT(*) AS n FROM s",
                    "CREATE VIEW per_id AS SELECT id, COUNT(*) AS n FROM s GROUP BY id",
                    "CREATE VIEW above AS SELECT COUNT(*) AS n FROM per_id");
            first.await("SELECT n FROM above", "100000");
        }
        try (Server server = Server.start(new ServerOptions(data, "127.0.0.1", 0, 2, List.of(), 1 << 20, 1_000));
                SqlFixture again = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + server.port() + "/")) {
            again.await("SELECT n FROM total", "100000");
            assertRefused(again, "SELECT COUNT(*) FROM per_id", "53200", "budget of 1 MB");
            assertRefused(again, "SELECT n FROM above", "53200", "'per_id' needs more memory than its budget of 1 MB");
            again.execute("DROP VIEW above", "DROP VIEW per_id");
        }
    }
}
