package io.millrace.server.slt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * An engine under its name in the files, and how its values are told: numbers by value (those that are not exact to
 * fourteen digits), NULL as {@code NULL}, an empty string as {@code (empty)}.
 */
record SltEngine(String name, Connection connection) implements AutoCloseable {
    private static final int DIGITS = 14;

    /** Decimals with more digits behind the point than this come from divisions, which engines end in different places. */
    private static final int EXACT_SCALE = 8;

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(name + ": " + e.getMessage() + "\nin\n" + sql, e.getSQLState(), e);
        }
    }

    /** The rows of a query as lines. */
    List<String> rows(String sql) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (List<Object> row : values(sql)) {
            StringJoiner line = new StringJoiner(" ");
            for (Object value : row) {
                line.add(text(value));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The rows of a query as the driver gives them. */
    List<List<Object>> values(String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(result.getObject(column));
                }
                rows.add(row);
            }
        } catch (SQLException e) {
            throw new SQLException(name + ": " + e.getMessage() + "\nin\n" + sql, e.getSQLState(), e);
        }
        return rows;
    }

    /** Adds rows to a table. */
    void insert(String table, List<List<Object>> rows) throws SQLException {
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
        if (value instanceof Array array) {
            StringJoiner elements = new StringJoiner(", ", "[", "]");
            for (Object element : (Object[]) array.getArray()) {
                elements.add(text(element));
            }
            return elements.toString();
        }
        String text = value.toString();
        return text.isEmpty() ? "(empty)" : text;
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
