package io.millrace.server.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random queries kept as views while rows come, change and go: after each step every view, the same query read ad hoc, and
 * H2 or DuckDB agree. {@code -Dmillrace.random.rounds=N} runs longer, {@code -Dmillrace.random.seed=S} repeats a round.
 */
@Tag("long")
@Timeout(3600)
class RandomQueriesTest {
    /** For each number of workers. */
    private static final int ROUNDS = Integer.getInteger("millrace.random.rounds", 8);

    private static final long SEED = Long.getLong("millrace.random.seed", 20_261_120);
    private static final int QUERIES = 16;
    private static final int STEPS = 40;

    /** SQLSTATE of what Millrace does not support. */
    private static final String NOT_SUPPORTED = "0A000";

    @TempDir
    Path data;

    private ComparedEngine millrace;
    private ComparedEngine h2;
    private ComparedEngine duckdb;
    private int comparisons;
    private int refused;

    /**
     * A query that runs as a view.
     *
     * @param read the query, read ad hoc
     * @param kept the view
     * @param oracle the query in the engine that says what is right, or null if none of them can run it
     */
    private record Watched(
            RandomQuery query,
            String view,
            PreparedStatement read,
            PreparedStatement kept,
            @Nullable PreparedStatement oracle) {
        void close() throws SQLException {
            read.close();
            kept.close();
            if (oracle != null) {
                oracle.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void viewsReadsAndOtherEnginesAgree(int workers) throws IOException, SQLException {
        try (Server server = ComparedEngine.server(data, workers);
                ComparedEngine ours = ComparedEngine.millrace(server);
                ComparedEngine first = ComparedEngine.h2();
                ComparedEngine second = ComparedEngine.duckdb()) {
            millrace = ours;
            h2 = first;
            duckdb = second;
            for (String definition : RandomTables.definitions()) {
                everywhere(definition);
            }
            for (int round = 0; round < ROUNDS; round++) {
                long seed = SEED + 1_000L * round + workers;
                try {
                    round(new Random(seed));
                } catch (AssertionError e) {
                    throw new AssertionError(
                            workers + " workers, -Dmillrace.random.seed=" + (seed - workers) + "\n" + e.getMessage(),
                            e);
                }
            }
        }
        assertThat(comparisons).isGreaterThanOrEqualTo(ROUNDS * QUERIES * STEPS);
        assertThat(refused).as("queries that are not supported").isLessThan(ROUNDS * QUERIES / 4);
    }

    private void round(Random random) throws SQLException {
        RandomTables tables = new RandomTables(random);
        for (String table : RandomTables.NAMES) {
            everywhere("DELETE FROM " + table);
            everywhere(tables.insert(table, 1 + random.nextInt(15)));
        }
        List<Watched> early = create("early", random);
        List<Watched> late = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            for (int change = random.nextInt(3); change >= 0; change--) {
                everywhere(tables.change());
            }
            if (step == STEPS / 2) {
                for (Watched watched : early) {
                    late.add(watch("late_" + watched.view(), watched.query()));
                }
            }
            for (int i = 0; i < early.size(); i++) {
                compare(early.get(i), late.isEmpty() ? null : late.get(i), step);
            }
        }
        for (List<Watched> all : List.of(late, early)) {
            for (Watched watched : all) {
                watched.close();
                millrace.execute("DROP VIEW " + watched.view());
            }
        }
    }

    private List<Watched> create(String prefix, Random random) throws SQLException {
        RandomQueries queries = new RandomQueries(random);
        List<Watched> created = new ArrayList<>();
        while (created.size() < QUERIES) {
            RandomQuery query = queries.next();
            try {
                created.add(watch(prefix + created.size(), query));
            } catch (SQLException e) {
                if (!NOT_SUPPORTED.equals(e.getSQLState())) {
                    throw new AssertionError(e.getMessage(), e);
                }
                refused++;
            }
        }
        return created;
    }

    private Watched watch(String view, RandomQuery query) throws SQLException {
        millrace.execute("CREATE MATERIALIZED VIEW " + view + " AS " + query.sql());
        return new Watched(
                query,
                view,
                millrace.connection().prepareStatement(query.sql()),
                millrace.connection().prepareStatement("SELECT * FROM " + view),
                oracle(query));
    }

    private @Nullable PreparedStatement oracle(RandomQuery query) {
        for (ComparedEngine engine : List.of(h2, duckdb)) {
            try {
                engine.rows(query.sql());
                return engine.connection().prepareStatement(query.sql());
            } catch (SQLException e) {
                // This one does not know it; the next may.
                continue;
            }
        }
        return null;
    }

    private void compare(Watched early, @Nullable Watched late, int step) throws SQLException {
        List<String> read = sorted(ComparedEngine.rows(early.read()));
        PreparedStatement oracle = early.oracle();
        List<String> expected = oracle == null ? read : sorted(ComparedEngine.rows(oracle));
        List<String> kept = sorted(ComparedEngine.rows(early.kept()));
        List<String> keptLate = late == null ? expected : sorted(ComparedEngine.rows(late.kept()));
        comparisons++;
        if (!read.equals(expected) || !kept.equals(expected) || !keptLate.equals(expected)) {
            throw new AssertionError("step " + step + ": " + early.query().sql() + "\n"
                    + (oracle == null
                            ? "nobody"
                            : oracle.getConnection().getMetaData().getDatabaseProductName())
                    + " says " + expected + "\nad hoc       " + read + "\nview         " + kept + "\nlater view   "
                    + (late == null ? "none" : keptLate) + contents());
        }
    }

    private String contents() throws SQLException {
        StringBuilder text = new StringBuilder();
        for (String table : RandomTables.NAMES) {
            text.append("\n").append(table).append(": ").append(h2.rows("SELECT * FROM " + table));
        }
        return text.toString();
    }

    private void everywhere(String sql) throws SQLException {
        for (ComparedEngine engine : List.of(h2, duckdb, millrace)) {
            engine.execute(sql);
        }
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        sorted.sort(null);
        return sorted;
    }
}
