package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** UPDATE and DELETE do what H2 does: the same counts, the same rows, and views that follow. */
@Timeout(120)
class ChangesEqualH2Test {
    private static final String CONTENT = "SELECT id, x, s, d, p FROM t ORDER BY id, x, s, d, p";
    private static final String TOTALS = "SELECT s, COUNT(*) AS n, SUM(x) AS total, MAX(x) AS top FROM t GROUP BY s";

    private SqlFixture sql;
    private Connection h2;
    private Statement other;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("changes");
        h2 = DriverManager.getConnection("jdbc:h2:mem:");
        other = h2.createStatement();
    }

    @AfterEach
    void stop() throws SQLException {
        h2.close();
        sql.close();
    }

    private void create(String table) throws SQLException {
        sql.execute(table, "CREATE VIEW totals AS " + TOTALS);
        other.execute(table);
    }

    /** Runs a statement on both sides. */
    private void both(String statement) throws SQLException {
        int expected = other.executeUpdate(statement);
        try (Statement ours = sql.connection().createStatement()) {
            assertThat(ours.executeUpdate(statement)).as(statement).isEqualTo(expected);
        }
        compare(statement);
    }

    private void compare(String after) throws SQLException {
        assertThat(sql.rows(CONTENT)).as(after).isEqualTo(SqlFixture.rows(other.executeQuery(CONTENT)));
        assertThat(sql.rows("SELECT * FROM totals ORDER BY s"))
                .as("view after " + after)
                .isEqualTo(SqlFixture.rows(other.executeQuery("SELECT * FROM (" + TOTALS + ") ORDER BY s NULLS LAST")));
    }

    @Test
    void aTableWithAKey() throws SQLException {
        create("CREATE TABLE t (id INT PRIMARY KEY, x INT, s VARCHAR(10), d DECIMAL(8, 2) DEFAULT 1.5, p DATE)");
        both(
                "INSERT INTO t VALUES (1, 10, 'a', 1.25, DATE '2026-01-01'), (2, 20, 'b', NULL, NULL), (3, NULL, NULL, 3, NULL), "
                        + "(4, 40, 'a', 4, DATE '2026-01-04')");
        both("UPDATE t SET x = x + 1");
        both("UPDATE t SET x = 5 WHERE id = 3");
        both("UPDATE t SET x = x * 2, s = s || '!' WHERE id = 2 AND x > 20");
        both("UPDATE t SET x = x * 2 WHERE id = 2 AND x > 20000");
        both("UPDATE t SET x = 0 WHERE id = 99");
        both("UPDATE t SET d = 1.5, p = NULL WHERE s = 'a' OR d IS NULL");
        both("UPDATE t SET id = id + 1");
        both("UPDATE t SET id = 6 - id WHERE id BETWEEN 2 AND 4");
        both("UPDATE t AS u SET x = u.id, s = CAST(u.x AS VARCHAR) WHERE u.id > 2");
        both("UPDATE t SET s = 'a' WHERE s = 'a'");
        both("UPDATE t SET d = DEFAULT, x = 1 WHERE id = 1");
        both("UPDATE t SET x = DEFAULT, s = DEFAULT");
        both("UPDATE t AS u SET d = u.x, x = 8");
        both("UPDATE t SET d = DEFAULT");
        both("INSERT INTO t (id, d, x) VALUES (20, DEFAULT, 1), (21, 2.5, DEFAULT), (22, DEFAULT, DEFAULT)");
        both("DELETE FROM t WHERE id = 3");
        both("DELETE FROM t WHERE id = 3");
        both("DELETE FROM t AS u WHERE u.x IS NULL OR u.id = 5");
        both("DELETE FROM t");
        both("DELETE FROM t");
        both("INSERT INTO t (id) VALUES (7)");
    }

    @Test
    void aTableWithoutAKeyHasEqualRows() throws SQLException {
        create("CREATE TABLE t (id INT, x INT, s VARCHAR(10), d DOUBLE PRECISION, p DATE)");
        both("INSERT INTO t VALUES (1, 10, 'a', 1.25, NULL), (1, 10, 'a', 1.25, NULL), (1, 11, 'a', 1.25, NULL)");
        both("INSERT INTO t SELECT id + 1, x, s, d, p FROM t");
        both("UPDATE t SET x = 12 WHERE x = 10");
        both("UPDATE t SET x = 13, s = 'b' WHERE id = 2");
        both("DELETE FROM t WHERE x = 12");
        both("DELETE FROM t WHERE x = 13");
        both("DELETE FROM t WHERE s = 'nobody'");
    }

    @Test
    void preparedStatementsAndBatchesCountForEachRow() throws SQLException {
        create("CREATE TABLE t (id INT PRIMARY KEY, x INT, s VARCHAR(10), d DECIMAL(8, 2), p DATE)");
        both("INSERT INTO t (id, x, s) VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c'), (4, 4, 'c')");
        for (String statement : List.of(
                "UPDATE t SET x = x + CAST(? AS INT) WHERE id = ?",
                "UPDATE t SET x = x + CAST(? AS INT) WHERE ? = id AND s <> 'b'",
                "UPDATE t SET x = x + CAST(? AS INT) WHERE id > ?",
                "DELETE FROM t WHERE x = ? AND id = ?")) {
            List<int[]> rows =
                    List.of(new int[] {10, 1}, new int[] {5, 2}, new int[] {1, 1}, new int[] {2, 9}, new int[] {7, 1});
            assertThat(batch(sql.connection(), statement, rows)).as(statement).isEqualTo(batch(h2, statement, rows));
            compare(statement);
        }
        try (PreparedStatement update = sql.connection().prepareStatement("UPDATE t SET s = ? WHERE id = ?")) {
            update.setString(1, "z");
            update.setInt(2, 3);
            assertThat(update.executeUpdate()).isEqualTo(1);
            update.setInt(2, 33);
            assertThat(update.executeUpdate()).isZero();
        }
        assertThat(sql.rows("SELECT s FROM t WHERE id = 3")).containsExactly("z");
    }

    @Test
    void mergeUpdatesWhatMatchesAndInsertsTheRest() throws SQLException {
        create("CREATE TABLE t (id INT PRIMARY KEY, x INT, s VARCHAR(10) DEFAULT 'new', d DECIMAL(8, 2), p DATE)");
        both("INSERT INTO t (id, x, s) VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 0, 'c')");
        String source = "CREATE TABLE u (k INT, v INT, w VARCHAR(10))";
        sql.execute(source, "INSERT INTO u VALUES (1, 10, 'x'), (3, 30, 'y'), (4, 0, 'z'), (5, 50, NULL)");
        other.execute(source);
        other.execute("INSERT INTO u VALUES (1, 10, 'x'), (3, 30, 'y'), (4, 0, 'z'), (5, 50, NULL)");
        both("MERGE INTO t USING u ON t.id = u.k WHEN MATCHED THEN UPDATE SET x = t.x + u.v, s = u.w "
                + "WHEN NOT MATCHED THEN INSERT (id, x) VALUES (u.k, u.v)");
        both("MERGE INTO t AS a USING (SELECT k + 1 AS k, v FROM u WHERE v > 0) AS b ON a.id = b.k "
                + "WHEN MATCHED THEN UPDATE SET x = 100 / (b.v)");
        both(
                "MERGE INTO t USING u ON t.id = u.k + 10 AND t.x > 0 WHEN NOT MATCHED THEN INSERT (id, x, s) VALUES (u.k + 10, 100 / (u.v + 1), u.w)");
        both("MERGE INTO t USING u ON t.id = u.k AND u.v = 0 WHEN MATCHED THEN UPDATE SET id = 77");
        both("MERGE INTO t USING u ON t.id = u.k AND u.v = 10 WHEN MATCHED THEN UPDATE SET s = DEFAULT, x = 3 "
                + "WHEN NOT MATCHED THEN INSERT (id, x, s) VALUES (u.k + 50, DEFAULT, DEFAULT)");
        sql.execute("INSERT INTO u VALUES (1, 11, 'twice')");
        assertThat(sql.state("MERGE INTO t USING u ON t.id = u.k WHEN MATCHED THEN UPDATE SET x = u.v"))
                .isEqualTo("21000");
        assertThat(sql.state("MERGE INTO u USING t ON t.id = u.k WHEN MATCHED THEN UPDATE SET v = 1"))
                .isEqualTo("0A000");
        assertThat(sql.state("MERGE INTO t USING u ON t.id = -u.k WHEN NOT MATCHED THEN INSERT (id) VALUES (3)"))
                .isEqualTo("23505");
        compare("refused ones");
    }

    @Test
    void conditionsCanReadOtherTablesAndTheTableItself() throws SQLException {
        create("CREATE TABLE t (id INT PRIMARY KEY, x INT, s VARCHAR(10), d DECIMAL(8, 2), p DATE)");
        both("INSERT INTO t (id, x, s) VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 0, 'c'), (4, 9, 'c')");
        String source = "CREATE TABLE u (k INT, v INT)";
        sql.execute(source, "INSERT INTO u VALUES (1, 10), (3, 30), (3, 31)");
        other.execute(source);
        other.execute("INSERT INTO u VALUES (1, 10), (3, 30), (3, 31)");
        both("UPDATE t SET x = 5 WHERE id IN (SELECT k FROM u)");
        both(
                "UPDATE t SET x = (SELECT SUM(v) FROM u WHERE u.k = t.id) WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.id)");
        both("UPDATE t SET x = (SELECT MAX(x) FROM t) + id");
        both("INSERT INTO t (id, x) SELECT t.id + 10, u.v FROM t JOIN u ON t.id = u.k WHERE u.v <> 30");
        both("DELETE FROM t WHERE x < (SELECT AVG(x) FROM t)");
        both("DELETE FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.k = t.id)");
    }

    @Test
    void upsertInsertsOrGivesTheNamedColumnsNewValues() throws SQLException {
        sql.execute("CREATE TABLE t (id INT PRIMARY KEY, x INT NOT NULL, s VARCHAR(3) DEFAULT 'new', CHECK (x > 0))");
        try (Statement statement = sql.connection().createStatement()) {
            assertThat(statement.executeUpdate("UPSERT INTO t VALUES (1, 1, 'a'), (2, 2, 'b')"))
                    .isEqualTo(2);
            assertThat(statement.executeUpdate("UPSERT INTO t (id, x) VALUES (2, 20), (3, 30)"))
                    .isEqualTo(2);
            assertThat(statement.executeUpdate("UPSERT INTO t (id, s) VALUES (1, 'z')"))
                    .isEqualTo(1);
            assertThat(statement.executeUpdate("UPSERT INTO t (id, x) VALUES (3, 31), (3, 32), (4, 4), (3, 33)"))
                    .isEqualTo(4);
            assertThat(statement.executeUpdate("UPSERT INTO t SELECT id + 2, x, s FROM t WHERE id > 2"))
                    .isEqualTo(2);
        }
        assertThat(sql.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1|1|z", "2|20|b", "3|33|new", "4|4|new", "5|33|new", "6|4|new");
        assertThat(sql.state("UPSERT INTO t (id, x) VALUES (1, 5), (2, -5)")).isEqualTo("23514");
        assertThat(sql.state("UPSERT INTO t (id, s) VALUES (9, 'a')")).isEqualTo("23502");
        assertThat(sql.state("UPSERT INTO t (id, s) VALUES (1, 'long')")).isEqualTo("22001");
        assertThat(sql.rows("SELECT * FROM t WHERE id IN (1, 2, 9) ORDER BY id"))
                .containsExactly("1|1|z", "2|20|b");
        sql.execute("CREATE TABLE bag (x INT)");
        assertThat(sql.state("UPSERT INTO bag VALUES (1)")).isEqualTo("0A000");
    }

    private static List<Integer> batch(Connection connection, String statement, List<int[]> rows) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int[] row : rows) {
                prepared.setInt(1, row[0]);
                prepared.setInt(2, row[1]);
                prepared.addBatch();
            }
            List<Integer> counts = new ArrayList<>();
            for (int count : prepared.executeBatch()) {
                counts.add(count);
            }
            return counts;
        }
    }

    @Test
    void randomStatements() throws SQLException {
        create("CREATE TABLE t (id INT PRIMARY KEY, x INT, s VARCHAR(10), d DECIMAL(8, 2), p DATE)");
        long seed = 20261120;
        Random random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            int id = random.nextInt(30);
            String statement = switch (random.nextInt(8)) {
                case 0, 1, 2 -> "INSERT INTO t (id, x, s) VALUES (" + (100 + i) + ", " + id + ", 's" + id % 5 + "')";
                case 3 -> "UPDATE t SET x = x + 1 WHERE id = " + (100 + random.nextInt(i + 1));
                case 4 -> "UPDATE t SET x = x - 1, s = 's" + id % 7 + "' WHERE x > " + id;
                case 5 -> "DELETE FROM t WHERE id = " + (100 + random.nextInt(i + 1));
                case 6 -> "DELETE FROM t WHERE x = " + id + " AND s <> 's1'";
                default ->
                    "UPDATE t SET s = CASE WHEN x > 10 THEN NULL ELSE 's' || CAST(x AS VARCHAR) END WHERE MOD(id, 3) = "
                            + id % 3;
            };
            both(statement);
        }
    }
}
