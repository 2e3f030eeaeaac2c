package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two connections to one server: what one defines and writes the other sees; streams, cancelling and parameters. */
@Timeout(120)
class TwoSessionsTest {
    private SqlFixture sql;
    private Connection second;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("two-sessions");
        second = DriverManager.getConnection("jdbc:millrace:mem:two-sessions");
        sql.execute("CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10), m DECIMAL(8, 2), d DATE, ts TIMESTAMP(3))");
    }

    @AfterEach
    void stop() throws SQLException {
        second.close();
        sql.close();
    }

    @Test
    void aPreparedQueryTellsThatTheOtherSessionReplacedWhatItReads() throws SQLException {
        sql.execute("INSERT INTO t (id, name) VALUES (1, 'a')", "CREATE VIEW v AS SELECT id AS x FROM t");
        try (PreparedStatement query = second.prepareStatement("SELECT * FROM v")) {
            assertThat(rows(query.executeQuery())).isEqualTo("[1]");
            sql.execute("CREATE OR REPLACE VIEW v AS SELECT id, name FROM t");
            assertThat((Throwable) catchThrowableOfType(SQLException.class, query::executeQuery))
                    .hasMessageContaining("was changed since it was prepared");
            sql.execute("DROP VIEW v");
            assertThat(catchThrowableOfType(SQLException.class, query::executeQuery)
                            .getSQLState())
                    .isEqualTo("42P01");
        }
    }

    @Test
    void parametersStandWhereValuesDo() throws SQLException {
        try (PreparedStatement insert = second.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?)")) {
            insert.setInt(1, 1);
            insert.setString(2, "ZOË");
            insert.setBigDecimal(3, new BigDecimal("2.50"));
            insert.setDate(4, Date.valueOf("2026-01-31"));
            insert.setTimestamp(5, Timestamp.valueOf("2026-01-31 10:00:00.5"));
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        try (PreparedStatement query = second.prepareStatement(
                "SELECT name || CAST(? AS VARCHAR), m, d, ts FROM t WHERE id BETWEEN ? AND ? AND name IN (?, 'x') ORDER BY id LIMIT ? OFFSET ?")) {
            query.setString(1, "!");
            query.setInt(2, 0);
            query.setInt(3, 9);
            query.setString(4, "ZOË");
            query.setInt(5, 5);
            query.setInt(6, 0);
            assertThat(rows(query.executeQuery())).isEqualTo("[ZOË!|2.50|2026-01-31|2026-01-31 10:00:00.500]");
            query.setInt(5, 0);
            assertThat(rows(query.executeQuery())).isEqualTo("[]");
        }
        try (PreparedStatement unset = second.prepareStatement("SELECT * FROM t WHERE id = ?")) {
            SQLException failure = catchThrowableOfType(SQLException.class, unset::executeQuery);
            assertThat((Throwable) failure).isNotNull();
            assertThat(failure.getMessage()).doesNotContain("java.", "null");
        }
    }

    @Test
    void aSubscriptionTellsWhatTheOtherSessionWritesAndEndsWhenCancelled() throws SQLException {
        sql.execute("CREATE VIEW counts AS SELECT name, COUNT(*) AS n FROM t GROUP BY name");
        try (Statement stream = second.createStatement();
                ResultSet changes = stream.executeQuery("SUBSCRIBE TO counts")) {
            sql.execute("INSERT INTO t (id, name) VALUES (1, 'a')");
            assertThat(change(changes)).isEqualTo("a 1 +1");
            sql.execute("INSERT INTO t (id, name) VALUES (2, 'a'), (3, 'a')");
            assertThat(java.util.Set.of(change(changes), change(changes)))
                    .containsExactlyInAnyOrder("a 1 -1", "a 3 +1");
            stream.cancel();
            assertThat(catchThrowableOfType(SQLException.class, changes::next).getSQLState())
                    .isEqualTo("57014");
        }
        try (Statement statement = second.createStatement()) {
            assertThat(rows(statement.executeQuery("SELECT * FROM counts"))).isEqualTo("[a|3]");
        }
    }

    private static String change(ResultSet changes) throws SQLException {
        assertThat(changes.next()).isTrue();
        int weight = changes.getInt("$weight");
        return changes.getString("name") + " " + changes.getLong("n") + " " + (weight > 0 ? "+" : "") + weight;
    }

    private static String rows(ResultSet result) throws SQLException {
        try (result) {
            return SqlFixture.rows(result).toString();
        }
    }
}
