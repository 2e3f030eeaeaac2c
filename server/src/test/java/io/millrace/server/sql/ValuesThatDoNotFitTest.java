package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not fit its type: an error in what is read or written once, NULL and a noted row in a view. */
@Timeout(120)
class ValuesThatDoNotFitTest {
    private SqlFixture sql;

    @BeforeEach
    void start() throws SQLException {
        sql = SqlFixture.start("values");
        sql.execute(
                "CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(5), n INT, amount DECIMAL(5, 2), b VARBINARY(2))");
    }

    @AfterEach
    void stop() throws SQLException {
        sql.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CAST(300 AS TINYINT); 22003",
                "CAST(-129 AS TINYINT); 22003",
                "CAST(99999 AS SMALLINT); 22003",
                "CAST(2147483648 AS INT); 22003",
                "CAST(2147483647.5 AS INT); 22003",
                "CAST(1e30 AS BIGINT); 22003",
                "CAST(1000 AS DECIMAL(3, 1)); 22003",
                "2147483647 + 1; 22003",
                "9223372036854775807 + 1; 22003",
                "1 / 0; 22012",
                "MOD(5, 0); 22012",
                "CAST('x' AS INT); 22018",
                "CAST('2026-02-30' AS DATE); 22007",
                "LN(0); 22023"
            })
    void aConstantThatDoesNotFitIsAnErrorWithItsPlace(String expression, String state) {
        SQLException failure = sql.failure("SELECT " + expression);

        assertThat(failure.getSQLState()).as(failure.getMessage()).isEqualTo(state);
        assertThat(failure.getMessage()).startsWith("line 1:8: ").contains("\n           ^");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "CAST(127 AS TINYINT); 127",
                "CAST(-32768 AS SMALLINT); -32768",
                "CAST(2147483647.4 AS INT); 2147483647",
                "CAST(99.94 AS DECIMAL(3, 1)); 99.9",
                "CAST('abcdef' AS VARCHAR(3)); abc",
                "CAST('日本語😀' AS VARCHAR(2)); 日本",
                "CAST(TIMESTAMP '2026-01-01 10:00:00.123' AS TIMESTAMP(0)); 2026-01-01 10:00:00",
                "CAST(X'010203' AS VARBINARY(2)); 0102"
            })
    void aConstantIsCutAndRoundedAsAColumnIs(String expression, String expected) throws SQLException {
        assertThat(sql.rows("SELECT " + expression)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(1, 'a', 99999999999, 1, NULL); 22003",
                "(1, 'a', 2147483647 + 1, 1, NULL); 22003",
                "(1, 'a', 1, 12345.67, NULL); 22003",
                "(1, 'toolong', 1, 1, NULL); 22001",
                "(1, 'a', 1 / 0, 1, NULL); 22012",
                "('x', 'a', 1, 1, NULL); 22018",
                "(NULL, 'a', 1, 1, NULL); 23502",
                "(7, 'a', 1, 1, NULL), (7, 'b', 1, 1, NULL); 23505"
            })
    void anInsertedValueThatDoesNotFitLeavesTheTableAsItWas(String rows, String state) throws SQLException {
        sql.execute("INSERT INTO t VALUES (100, 'there', 1, 1, NULL)");

        assertThat(sql.state("INSERT INTO t VALUES (50, 'b', 1, 1, NULL), " + rows))
                .isEqualTo(state);
        assertThat(sql.rows("SELECT id FROM t")).containsExactly("100");
    }

    @Test
    void aParameterThatDoesNotFitLeavesTheTableAsItWas() throws SQLException {
        try (PreparedStatement insert =
                sql.connection().prepareStatement("INSERT INTO t (id, name, n, amount) VALUES (?, ?, ?, ?)")) {
            insert.setLong(1, 1);
            insert.setString(2, "toolong");
            insert.setInt(3, 1);
            insert.setBigDecimal(4, new java.math.BigDecimal("1.00"));
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(SQLException.class, insert::executeUpdate)
                            .getSQLState())
                    .isEqualTo("22001");
        }
        assertThat(sql.rows("SELECT * FROM t")).isEmpty();
    }

    @Test
    void inAViewTheFailingPartIsNullAndTheRowIsNoted() throws SQLException {
        sql.execute(
                "CREATE VIEW v AS SELECT id, 10 / n AS q, CAST(name AS INT) AS c, CAST(n * 100 AS TINYINT) AS s FROM t",
                "INSERT INTO t (id, name, n) VALUES (1, 'a', 1), (2, '7', 0), (3, NULL, 5)");

        assertThat(sql.rows("SELECT * FROM v ORDER BY id"))
                .containsExactly("1|10|null|100", "2|null|7|0", "3|2|null|null");
        assertThat(sql.rows("SELECT VIEW_NAME, CODE, SQLSTATE, EXPRESSION FROM MILLRACE.ROW_ERRORS ORDER BY CODE"))
                .containsExactly(
                        "v|DIVISION_BY_ZERO|22012|10 / n",
                        "v|INVALID_CAST|22018|CAST(name AS INTEGER)",
                        "v|NUMERIC_OVERFLOW|22003|CAST(n * 100 AS TINYINT)");
        assertThat(sql.state("SELECT 10 / n FROM t")).isEqualTo("22012");
    }

    @Test
    void aFailureInsideAConditionIsNeitherTrueNorFalse() throws SQLException {
        sql.execute(
                "CREATE VIEW big AS SELECT id FROM t WHERE 10 / n > 1",
                "CREATE VIEW small AS SELECT id FROM t WHERE NOT 10 / n > 1",
                "INSERT INTO t (id, n) VALUES (1, 1), (2, 0), (3, 50)");

        assertThat(sql.rows("SELECT id FROM big")).containsExactly("1");
        assertThat(sql.rows("SELECT id FROM small")).containsExactly("3");
    }

    @Test
    void aSumThatLeftItsRangeIsRightAgainWhenItComesBack() throws SQLException {
        sql.execute(
                "CREATE VIEW total AS SELECT SUM(id) AS s FROM t",
                "INSERT INTO t (id) VALUES (9223372036854775807), (1)");

        assertThat(sql.rows("SELECT s FROM total")).containsExactly("null");
        assertThat(sql.rows("SELECT VIEW_NAME, CODE, EXPRESSION FROM MILLRACE.ROW_ERRORS"))
                .containsExactly("total|NUMERIC_OVERFLOW|SUM(id)");
        SQLException plain = sql.failure("SELECT n,\n  SUM(id) FROM t GROUP BY n");
        assertThat(plain.getSQLState()).isEqualTo("22003");
        assertThat(plain.getMessage()).contains("line 2:3:", "SUM(id)");
        assertThat(sql.failure("SELECT 1 + SUM(DISTINCT id - n) FROM (SELECT id, 0 AS n FROM t) AS u WHERE id > 0")
                        .getMessage())
                .contains("line 1:12:", "SUM(DISTINCT id - ");

        sql.execute("INSERT INTO t (id) VALUES (-5)");

        assertThat(sql.rows("SELECT s FROM total")).containsExactly("9223372036854775803");
    }
}
