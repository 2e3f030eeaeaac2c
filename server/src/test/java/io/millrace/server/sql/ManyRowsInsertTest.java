package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** INSERTs of many rows of VALUES. */
class ManyRowsInsertTest {
    private SqlFixture server;

    @BeforeEach
    void start() throws SQLException {
        server = SqlFixture.start("manyrows");
        server.execute("CREATE TABLE t (id INT, name VARCHAR(10), price DECIMAL(8, 2), at_time TIMESTAMP, x DOUBLE)");
    }

    @AfterEach
    void stop() throws SQLException {
        server.close();
    }

    @Test
    void thousandsOfRowsArriveAsTheyWereWritten() throws SQLException {
        String rows = IntStream.range(0, 3_000)
                .mapToObj(i -> "(" + i + ", '" + "x".repeat(i % 5) + "', " + i + "." + (i % 10)
                        + ", TIMESTAMP '2026-01-01 00:00:00', " + (i % 3 == 0 ? "NULL" : i + "e0") + ")")
                .collect(Collectors.joining(",\n"));
        server.execute("INSERT INTO t VALUES " + rows);

        assertThat(server.rows("SELECT COUNT(*), SUM(id), SUM(CHAR_LENGTH(name)), SUM(price), COUNT(x), SUM(x) FROM t"))
                .containsExactly("3000|4498500|6000|4499850.00|2000|3000000.0");
        assertThat(server.rows("SELECT * FROM t WHERE id = 14"))
                .containsExactly("14|xxxx|14.40|2026-01-01 00:00:00.000|14.0");
    }

    @Test
    void rowsOfDifferentKindsOfLiteralsMix() throws SQLException {
        server.execute("INSERT INTO t (id, name, price) VALUES (1, 'a', 1), ('2', 'b', 2.555), (3 * 1, NULL, '3.1'),"
                + " (4, DEFAULT, NULL), ('5', 'c', 7.445)");

        assertThat(server.rows("SELECT id, name, price FROM t ORDER BY id"))
                .containsExactly("1|a|1.00", "2|b|2.56", "3|null|3.10", "4|null|null", "5|c|7.45");
        assertThat(server.rows("SELECT a, b FROM (VALUES (1, 'a'), (2.5, 'bcd'), (NULL, NULL)) AS v (a, b) ORDER BY a"))
                .containsExactly("1.0|a", "2.5|bcd", "null|null");
    }

    @Test
    void theRowThatFailsIsShownAtItsPlace() {
        assertThat((Throwable) server.failure(
                        "INSERT INTO t (id, name) VALUES (1, 'a'),\n ('2', 'b'),\n ('y', 'c'),\n ('4', 'd')"))
                .hasMessageContaining("line 3:3: ");
        assertThat((Throwable) server.failure("SELECT 1 / a FROM (VALUES (1), (2), (0)) AS v (a)"))
                .hasMessageContaining("line 1:8: ");
    }

    @Test
    void aViewOverRowsHasThemAll() throws SQLException {
        server.execute("CREATE VIEW v AS SELECT a, b || '!' AS c FROM (VALUES (1, 'x'), (2 + 1, 'yy')) AS v (a, b)");

        server.await("SELECT a, c FROM v ORDER BY a", "1|x!", "3|yy!");
    }
}
