package io.millrace.server.sql;

import io.millrace.server.wire.MemoryServers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Queries over three small tables full of matches and NULLs, compared with H2 or DuckDB after every batch of random
 * insertions and deletions: read ad hoc, as a view made before the rows, and as one made between them.
 *
 * <p>The tables {@code t}, {@code u} and {@code v} are {@code (k, g, i, n, m, f)}: {@code k} is unique, {@code n} is
 * never NULL. {@code u} has fewer rows than {@code t} and {@code v} few, at times none. Since rows can only be added to
 * stored tables, ours are views that subtract the rows of a second table.
 */
final class ComparedQueries implements AutoCloseable {
    private static final int BATCHES = 5;
    private static final List<String> TABLES = List.of("t", "u", "v");
    private static final String COLUMNS =
            "k INT NOT NULL, g VARCHAR(10), i INT, n INT NOT NULL, m DECIMAL(12, 2), f BOOLEAN";

    /** A query in our SQL and in that of the database that knows the answer. */
    record Query(String ours, String theirs, boolean byDuckDb) {}

    private final String database;
    private final Random random;
    private final long seed;
    private final Connection ours;
    private final Connection h2;
    private final Connection duckDb;
    private final List<List<Object[]>> kept = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    private final List<String> differences = new ArrayList<>();
    private int nextKey;

    ComparedQueries(String database, long seed) throws SQLException {
        this.database = database;
        this.seed = seed;
        this.random = new Random(seed);
        this.ours = DriverManager.getConnection("jdbc:millrace:mem:" + database);
        this.h2 = DriverManager.getConnection("jdbc:h2:mem:");
        this.duckDb = DriverManager.getConnection("jdbc:duckdb:");
        for (String table : TABLES) {
            execute(ours, "CREATE TABLE " + table + "_in (" + COLUMNS + ")");
            execute(ours, "CREATE TABLE " + table + "_out (" + COLUMNS + ")");
            execute(
                    ours,
                    "CREATE VIEW " + table + " AS SELECT * FROM " + table + "_in EXCEPT ALL SELECT * FROM " + table
                            + "_out");
            execute(h2, "CREATE TABLE " + table + " (" + COLUMNS + ")");
            execute(duckDb, "CREATE TABLE " + table + " (" + COLUMNS + ")");
        }
    }

    /** The same text here and in H2. */
    static Query h2(String sql) {
        return new Query(sql, sql, false);
    }

    static Query h2(String ours, String theirs) {
        return new Query(ours, theirs, false);
    }

    /** The same text here and in DuckDB. */
    static Query duckDb(String sql) {
        return new Query(sql, sql, true);
    }

    static Query duckDb(String ours, String theirs) {
        return new Query(ours, theirs, true);
    }

    /** What differed, in words; empty if all agree. */
    List<String> run(List<Query> queries) throws SQLException {
        List<Query> working = new ArrayList<>();
        for (Query query : queries) {
            try {
                execute(ours, "CREATE VIEW early" + queries.indexOf(query) + " AS " + query.ours());
                working.add(query);
            } catch (SQLException e) {
                differences.add(query.ours() + "\n  is refused: " + e.getMessage());
            }
        }
        for (int batch = 0; batch < BATCHES; batch++) {
            change(batch);
            for (Query query : working) {
                int number = queries.indexOf(query);
                if (batch == BATCHES / 2) {
                    execute(ours, "CREATE VIEW late" + number + " AS " + query.ours());
                }
                compare(query, number, batch);
            }
        }
        return differences;
    }

    private void compare(Query query, int number, int batch) throws SQLException {
        List<String> expected = expected(query);
        String place = "seed " + seed + ", batch " + batch + ", " + query.ours();
        compare("ad hoc, " + place, query.ours(), expected);
        compare("early, " + place, "SELECT * FROM early" + number, expected);
        if (batch >= BATCHES / 2) {
            compare("late, " + place, "SELECT * FROM late" + number, expected);
        }
    }

    private List<String> expected(Query query) throws SQLException {
        if (!query.byDuckDb()) {
            try {
                return rows(h2, query.theirs());
            } catch (SQLSyntaxErrorException e) {
                // Not in H2's language.
            }
        }
        return rows(duckDb, query.theirs());
    }

    private void compare(String place, String sql, List<String> expected) {
        try {
            List<String> found = rows(ours, sql);
            if (!found.equals(expected)) {
                List<String> missing = new ArrayList<>(expected);
                found.forEach(missing::remove);
                List<String> wrong = new ArrayList<>(found);
                expected.forEach(wrong::remove);
                differences.add(place + "\n  missing " + missing + "\n  wrong " + wrong);
            }
        } catch (SQLException e) {
            differences.add(place + "\n  fails: " + e.getMessage());
        }
    }

    /** Inserts and deletes rows everywhere; nothing in the first batch, few in the second. */
    private void change(int batch) throws SQLException {
        int size = batch == 0 ? 0 : batch == 1 ? 4 : 40;
        for (int table = 0; table < TABLES.size(); table++) {
            String name = TABLES.get(table);
            List<Object[]> present = kept.get(table);
            for (int i = size / (3 + 2 * table); i > 0 && !present.isEmpty(); i--) {
                Object[] row = present.remove(random.nextInt(present.size()));
                insert(ours, name + "_out", row);
                execute(h2, "DELETE FROM " + name + " WHERE k = " + row[0]);
                execute(duckDb, "DELETE FROM " + name + " WHERE k = " + row[0]);
            }
            for (int i = random.nextInt(size / (1 + 3 * table) + 1); i > 0; i--) {
                Object[] row = row(nextKey++);
                present.add(row);
                insert(ours, name + "_in", row);
                insert(h2, name, row);
                insert(duckDb, name, row);
            }
        }
    }

    private Object[] row(int key) {
        return new Object[] {
            key,
            orNull("g" + random.nextInt(4)),
            orNull(random.nextInt(8) - 2),
            random.nextInt(5),
            orNull(BigDecimal.valueOf(random.nextInt(6) * 50 - 100, 2)),
            orNull(random.nextBoolean())
        };
    }

    private Object orNull(Object value) {
        return random.nextInt(6) == 0 ? null : value;
    }

    private static void insert(Connection connection, String table, Object[] row) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (int column = 0; column < row.length; column++) {
                insert.setObject(column + 1, row[column]);
            }
            insert.execute();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows as text, sorted; numbers by value, averages and doubles to twelve digits. */
    static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int width = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= width; column++) {
                    row.add(text(result.getObject(column)));
                }
                rows.add(String.join(" | ", row));
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String text(Object value) {
        if (value instanceof Number number) {
            BigDecimal exact = new BigDecimal(number.toString());
            boolean rounded = number instanceof Double || exact.scale() > 6;
            return (rounded ? exact.round(new MathContext(12)) : exact)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return String.valueOf(value);
    }

    @Override
    public void close() throws SQLException {
        ours.close();
        h2.close();
        duckDb.close();
        MemoryServers.close(database);
    }
}
