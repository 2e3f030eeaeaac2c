package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Parameters of prepared statements, as values of the types that their places tell. */
class ParametersTest {
    private SqlFixture server;

    @BeforeEach
    void start() throws SQLException {
        server = SqlFixture.start("parameters");
        server.execute(
                "CREATE TABLE orders (id INT, product VARCHAR, price DECIMAL(10, 2), at_time TIMESTAMP)",
                "INSERT INTO orders VALUES (1, 'pen', 1.50, TIMESTAMP '2026-01-01 10:00:00'),"
                        + " (2, 'ink', 9.99, TIMESTAMP '2026-01-02 10:00:00'), (3, NULL, NULL, NULL)");
    }

    @AfterEach
    void stop() throws SQLException {
        server.close();
    }

    @Test
    void expressionsOverParametersNeedNoCasts() throws SQLException {
        assertThat(rows("SELECT ? + 1, UPPER(?), ? || '!', COALESCE(?, 7)", 41, "abc", "x", null))
                .containsExactly("42|ABC|x!|7");
        assertThat(rows("SELECT id FROM orders WHERE at_time > ? + INTERVAL '1' DAY", ts("2026-01-01T09:00:00")))
                .containsExactly("2");
        assertThat(rows("SELECT id FROM orders WHERE product IN (?, ?) ORDER BY id", "pen", "ink"))
                .containsExactly("1", "2");
        assertThat(rows("SELECT id FROM orders WHERE id BETWEEN ? AND ? ORDER BY id", 2, 3))
                .containsExactly("2", "3");
        assertThat(rows("SELECT id FROM orders ORDER BY id LIMIT ? OFFSET ?", 1, 1))
                .containsExactly("2");
        assertThat(rows("SELECT id FROM orders WHERE ? IS NULL OR id = ? ORDER BY id", null, 2))
                .containsExactly("1", "2", "3");
        assertThat(rows("SELECT id FROM orders WHERE ? IS NULL OR id = ?", 5, 2))
                .containsExactly("2");
    }

    @Test
    void aNumberIsNotRoundedToTheDigitsOfTheColumnItIsComparedWith() throws SQLException {
        assertThat(rows("SELECT id FROM orders WHERE price = ?", new BigDecimal("1.504")))
                .isEmpty();
        assertThat(rows("SELECT id FROM orders WHERE price < ? ORDER BY id", new BigDecimal("9.994")))
                .containsExactly("1", "2");
        assertThat(rows("SELECT price * ? FROM orders WHERE id = ?", new BigDecimal("1.075"), 1))
                .containsExactly("1.61250000");
    }

    @Test
    void oneStatementRunsWithManyValuesAndAfterItsTableChanged() throws SQLException {
        server.execute("CREATE TABLE chars (c CHAR(5))", "INSERT INTO chars VALUES ('ab')");
        server.execute("CREATE VIEW by_product AS SELECT product, COUNT(*) AS n FROM orders GROUP BY product");
        String sql =
                "SELECT id, CURRENT_DATE >= DATE '2020-01-01' FROM orders WHERE product = ? OR price > ? ORDER BY id"
                        + " LIMIT ?";
        try (PreparedStatement select = server.connection().prepareStatement(sql);
                PreparedStatement lookup =
                        server.connection().prepareStatement("SELECT n FROM by_product WHERE product = ?")) {
            assertThat(rows(select, "pen", 5.0, 9)).containsExactly("1|true", "2|true");
            assertThat(rows(select, "pen", 50, 9)).containsExactly("1|true");
            assertThat(rows(select, null, null, 9)).isEmpty();
            assertThat(rows(select, "pen", 0, 0)).isEmpty();
            assertThat(rows(lookup, "ink")).containsExactly("1");
            assertThat(rows(lookup, (Object) null)).isEmpty();
            server.execute("INSERT INTO orders VALUES (4, 'ink', 1, NULL)");
            assertThat(rows(lookup, "ink")).containsExactly("2");
            server.execute(
                    "DROP VIEW by_product",
                    "DROP TABLE orders",
                    "CREATE TABLE orders (price DECIMAL(10, 2), product VARCHAR, id INT)",
                    "INSERT INTO orders VALUES (7, 'pen', 77)");
            assertThat(rows(select, "pen", 50, 9)).containsExactly("77|true");
        }
        assertThat(rows("SELECT 1 FROM chars WHERE c = ?", "ab  ")).containsExactly("1");
        assertThat(rows("SELECT 1 FROM chars WHERE ? = c", "abc")).isEmpty();
    }

    @Test
    void insertsTakeTheSameParameters() throws SQLException {
        update("INSERT INTO orders (id, product, price) VALUES (? + 1, UPPER(?), COALESCE(?, 0.5))", 9, "cap", null);
        update("INSERT INTO orders (id, product) VALUES (?, ?), (? * 2, ? || 's')", 11, "hat", 6, "shoe");
        update(
                "INSERT INTO orders (id, product, at_time) SELECT ?, product, ? FROM orders WHERE id = ?",
                20,
                ts("2026-02-01T00:00:00"),
                1);

        assertThat(server.rows("SELECT id, product, price, at_time FROM orders WHERE id >= 10 ORDER BY id"))
                .containsExactly(
                        "10|CAP|0.50|null",
                        "11|hat|null|null",
                        "12|shoes|null|null",
                        "20|pen|null|2026-02-01 00:00:00.000");
    }

    @Test
    void aParameterOfAnyTypeIsRefusedAtItsPlace() {
        assertThat((Throwable) server.failure("SELECT id,\n  at_time - ? FROM orders"))
                .hasMessageContaining("line 2:13: Nothing tells the type of this parameter. Write CAST(? AS type)");
    }

    private static LocalDateTime ts(String text) {
        return LocalDateTime.parse(text);
    }

    private List<String> rows(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = server.connection().prepareStatement(sql)) {
            return rows(statement, values);
        }
    }

    private static List<String> rows(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        set(statement, values);
        try (ResultSet result = statement.executeQuery()) {
            return SqlFixture.rows(result);
        }
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = server.connection().prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
