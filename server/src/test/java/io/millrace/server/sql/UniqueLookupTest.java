package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows that are found by the columns of a UNIQUE constraint. */
@Timeout(120)
class UniqueLookupTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("unique-lookup");
        sql.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR, a INT, b DECIMAL(8, 2), UNIQUE (b, a), UNIQUE (name))",
                "INSERT INTO t VALUES (1, 'x', 1, 1.5), (2, 'y', 1, 2.5), (3, NULL, 1, NULL)");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @Test
    void theyFollowEveryChange() throws SQLException {
        assertThat(sql.rows("SELECT id, b FROM t WHERE name = 'x'")).containsExactly("1|1.50");
        assertThat(sql.rows("SELECT name FROM t WHERE a = 1 AND b = 2.5")).containsExactly("y");
        assertThat(sql.rows("SELECT name FROM t WHERE b = 2.500 AND a = 1 LIMIT 0"))
                .isEmpty();
        assertThat(sql.rows("SELECT name FROM t WHERE b = 2.505 AND a = 1")).isEmpty();
        assertThat(sql.rows("SELECT id FROM t WHERE name = NULL")).isEmpty();
        assertThat(sql.rows("SELECT id FROM t WHERE a = 1 ORDER BY id")).containsExactly("1", "2", "3");
        assertThat(sql.rows("SELECT id FROM t WHERE a = 1 AND b = 2.5 AND name = 'y'"))
                .containsExactly("2");

        sql.execute(
                "UPDATE t SET id = id + 10", "UPDATE t SET name = 'z' WHERE id = 11", "DELETE FROM t WHERE id = 12");
        assertThat(sql.rows("SELECT id FROM t WHERE name = 'x'")).isEmpty();
        assertThat(sql.rows("SELECT id FROM t WHERE name = 'z'")).containsExactly("11");
        assertThat(sql.rows("SELECT id FROM t WHERE name = 'y'")).isEmpty();
        sql.execute("INSERT INTO t VALUES (20, 'y', 1, 2.5)");
        try (PreparedStatement query = sql.connection().prepareStatement("SELECT id FROM t WHERE b = ? AND a = ?")) {
            query.setBigDecimal(1, new java.math.BigDecimal("2.50"));
            query.setInt(2, 1);
            try (ResultSet rows = query.executeQuery()) {
                assertThat(SqlFixture.rows(rows)).containsExactly("20");
            }
        }
    }

    @Test
    void aTransactionFindsItsOwn() throws SQLException {
        Connection connection = sql.connection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE t SET name = 'w' WHERE id = 1");
            assertThat(sql.rows("SELECT id FROM t WHERE name = 'w'")).containsExactly("1");
            assertThat(sql.rows("SELECT id FROM t WHERE name = 'x'")).isEmpty();
            connection.rollback();
            assertThat(sql.rows("SELECT id FROM t WHERE name = 'x'")).containsExactly("1");
        } finally {
            connection.setAutoCommit(true);
        }
    }

    @Test
    void withoutAPrimaryKeyTheTableIsRead() throws SQLException {
        sql.execute("CREATE TABLE u (name VARCHAR UNIQUE, n INT)", "INSERT INTO u VALUES ('x', 1), ('y', 2)");
        assertThat(sql.rows("SELECT n FROM u WHERE name = 'y'")).isEqualTo(List.of("2"));
    }
}
