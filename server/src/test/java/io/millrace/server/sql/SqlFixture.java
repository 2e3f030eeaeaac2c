package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.server.wire.MemoryServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server, most often one of its own in memory, for tests that look at it as a user does: through JDBC alone. Rows are texts,
 * their columns separated by {@code |}. For one thread.
 */
public final class SqlFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final @Nullable String name;
    private final Connection connection;
    private final Statement statement;

    private SqlFixture(@Nullable String name, Connection connection, Statement statement) {
        this.name = name;
        this.connection = connection;
        this.statement = statement;
    }

    /** A new server under a name that no other test uses at the same time; local times are in UTC. */
    public static SqlFixture start(String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:millrace:mem:" + name + "?timeZone=UTC");
        return new SqlFixture(name, connection, connection.createStatement());
    }

    /** A connection to a server that the caller ends. */
    public static SqlFixture connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        return new SqlFixture(null, connection, connection.createStatement());
    }

    public Connection connection() {
        return connection;
    }

    /** Runs statements that give no rows. */
    public void execute(String... statements) throws SQLException {
        for (String sql : statements) {
            assertThat(statement.execute(sql)).as(sql).isFalse();
        }
    }

    /** The rows of a statement. */
    public List<String> rows(String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows(rows);
        }
    }

    /** All rows of a result that ends. */
    public static List<String> rows(ResultSet result) throws SQLException {
        List<String> rows = new ArrayList<>();
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
            StringJoiner row = new StringJoiner("|");
            for (int column = 1; column <= width; column++) {
                row.add(result.getString(column));
            }
            rows.add(row.toString());
        }
        return rows;
    }

    /** Reads again and again until the rows are there, or fails with what is there instead. */
    public void await(String sql, String... expected) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> rows = rows(sql);
        while (!rows.equals(List.of(expected)) && System.nanoTime() < deadline) {
            rows = rows(sql);
        }
        assertThat(rows).as(sql).containsExactly(expected);
    }

    /** The error of a statement that must not succeed. */
    public SQLException failure(String sql) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> {
            if (statement.execute(sql)) {
                rows(statement.getResultSet());
            }
        });
        assertThat((Throwable) failure).as("no error: " + sql).isNotNull();
        return failure;
    }

    /** The SQLSTATE of the error of a statement. */
    public String state(String sql) {
        return failure(sql).getSQLState();
    }

    /** The warnings of a statement that gives no rows. */
    public List<String> warnings(String sql) throws SQLException {
        execute(sql);
        List<String> warnings = new ArrayList<>();
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            warnings.add(warning.getMessage());
        }
        return warnings;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        if (name != null) {
            MemoryServers.close(name);
        }
    }
}
