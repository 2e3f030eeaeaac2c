package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way of a statement and of a row, over JDBC. */
@Timeout(120)
class EndToEndTest {
    private Engine engine;
    private WireServer wire;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void start() throws Exception {
        engine = Engine.start(EngineOptions.DEFAULT);
        wire = WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0));
        connection = DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + wire.port() + "/");
        statement = connection.createStatement();
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        wire.close();
        engine.close();
    }

    @Test
    void theFirstExampleDeliversRowsAsTheyComeAndEndsOnCancel() throws Exception {
        statement.execute(
                "CREATE TABLE input_table (id INT, data VARCHAR) WITH ('connector'='datagen','rows-per-second'='5')");
        try (Statement stream = connection.createStatement();
                ResultSet rows = stream.executeQuery("SELECT STREAM id, UPPER(data) FROM input_table")) {
            for (int row = 0; row < 6; row++) {
                assertThat(rows.next()).isTrue();
                String data = rows.getString(2);
                assertThat(data).isEqualTo(data.toUpperCase(Locale.ROOT));
            }
            stream.cancel();
            assertThatThrownBy(() -> {
                        while (rows.next()) {
                            assertThat(rows.getString(2)).isNotNull();
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    @Test
    void viewsOverAStoredTableFollowItsRows() throws Exception {
        statement.execute(
                "CREATE TABLE orders (id BIGINT PRIMARY KEY, product VARCHAR(20), amount DECIMAL(10, 2), ts TIMESTAMP)");
        statement.execute(
                "CREATE MATERIALIZED VIEW sales AS SELECT product, COUNT(*) AS n, SUM(amount) AS total, AVG(amount) AS mean, "
                        + "MIN(ts) AS first_ts FROM orders GROUP BY product");
        statement.execute("CREATE VIEW big AS SELECT product, total FROM sales WHERE total > 10");
        assertThat(statement.executeUpdate(
                        "INSERT INTO orders VALUES (1, 'tea', 4.50, TIMESTAMP '2026-01-01 10:00:00'), (2, 'milk', 1.20, NULL), "
                                + "(3, 'tea', 7.25, TIMESTAMP '2026-01-01 09:00:00')"))
                .isEqualTo(3);

        assertThat(rows("SELECT product, n, total, mean, first_ts FROM sales ORDER BY product"))
                .containsExactly("milk|1|1.20|1.200000|null", "tea|2|11.75|5.875000|2026-01-01 09:00:00.000");
        assertThat(rows("SELECT * FROM big")).containsExactly("tea|11.75");
        assertThat(rows("SELECT n FROM sales WHERE product = 'milk'")).containsExactly("1");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO orders (id, product, amount) VALUES (?, ?, ?)")) {
            for (int i = 10; i < 20; i++) {
                insert.setLong(1, i);
                insert.setString(2, "milk");
                insert.setBigDecimal(3, new java.math.BigDecimal("1.00"));
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(10);
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT n, total FROM sales WHERE product = ?")) {
            query.setString(1, "milk");
            assertThat(rows(query.executeQuery())).containsExactly("11|11.20");
        }
        assertThatThrownBy(() -> statement.execute("INSERT INTO orders (id) VALUES (1)"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
    }

    @Test
    void windowsCountGeneratedRows() throws Exception {
        statement.execute(
                "CREATE TABLE t (id BIGINT, v INT, ts TIMESTAMP(3)) WITH ('connector'='datagen', 'number-of-rows'='1000', "
                        + "'fields.id.kind'='sequence', 'fields.id.start'='0', 'fields.id.end'='999', 'fields.v.min'='0', 'fields.v.max'='9')");
        statement.execute("CREATE MATERIALIZED VIEW c AS SELECT v, COUNT(*) AS n FROM t GROUP BY v");
        long total = 0;
        while (total < 1000) {
            total = Long.parseLong(rows("SELECT SUM(n) FROM c").get(0).replace("null", "0"));
        }
        assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly("1000");
        assertThat(rows("SELECT v, COUNT(*) FROM t GROUP BY v ORDER BY v"))
                .isEqualTo(rows("SELECT v, n FROM c ORDER BY v"));
    }

    @Test
    void aBatchOfRowsIsOneStatement() throws Exception {
        statement.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5), price DECIMAL(8, 2), at DATE DEFAULT DATE '2026-01-01')");
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO t (id, name, price) VALUES (CAST(? AS INT) + 1, UPPER(CAST(? AS VARCHAR)), ?)")) {
            for (int i = 0; i < 20_000; i++) {
                insert.setInt(1, i);
                insert.setString(2, "n" + i % 10);
                insert.setBigDecimal(3, java.math.BigDecimal.valueOf(i, 2));
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(20_000).containsOnly(1);
            insert.setInt(1, 50_000);
            insert.setString(2, "fine");
            insert.setString(3, "12.345");
            insert.addBatch();
            insert.setInt(1, 50_001);
            insert.setString(2, "too long");
            insert.setNull(3, java.sql.Types.DECIMAL);
            insert.addBatch();
            assertThatThrownBy(insert::executeBatch)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22001"));
        }
        assertThat(rows("SELECT COUNT(*), MIN(id), MAX(id), SUM(price), MIN(name), MAX(at) FROM t"))
                .containsExactly("20000|1|20000|1999900.00|N0|2026-01-01");
    }

    private List<String> rows(String sql) throws SQLException {
        return rows(statement.executeQuery(sql));
    }

    private static List<String> rows(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= width; column++) {
                row.add(String.valueOf(result.getString(column)));
            }
            rows.add(String.join("|", row));
        }
        result.close();
        return rows;
    }
}
