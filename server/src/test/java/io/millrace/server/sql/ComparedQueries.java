package io.millrace.server.sql;

import io.millrace.server.compare.ComparedEngine;
import io.millrace.server.compare.ComparedEngines;
import io.millrace.server.wire.MemoryServers;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Queries over a few tables, compared with H2 or DuckDB after every batch of changes: read ad hoc, as a view made before the
 * rows, and as one made between them. All queries are kept at once, so that each batch is written once.
 */
final class ComparedQueries implements AutoCloseable {
    /** A query in our SQL and in that of the database that knows the answer. */
    record Query(String ours, String theirs, boolean byDuckDb) {}

    /** The tables and what happens to them. */
    interface Data {
        /** What stands behind CREATE TABLE. */
        List<String> tables();

        int batches();

        /** Changes the rows everywhere; as few as none in the first batch. */
        void change(int batch, Random random, ComparedEngines engines) throws SQLException;
    }

    private final String database;
    private final Data data;
    private final Random random;
    private final long seed;
    private final ComparedEngines engines;
    private final List<String> differences = new ArrayList<>();

    /** Over the tables t, u and v of {@link MatchingTables}. */
    ComparedQueries(String database, long seed) throws SQLException {
        this(database, seed, new MatchingTables());
    }

    ComparedQueries(String database, long seed, Data data) throws SQLException {
        this.database = database;
        this.seed = seed;
        this.data = data;
        this.random = new Random(seed);
        this.engines = ComparedEngines.beside(ComparedEngine.millrace(database));
        for (String table : data.tables()) {
            engines.execute("CREATE TABLE " + table);
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
        List<Integer> working = new ArrayList<>();
        for (int number = 0; number < queries.size(); number++) {
            try {
                engines.millrace()
                        .execute("CREATE VIEW early" + number + " AS "
                                + queries.get(number).ours());
                working.add(number);
            } catch (SQLException e) {
                differences.add(queries.get(number).ours() + "\n  is refused: " + e.getMessage());
            }
        }
        for (int batch = 0; batch < data.batches(); batch++) {
            data.change(batch, random, engines);
            for (int number : working) {
                Query query = queries.get(number);
                if (batch == data.batches() / 2) {
                    engines.millrace().execute("CREATE VIEW late" + number + " AS " + query.ours());
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
        if (batch >= data.batches() / 2) {
            compare("late, " + place, "SELECT * FROM late" + number, expected);
        }
    }

    private List<String> expected(Query query) throws SQLException {
        if (!query.byDuckDb()) {
            try {
                return engines.h2().sortedRows(query.theirs());
            } catch (SQLException e) {
                if (!(e.getCause() instanceof SQLSyntaxErrorException)) {
                    throw e;
                }
                // Not in H2's language.
            }
        }
        return engines.duckdb().sortedRows(query.theirs());
    }

    private void compare(String place, String sql, List<String> expected) {
        try {
            List<String> found = engines.millrace().sortedRows(sql);
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

    @Override
    public void close() throws SQLException {
        engines.close();
        MemoryServers.close(database);
    }
}
