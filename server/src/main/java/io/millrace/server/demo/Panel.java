package io.millrace.server.demo;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one result, as text in columns.
 *
 * @param columns the names of the columns
 * @param numeric whether a column holds numbers, which stand to the right
 * @param rows the values as they are shown, as many a row as there are columns
 */
record Panel(List<String> columns, List<Boolean> numeric, List<List<String>> rows) {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final String GAP = "  ";

    Panel {
        columns = List.copyOf(columns);
        numeric = List.copyOf(numeric);
        rows = List.copyOf(rows);
    }

    /** Reads a result to its end. */
    static Panel read(ResultSet result) throws SQLException {
        ResultSetMetaData metadata = result.getMetaData();
        List<String> columns = new ArrayList<>();
        List<Boolean> numeric = new ArrayList<>();
        for (int column = 1; column <= metadata.getColumnCount(); column++) {
            columns.add(metadata.getColumnLabel(column));
            numeric.add(
                    switch (metadata.getColumnType(column)) {
                        case Types.INTEGER, Types.BIGINT, Types.DOUBLE, Types.DECIMAL -> true;
                        default -> false;
                    });
        }
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int column = 1; column <= columns.size(); column++) {
                row.add(text(result.getObject(column)));
            }
            rows.add(List.copyOf(row));
        }
        return new Panel(columns, numeric, rows);
    }

    /** A line of names and a line a row; every column as wide as its widest value. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(columns));
        for (List<String> row : rows) {
            lines.add(line(row));
        }
        return lines;
    }

    private String line(List<String> values) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < values.size(); column++) {
            String value = values.get(column);
            String padding = " ".repeat(width(column) - value.length());
            line.append(GAP).append(numeric.get(column) ? padding + value : value + padding);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = columns.get(column).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Timestamp timestamp) {
            LocalDateTime time = timestamp.toLocalDateTime();
            return time.format(MINUTES);
        }
        return value instanceof Double number ? String.format(Locale.ROOT, "%.2f", number) : value.toString();
    }
}
