package io.millrace.server.demo;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the quickstart's views have to hold, computed by H2, which shares no code with Millrace: it reads the file itself
 * and answers over its first rows. Memory: the file's rows. Owner: the demo's thread.
 */
final class Oracle implements AutoCloseable {
    /** The meaning of each view in H2's SQL, over the rows up to the parameter; the first column is its key. */
    private static final Map<String, String> VIEWS =
            new TreeMap<>(Map.of("quakes_per_hour", """
            SELECT h, DATEADD(HOUR, 1, h), COUNT(*), COUNT(CASE WHEN magnitude >= 4.5 THEN 1 END),
                   MAX(magnitude), CAST(AVG(magnitude) AS DOUBLE PRECISION)
            FROM (SELECT DATE_TRUNC(HOUR, ts) AS h, magnitude FROM quakes WHERE n <= ?)
            GROUP BY h""", "quakes_by_class", """
            SELECT c, COUNT(*), SUM(felt_reports), MAX(depth_km) FROM (
              SELECT CASE WHEN magnitude < 2 THEN '1 micro' WHEN magnitude < 4 THEN '2 minor'
                          WHEN magnitude < 5 THEN '3 light' WHEN magnitude < 6 THEN '4 moderate'
                          ELSE '5 strong' END AS c, felt_reports, depth_km
              FROM quakes WHERE n <= ?)
            GROUP BY c""", "busy_regions", """
            SELECT region, COUNT(*), MAX(magnitude), MAX(ts)
            FROM quakes WHERE n <= ? AND event_type = 'earthquake' GROUP BY region HAVING COUNT(*) >= 20"""));

    /** Averages are rounded differently by the two; anything beyond that is a wrong answer. */
    private static final double RELATIVE_TOLERANCE = 1e-12;

    private static final int MAX_DIFFERENCES = 10;

    private final Connection h2;

    private Oracle(Connection h2) {
        this.h2 = h2;
    }

    /** Reads the file of earthquakes. */
    static Oracle over(Path csv) throws SQLException {
        Oracle oracle = new Oracle(DriverManager.getConnection("jdbc:h2:mem:"));
        try (Statement statement = oracle.h2.createStatement()) {
            statement.execute("""
                    CREATE TABLE quakes AS
                    SELECT ROWNUM() AS n, CAST(ts AS TIMESTAMP(3)) AS ts, CAST(magnitude AS DOUBLE PRECISION) AS magnitude,
                           CAST(depth_km AS DOUBLE PRECISION) AS depth_km, CAST(felt_reports AS INTEGER) AS felt_reports,
                           region, event_type
                    FROM CSVREAD('%s')""".formatted(csv.toString().replace("'", "''")));
        }
        return oracle;
    }

    /** How many rows the file has. */
    long rows() throws SQLException {
        try (Statement statement = h2.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM quakes")) {
            result.next();
            return result.getLong(1);
        }
    }

    /** The time between the file's first and its last row. */
    Duration span() throws SQLException {
        try (Statement statement = h2.createStatement();
                ResultSet result = statement.executeQuery("SELECT MIN(ts), MAX(ts) FROM quakes")) {
            result.next();
            return Duration.between(
                    result.getTimestamp(1).toInstant(), result.getTimestamp(2).toInstant());
        }
    }

    /**
     * Compares every view with what H2 computes over the first {@code accepted} rows of the file. The caller sees to it
     * that the views stand still meanwhile.
     *
     * @return what differs, in words; empty if nothing does
     */
    List<String> differences(Connection millrace, long accepted) throws SQLException {
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, String> view : VIEWS.entrySet()) {
            SortedMap<String, List<@Nullable Object>> actual;
            try (Statement statement = millrace.createStatement();
                    ResultSet result = statement.executeQuery("SELECT * FROM " + view.getKey())) {
                actual = rowsByKey(view.getKey(), result, differences);
            }
            try (PreparedStatement statement = h2.prepareStatement(view.getValue())) {
                statement.setLong(1, accepted);
                try (ResultSet result = statement.executeQuery()) {
                    compare(view.getKey(), rowsByKey("H2", result, differences), actual, differences);
                }
            }
        }
        return differences.size() <= MAX_DIFFERENCES ? differences : differences.subList(0, MAX_DIFFERENCES);
    }

    @Override
    public void close() throws SQLException {
        h2.close();
    }

    private static void compare(
            String view,
            SortedMap<String, List<@Nullable Object>> expected,
            SortedMap<String, List<@Nullable Object>> actual,
            List<String> differences) {
        TreeSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        for (String key : keys) {
            List<@Nullable Object> right = expected.get(key);
            List<@Nullable Object> found = actual.get(key);
            if (right == null || found == null || !equal(right, found)) {
                differences.add("%s: H2 has %s, the view has %s".formatted(view, row(right), row(found)));
            }
        }
    }

    private static SortedMap<String, List<@Nullable Object>> rowsByKey(
            String source, ResultSet result, List<String> differences) throws SQLException {
        SortedMap<String, List<@Nullable Object>> rows = new TreeMap<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            @Nullable Object[] row = new @Nullable Object[columns];
            for (int column = 0; column < columns; column++) {
                Object value = result.getObject(column + 1);
                row[column] = value instanceof Timestamp timestamp ? timestamp.toLocalDateTime() : value;
            }
            if (rows.put(String.valueOf(row[0]), Arrays.asList(row)) != null) {
                differences.add("%s: two rows with the key %s".formatted(source, row[0]));
            }
        }
        return rows;
    }

    private static boolean equal(List<@Nullable Object> right, List<@Nullable Object> found) {
        if (right.size() != found.size()) {
            return false;
        }
        for (int column = 0; column < right.size(); column++) {
            if (!equal(right.get(column), found.get(column))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(@Nullable Object right, @Nullable Object found) {
        if (right instanceof Double one && found instanceof Double other) {
            return Math.abs(one - other) <= RELATIVE_TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
        }
        if (right instanceof Number && found instanceof Number) {
            return new BigDecimal(right.toString()).compareTo(new BigDecimal(found.toString())) == 0;
        }
        return Objects.equals(right, found);
    }

    private static String row(@Nullable List<@Nullable Object> row) {
        return row == null ? "no such row" : row.toString();
    }
}
