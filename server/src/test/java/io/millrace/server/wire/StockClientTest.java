package io.millrace.server.wire;

import static io.millrace.server.wire.TestSessions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.remote.Driver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Avatica's own driver, which others derive theirs from, is served too. */
class StockClientTest {
    private static final Schema COLUMNS = new Schema(List.of(
            new Column("id", ColumnType.of(TypeKind.INTEGER)), new Column("name", ColumnType.of(TypeKind.VARCHAR))));

    private final TestSessions sessions = new TestSessions();
    private WireServer server;

    @BeforeEach
    void start() throws Exception {
        server = WireServer.start(sessions, WireOptions.DEFAULT.at("127.0.0.1", 0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsAQueryInManyFrames() throws Exception {
        Object[][] rows = new Object[1_234][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = row((long) i, i % 3 == 0 ? null : "n" + i);
        }
        sessions.query("SELECT * FROM t", COLUMNS, rows);

        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM t")) {
            for (int i = 0; i < rows.length; i++) {
                assertThat(result.next()).isTrue();
                assertThat(result.getInt("id")).isEqualTo(i);
                assertThat(result.getString("name")).isEqualTo(i % 3 == 0 ? null : "n" + i);
            }
            assertThat(result.next()).isFalse();
        }
    }

    @Test
    void bindsParametersOfPreparedStatements() throws Exception {
        sessions.query(
                "SELECT * FROM t WHERE id = ?",
                COLUMNS,
                List.of(ColumnType.of(TypeKind.INTEGER)),
                values -> List.<Object[]>of(row(values.get(0), "found")));

        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement("SELECT * FROM t WHERE id = ?")) {
            statement.setInt(1, 7);
            try (ResultSet result = statement.executeQuery()) {
                assertThat(result.next()).isTrue();
                assertThat(result.getInt(1)).isEqualTo(7);
                assertThat(result.next()).isFalse();
            }
        }
    }

    @Test
    void countsUpdatesAndTellsErrorsWithTheirState() throws Exception {
        sessions.update("INSERT INTO t VALUES (1, 'a')", List.of(), values -> 1);

        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO t VALUES (1, 'a')")).isEqualTo(1);
            assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM nothing"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Table 'nothing' not found")
                    .extracting(thrown -> ((SQLException) thrown).getSQLState())
                    .isEqualTo("42P01");
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("url", "http://127.0.0.1:" + server.port() + "/");
        properties.setProperty("serialization", "PROTOBUF");
        return new Driver().connect("jdbc:avatica:remote:", properties);
    }
}
