package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.wire.MemoryServers;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arrays in random rows that come and go: read ad hoc and kept as views, equal to DuckDB's after every change. */
@Timeout(180)
class NestedEqualDuckDbTest {
    private static final long SEED = 4711;
    private static final int CHANGES = 4;

    /** Ours, and DuckDB's where that says it otherwise. */
    private static final List<String[]> QUERIES = List.of(
            query("SELECT id, a, s FROM t"),
            query("SELECT id, a[1] AS f, a[2] AS g, s[1] AS h FROM t"),
            query("SELECT id, CARDINALITY(a) AS n FROM t", "SELECT id, len(a) AS n FROM t"),
            query("SELECT a, COUNT(*) AS n FROM t GROUP BY a"),
            query("SELECT DISTINCT s FROM t"),
            query("SELECT x.id, y.id AS other FROM t AS x JOIN t AS y ON x.a = y.a AND x.id < y.id"),
            query("SELECT id FROM t WHERE a = ARRAY[1, 2]"),
            query(
                    "SELECT MIN(s) AS l, MAX(s) AS m FROM t WHERE s[1] IS NOT NULL AND s[2] IS NOT NULL AND s[3] IS NOT NULL"),
            query("SELECT t.id, x.e FROM t, UNNEST(t.a) AS x (e)"),
            query("SELECT t.id, x.e FROM t LEFT JOIN UNNEST(t.s) AS x (e) ON TRUE"),
            query("SELECT x.e, COUNT(*) AS n, MIN(t.id) AS l FROM t CROSS JOIN UNNEST(t.a) AS x (e) GROUP BY x.e"),
            query(
                    "SELECT t.id, x.e, x.i FROM t CROSS JOIN UNNEST(t.a) WITH ORDINALITY AS x (e, i)",
                    "SELECT id, unnest(a) AS e, unnest(range(1, len(a) + 1)) AS i FROM t"),
            query("SELECT id, (SELECT SUM(e) FROM UNNEST(t.a) AS x (e)) AS total FROM t"),
            query("SELECT id FROM t WHERE EXISTS (SELECT 1 FROM UNNEST(t.a) AS x (e) WHERE x.e > t.id)"),
            query("SELECT id FROM t WHERE 'p' IN (SELECT e FROM UNNEST(t.s) AS x (e) WHERE e IS NOT NULL)"),
            query("SELECT t.id, x.e, y.f FROM t, UNNEST(t.a) AS x (e), UNNEST(t.s) AS y (f) WHERE x.e > 1"),
            query("SELECT a FROM t WHERE id > 5 INTERSECT SELECT a FROM t WHERE id < 20"));

    private static String[] query(String both) {
        return new String[] {both, both};
    }

    private static String[] query(String ours, String theirs) {
        return new String[] {ours, theirs};
    }

    @Test
    void readsAndViewsEqualDuckDb() throws SQLException {
        Random random = new Random(SEED);
        try (Connection ours = DriverManager.getConnection("jdbc:millrace:mem:nested-duck");
                Connection theirs = DriverManager.getConnection("jdbc:duckdb:")) {
            execute(ours, "CREATE TABLE t (id INT PRIMARY KEY, a INT ARRAY, s VARCHAR ARRAY)");
            execute(theirs, "CREATE TABLE t (id INT PRIMARY KEY, a INT[], s VARCHAR[])");
            for (int i = 0; i < QUERIES.size(); i++) {
                execute(ours, "CREATE VIEW v" + i + " AS " + QUERIES.get(i)[0]);
            }
            int next = 0;
            List<String> differences = new ArrayList<>();
            for (int change = 0; change < CHANGES; change++) {
                StringBuilder rows = new StringBuilder();
                for (int i = 0; i < 12; i++) {
                    rows.append(i == 0 ? "" : ", ").append('(').append(next++).append(", ");
                    rows.append(array(random, "1", "2", "3", "NULL")).append(", ");
                    rows.append(array(random, "'p'", "'q'", "NULL")).append(')');
                }
                both(ours, theirs, "INSERT INTO t VALUES " + rows);
                both(ours, theirs, "DELETE FROM t WHERE id % 5 = " + change + " AND id < " + (next - 4));
                for (int i = 0; i < QUERIES.size(); i++) {
                    List<String> expected = rows(theirs, QUERIES.get(i)[1]);
                    compare(expected, rows(ours, QUERIES.get(i)[0]), "read " + change + " of", i, differences);
                    compare(expected, rows(ours, "SELECT * FROM v" + i), "view " + change + " of", i, differences);
                }
            }
            assertThat(differences).as("seed " + SEED).isEmpty();
        } finally {
            MemoryServers.close("nested-duck");
        }
    }

    private static void compare(
            List<String> expected, List<String> found, String how, int query, List<String> differences) {
        if (!found.equals(expected)) {
            differences.add(how + " " + QUERIES.get(query)[0] + "\n  gives " + found + "\n  not   " + expected);
        }
    }

    private static String array(Random random, String... values) {
        if (random.nextInt(6) == 0) {
            return "NULL";
        }
        List<String> elements = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            elements.add(values[random.nextInt(values.length)]);
        }
        return "ARRAY[" + String.join(", ", elements) + "]";
    }

    private static void both(Connection ours, Connection theirs, String sql) throws SQLException {
        execute(ours, sql);
        execute(theirs, sql);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    Object value = result.getObject(column);
                    row.add(
                            value instanceof Array array
                                    ? Arrays.toString((Object[]) array.getArray())
                                    : String.valueOf(value));
                }
                rows.add(String.join(" | ", row));
            }
        }
        rows.sort(null);
        return rows;
    }
}
