package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregates beyond counting and adding up, as reads and as views, under deletions, beside H2. */
@Timeout(240)
class StatisticsEqualH2Test {
    private static final List<ComparedQueries.Query> QUERIES = List.of(
            ComparedQueries.h2(
                    "SELECT g, CAST(VAR_POP(i) AS DECIMAL(24, 6)), CAST(VAR_SAMP(n) AS DECIMAL(24, 6)),"
                            + " CAST(STDDEV_POP(n) AS DECIMAL(24, 6)), CAST(STDDEV_SAMP(i) AS DECIMAL(24, 6)) FROM t GROUP BY g"),
            ComparedQueries.h2(
                    "SELECT CAST(VAR_POP(m) AS DECIMAL(24, 4)), CAST(STDDEV_SAMP(m) AS DECIMAL(24, 4)) FROM t"),
            ComparedQueries.h2("SELECT f, CAST(STDDEV_POP(CAST(m AS DOUBLE) / 3) AS DECIMAL(24, 6)) FROM t GROUP BY f"),
            ComparedQueries.h2("SELECT g, CAST(STDDEV_SAMP(DISTINCT i) AS DECIMAL(24, 6)),"
                    + " CAST(VAR_POP(n) FILTER (WHERE f) AS DECIMAL(24, 6)) FROM t GROUP BY g"),
            ComparedQueries.h2("SELECT g, EVERY(f) AS a, EVERY(n > 3) FILTER (WHERE i > 2) AS b FROM t GROUP BY g"),
            ComparedQueries.h2(
                    "SELECT g, SOME(f), BOOL_AND(n > 2), BOOL_OR(n > 8) FROM t GROUP BY g",
                    "SELECT g, ANY(f), EVERY(n > 2), ANY(n > 8) FROM t GROUP BY g"),
            ComparedQueries.h2(
                    "SELECT g, ANY_VALUE(g) AS a, ANY_VALUE(CASE WHEN n > 5 THEN 7 ELSE 7 END) AS b FROM t GROUP BY g"),
            ComparedQueries.h2(
                    "SELECT g, APPROX_COUNT_DISTINCT(i) FROM t GROUP BY g",
                    "SELECT g, COUNT(DISTINCT i) FROM t GROUP BY g"));

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void aggregatesEqualH2(long seed) throws Exception {
        try (ComparedQueries compared = new ComparedQueries("statistics" + seed, seed)) {
            assertThat(compared.run(QUERIES)).isEmpty();
        }
    }
}
