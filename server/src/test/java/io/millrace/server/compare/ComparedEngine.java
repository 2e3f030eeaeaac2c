package io.millrace.server.compare;

import io.millrace.server.Server;
import io.millrace.server.ServerOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.StringJoiner;
import org.duckdb.DuckDBDriver;
import org.h2.api.Interval;

/**
 * An engine under its name in the files, and how its values are told: numbers by value (those that are not exact to
 * fourteen digits), NULL as {@code NULL}, an empty string as {@code (empty)}, intervals as numbers of months or milliseconds.
 */
public record ComparedEngine(String name, Connection connection) implements AutoCloseable {
    private static final int DIGITS = 14;

    /** Decimals with more digits behind the point than this come from divisions, which engines end in different places. */
    private static final int EXACT_SCALE = 8;

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(name + ": " + e.getMessage() + "\nin\n" + sql, e.getSQLState(), e);
        }
    }

    /** An empty H2 in memory. */
    public static ComparedEngine h2() throws SQLException {
        return new ComparedEngine("h2", DriverManager.getConnection("jdbc:h2:mem:"));
    }

    /** An empty DuckDB in memory. Its optimizer is off: a prepared query of its trusts statistics that are no longer true. */
    public static ComparedEngine duckdb() throws SQLException {
        ComparedEngine engine =
                new ComparedEngine("duckdb", new DuckDBDriver().connect("jdbc:duckdb:", new Properties()));
        engine.execute("PRAGMA disable_optimizer");
        engine.execute("CREATE MACRO cardinality(list) AS len(list)");
        return engine;
    }

    /** A server on a free port. */
    public static Server server(Path data, int workers) throws IOException {
        ServerOptions options = ServerOptions.DEFAULT;
        return Server.start(new ServerOptions(
                data, options.host(), 0, workers, options.fileRoots(), options.viewMemory(), options.maxIterations()));
    }

    /** A session of a server. */
    public static ComparedEngine millrace(Server server) throws SQLException {
        String url = "jdbc:millrace://127.0.0.1:" + server.port() + "/";
        return new ComparedEngine("millrace", DriverManager.getConnection(url));
    }

    /** A session of the server in memory under a name that no other test uses at the same time. */
    public static ComparedEngine millrace(String database) throws SQLException {
        return new ComparedEngine("millrace", DriverManager.getConnection("jdbc:millrace:mem:" + database));
    }

    /** The rows of a query as lines, in the order of the lines. */
    public List<String> sortedRows(String sql) throws SQLException {
        return sorted(rows(sql));
    }

    /** The rows of a prepared query as lines, in the order of the lines. */
    public static List<String> sortedRows(PreparedStatement query) throws SQLException {
        return sorted(rows(query));
    }

    private static List<String> sorted(List<String> rows) {
        rows.sort(null);
        return rows;
    }

    /** The rows of a query as lines. */
    public List<String> rows(String sql) throws SQLException {
        return lines(values(sql));
    }

    /** The rows of a prepared query as lines. */
    public static List<String> rows(PreparedStatement query) throws SQLException {
        try (ResultSet result = query.executeQuery()) {
            return lines(values(result));
        }
    }

    /** The rows of a query as the driver gives them. */
    public List<List<Object>> values(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return values(result);
        } catch (SQLException e) {
            throw new SQLException(name + ": " + e.getMessage() + "\nin\n" + sql, e.getSQLState(), e);
        }
    }

    private static List<List<Object>> values(ResultSet result) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<Object> row = new ArrayList<>();
            for (int column = 1; column <= width; column++) {
                row.add(plain(result.getObject(column)));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Intervals of H2's in classes that others know; Millrace gives numbers of months or milliseconds. */
    private static Object plain(Object value) {
        if (!(value instanceof Interval interval)) {
            return value;
        }
        return interval.getQualifier().isYearMonth()
                ? Period.ofMonths((int) (12 * interval.getYears() + interval.getMonths()))
                : Duration.ofDays(interval.getDays())
                        .plusHours(interval.getHours())
                        .plusMinutes(interval.getMinutes())
                        .plusSeconds(interval.getSeconds())
                        .plusNanos(interval.getNanosOfSecond());
    }

    private static List<String> lines(List<List<Object>> rows) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (List<Object> row : rows) {
            StringJoiner line = new StringJoiner(" ");
            for (Object value : row) {
                line.add(text(value));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** Adds rows to a table. */
    public void insert(String table, List<List<Object>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        String places = "?" + ", ?".repeat(rows.get(0).size() - 1);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")")) {
            for (List<Object> row : rows) {
                for (int column = 0; column < row.size(); column++) {
                    insert.setObject(column + 1, row.get(column));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String text(Object value) throws SQLException {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? number(new BigDecimal(value.toString()), true) : value.toString();
        }
        if (value instanceof Number) {
            BigDecimal number = new BigDecimal(value.toString());
            return number(number, number.scale() > EXACT_SCALE);
        }
        if (value instanceof Duration duration) {
            return String.valueOf(duration.toMillis());
        }
        if (value instanceof Period period) {
            return String.valueOf(period.toTotalMonths());
        }
        if (value instanceof Array array) {
            return joined((Object[]) array.getArray(), "[", "]");
        }
        if (value instanceof Struct row) {
            return joined(row.getAttributes(), "(", ")");
        }
        if (value instanceof ResultSet row) {
            return joined(values(row).get(0).toArray(), "(", ")");
        }
        String text = value.toString();
        return text.isEmpty() ? "(empty)" : text;
    }

    private static String joined(Object[] parts, String start, String end) throws SQLException {
        StringJoiner joined = new StringJoiner(", ", start, end);
        for (Object part : parts) {
            joined.add(text(part));
        }
        return joined.toString();
    }

    private static String number(BigDecimal value, boolean rounded) {
        BigDecimal told = rounded ? value.round(new MathContext(DIGITS)) : value;
        return told.signum() == 0 ? "0" : told.stripTrailingZeros().toPlainString();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
