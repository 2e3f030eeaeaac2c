package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many sessions that change the same rows: every change counts, in some order. */
@Timeout(120)
class ConcurrentChangesTest {
    private static final int SESSIONS = 8;

    private SqlFixture sql;
    private final ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("concurrent-changes");
        sql.execute("CREATE TABLE t (id INT PRIMARY KEY, x INT NOT NULL)");
    }

    @AfterEach
    void stop() throws SQLException {
        threads.shutdownNow();
        sql.close();
    }

    /** A session's work. */
    private interface Work {
        void run(Connection connection, int session) throws SQLException;
    }

    private void inSessions(Work work) throws Exception {
        List<Future<?>> done = new ArrayList<>();
        for (int session = 0; session < SESSIONS; session++) {
            int number = session;
            done.add(threads.submit(() -> {
                try (Connection connection = DriverManager.getConnection("jdbc:millrace:mem:concurrent-changes")) {
                    work.run(connection, number);
                }
                return null;
            }));
        }
        for (Future<?> session : done) {
            session.get();
        }
    }

    @Test
    void incrementsOfOneRowAllCount() throws Exception {
        sql.execute("INSERT INTO t VALUES (1, 0), (2, 0)", "CREATE VIEW total AS SELECT SUM(x) AS x FROM t");
        inSessions((connection, session) -> {
            try (Statement plain = connection.createStatement();
                    PreparedStatement keyed = connection.prepareStatement("UPDATE t SET x = x + 1 WHERE id = ?")) {
                for (int i = 0; i < 40; i++) {
                    keyed.setInt(1, 1);
                    assertThat(keyed.executeUpdate()).isEqualTo(1);
                    assertThat(plain.executeUpdate("UPDATE t SET x = x + 1 WHERE x >= 0 AND id > 1"))
                            .isEqualTo(1);
                }
            }
        });
        assertThat(sql.rows("SELECT id, x FROM t ORDER BY id")).containsExactly("1|320", "2|320");
        assertThat(sql.rows("SELECT * FROM total")).containsExactly("640");
    }

    @Test
    void ofInsertsOfOneKeyOneSucceeds() throws Exception {
        AtomicInteger inserted = new AtomicInteger();
        inSessions((connection, session) -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
                for (int key = 0; key < 50; key++) {
                    insert.setInt(1, key);
                    insert.setInt(2, session);
                    try {
                        inserted.addAndGet(insert.executeUpdate());
                    } catch (SQLException e) {
                        assertThat(e.getSQLState()).isEqualTo("23505");
                    }
                }
            }
        });
        assertThat(inserted).hasValue(50);
        assertThat(sql.rows("SELECT COUNT(*) FROM t")).containsExactly("50");
    }

    @Test
    void aStatementThatReadsATableIsNotOvertakenByOneThatWritesIt() throws Exception {
        sql.execute("CREATE TABLE log (n BIGINT, id INT)");
        inSessions((connection, session) -> {
            try (Statement statement = connection.createStatement()) {
                for (int i = 0; i < 15; i++) {
                    // Counting and inserting are one: no two rows may have the same number.
                    statement.executeUpdate("INSERT INTO log SELECT COUNT(*), " + session + " FROM log");
                }
            }
        });
        assertThat(sql.rows("SELECT COUNT(*), MIN(n), MAX(n), COUNT(DISTINCT n) FROM log"))
                .containsExactly("120|0|119|120");
    }

    @Test
    void moneyIsNeitherMadeNorLostByTransactionsThatRetry() throws Exception {
        sql.execute("INSERT INTO t VALUES (0, 100), (1, 100), (2, 100), (3, 100)");
        sql.execute("CREATE VIEW total AS SELECT SUM(x) AS x FROM t");
        AtomicInteger retries = new AtomicInteger();
        inSessions((connection, session) -> {
            connection.setAutoCommit(false);
            for (int i = 0; i < 10; i++) {
                transfer(connection, session % 4, (session + 1 + i % 3) % 4, retries);
            }
        });
        assertThat(sql.rows("SELECT * FROM total")).containsExactly("400");
        assertThat(sql.rows("SELECT SUM(x) FROM t")).containsExactly("400");
    }

    private static void transfer(Connection connection, int from, int to, AtomicInteger retries) throws SQLException {
        while (true) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE t SET x = x - 7 WHERE id = " + from);
                statement.executeUpdate("UPDATE t SET x = x + 7 WHERE id = " + to);
                connection.commit();
                return;
            } catch (SQLException e) {
                assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo("40001");
                retries.incrementAndGet();
                connection.rollback();
            }
        }
    }

    @Test
    void aTransactionSeesWhatItWroteAndNobodyElseDoesBeforeItCommits() throws SQLException {
        sql.execute("INSERT INTO t VALUES (1, 10), (2, 20)", "CREATE VIEW total AS SELECT SUM(x) AS x FROM t");
        try (Connection other = DriverManager.getConnection("jdbc:millrace:mem:concurrent-changes");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            assertThat(statement.executeUpdate("UPDATE t SET x = x + 1")).isEqualTo(2);
            assertThat(statement.executeUpdate("DELETE FROM t WHERE id = 2")).isEqualTo(1);
            assertThat(statement.executeUpdate("INSERT INTO t VALUES (2, 5), (3, 30)"))
                    .isEqualTo(2);
            assertThat(statement.executeUpdate("UPDATE t SET id = 5 WHERE id = 1"))
                    .isEqualTo(1);
            assertThat(catchThrowableOfType(
                                    SQLException.class, () -> statement.executeUpdate("INSERT INTO t VALUES (5, 0)"))
                            .getSQLState())
                    .isEqualTo("23505");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT id, x FROM t ORDER BY id")))
                    .containsExactly("2|5", "3|30", "5|11");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT x FROM t WHERE id = 5")))
                    .containsExactly("11");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT COUNT(*), SUM(x) FROM t")))
                    .containsExactly("3|46");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT id FROM t LIMIT 2")))
                    .hasSize(2);
            assertThat(sql.rows("SELECT id, x FROM t ORDER BY id")).containsExactly("1|10", "2|20");
            other.commit();
            assertThat(sql.rows("SELECT id, x FROM t ORDER BY id")).containsExactly("2|5", "3|30", "5|11");
            assertThat(sql.rows("SELECT * FROM total")).containsExactly("46");
            statement.executeUpdate("DELETE FROM t");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT * FROM t")))
                    .isEmpty();
            other.rollback();
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT COUNT(*) FROM t")))
                    .containsExactly("3");
        }
    }

    @Test
    void aTransactionSeesWhatItWroteInViewsToo() throws SQLException {
        sql.execute(
                "INSERT INTO t VALUES (1, 10), (2, 20), (3, 20)",
                "CREATE VIEW per_x AS SELECT x, COUNT(*) AS n, SUM(100 / (x - 10)) AS q FROM t GROUP BY x",
                "CREATE VIEW many AS SELECT n, x FROM per_x WHERE n > 1",
                "CREATE TABLE other (id INT)",
                "CREATE VIEW others AS SELECT id FROM other",
                "CREATE TABLE ticks (id BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '3', 'rows-per-second' = 'unlimited')",
                "CREATE VIEW mixed AS SELECT t.id FROM t JOIN ticks ON t.id = ticks.id");
        try (Connection other = DriverManager.getConnection("jdbc:millrace:mem:concurrent-changes");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO other VALUES (1)");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT x, n FROM many")))
                    .containsExactly("20|2");
            statement.executeUpdate("UPDATE t SET x = 10 WHERE id = 2");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT x, n, q FROM per_x ORDER BY x")))
                    .containsExactly("10|2|null", "20|1|10");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT x, n FROM many")))
                    .containsExactly("10|2");
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT n FROM per_x WHERE x = 20")))
                    .containsExactly("1");
            assertThat(
                            SqlFixture.rows(
                                    statement.executeQuery(
                                            "SELECT t.id, m.n, (SELECT COUNT(*) FROM others) AS o FROM t JOIN many AS m ON m.x = t.x ORDER BY 1")))
                    .containsExactly("1|2|1", "2|2|1");
            assertThat(statement.executeUpdate("DELETE FROM t WHERE x IN (SELECT x FROM many)"))
                    .isEqualTo(2);
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT * FROM per_x")))
                    .containsExactly("20|1|10");
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> SqlFixture.rows(statement.executeQuery("SELECT * FROM mixed")));
            assertThat(refused.getSQLState()).isEqualTo("0A000");
            assertThat((Throwable) refused)
                    .hasMessageContaining("the stream ticks")
                    .hasMessageContaining("Commit first");
            assertThat(sql.rows("SELECT x, n FROM many")).containsExactly("20|2");
            other.commit();
            assertThat(SqlFixture.rows(statement.executeQuery("SELECT COUNT(*) FROM mixed")))
                    .hasSize(1);
        }
        assertThat(sql.rows("SELECT * FROM per_x")).containsExactly("20|1|10");
        assertThat(sql.rows("SELECT * FROM others")).containsExactly("1");
    }

    @Test
    void theSecondOfTwoTransactionsThatChangeARowIsRefused() throws SQLException {
        sql.execute("INSERT INTO t VALUES (1, 10)");
        try (Connection other = DriverManager.getConnection("jdbc:millrace:mem:concurrent-changes");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("UPDATE t SET x = x + 1 WHERE id = 1");
            sql.execute("UPDATE t SET x = x + 5");
            SQLException refused = catchThrowableOfType(SQLException.class, other::commit);
            assertThat(refused.getSQLState()).isEqualTo("40001");
            assertThat((Throwable) refused).hasMessageContaining("id = 1").hasMessageContaining("run it again");
        }
        assertThat(sql.rows("SELECT x FROM t")).containsExactly("15");
    }
}
