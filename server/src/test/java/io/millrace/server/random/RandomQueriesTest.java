package io.millrace.server.random;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.Server;
import io.millrace.server.compare.ComparedEngine;
import io.millrace.server.compare.ComparedEngines;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random queries kept as views while rows come, change and go: after each step every view, the same query read ad hoc, the
 * same without the optimizer, the parts that a condition cuts it into, and H2 or DuckDB agree ({@link Oracle}).
 * {@code -Dmillrace.random.rounds=N} runs longer, {@code -Dmillrace.random.seed=S} repeats a round.
 */
@Tag("long")
@Timeout(36_000)
class RandomQueriesTest {
    /** For each number of workers. */
    private static final int ROUNDS = Integer.getInteger("millrace.random.rounds", 8);

    private static final long SEED = Long.getLong("millrace.random.seed", 20_261_120);

    private static final Tally TOTAL = new Tally();

    @TempDir
    Path data;

    @AfterAll
    static void report(TestReporter reporter) {
        reporter.publishEntry(TOTAL.entries());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void allAnswersAgree(int workers) throws IOException, SQLException {
        Tally tally = new Tally();
        int refused = 0;
        try (Server server = ComparedEngine.server(data, workers);
                ComparedEngines engines = ComparedEngines.beside(ComparedEngine.millrace(server))) {
            for (String definition : RandomTables.definitions()) {
                engines.execute(definition);
            }
            for (int round = 0; round < ROUNDS; round++) {
                long seed = SEED + 1_000L * round;
                try {
                    refused += new RandomRound(engines, new Random(seed + workers), tally).run();
                } catch (AssertionError e) {
                    throw new AssertionError(
                            workers + " workers, -Dmillrace.random.seed=" + seed + " -Dmillrace.random.rounds=1\n"
                                    + e.getMessage(),
                            e);
                }
            }
        }
        TOTAL.add(tally);
        assertThat(tally.queries()).isEqualTo((long) ROUNDS * RandomRound.QUERIES * RandomRound.STEPS);
        if (ROUNDS > 1) {
            assertThat(Oracle.values()).allMatch(oracle -> tally.of(oracle) > 0);
        }
        assertThat(refused).as("queries that are not supported").isLessThan(ROUNDS * RandomRound.QUERIES / 4);
    }
}
