package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.plan.Frontier;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.explain.CircuitText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which conditions of a join are known to bound how far apart rows are in event time, and which are not. */
class JoinInTimePlanTest {
    /** The clicks of {@link TestCatalog}, with a watermark. */
    private static final Catalog CATALOG = new Catalog() {
        private final Catalog others = new TestCatalog();

        @Override
        public Optional<Relation> relation(String schema, String name) {
            return others.relation(schema, name)
                    .map(found -> found.name().equals("clicks")
                            ? found.withFrontiers(Map.of(1, Frontier.of("clicks")))
                            : found);
        }

        @Override
        public Collection<String> names(String schema) {
            return others.names(schema);
        }
    };

    private static String circuit(String join) {
        return CircuitText.of(Planning.prepare("SELECT a.url, b.url FROM clicks AS a " + join, CATALOG, Purpose.VIEW)
                .plan(List.of())
                .root());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a.ts BETWEEN b.ts - INTERVAL '5' SECOND AND b.ts + INTERVAL '1' MINUTE              | from -5000 to 60000 ms
            b.ts + INTERVAL '5' SECOND >= a.ts AND a.ts > b.ts - INTERVAL '2' SECOND            | from -1999 to 5000 ms
            a.ts + INTERVAL '1' SECOND < b.ts - INTERVAL '1' SECOND AND b.ts <= a.ts + INTERVAL '1' HOUR | from -3600000 to -2001 ms
            NOT (a.ts < b.ts) AND a.ts - INTERVAL '1' DAY <= b.ts AND a.ts <= b.ts + INTERVAL '1' HOUR | from 0 to 3600000 ms
            a.ts >= b.ts                                                                        | at least 0 ms
            b.ts > a.ts + INTERVAL '10' SECOND                                                  | at most -10001 ms""")
    void boundsOfTimeAreRecognised(String condition, String range) {
        for (String kind : List.of("JOIN", "LEFT JOIN", "FULL JOIN")) {
            String circuit = circuit(kind + " clicks AS b ON a.user_id = b.user_id AND " + condition);

            assertThat(circuit)
                    .contains(range)
                    .contains(range.startsWith("at most") ? "forgets right rows" : "forgets left rows")
                    .doesNotContain(" if ")
                    .doesNotContain("< $")
                    .doesNotContain("> $");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.ts <= b.ts + INTERVAL '1' MONTH AND b.ts > a.ts - INTERVAL '1' YEAR",
                "a.ts + b.duration * INTERVAL '1' SECOND > b.ts",
                "a.ts <> b.ts",
                "(a.ts > b.ts OR a.ok)"
            })
    void whatDoesNotBoundTimeByAFixedLengthStaysACondition(String condition) {
        String circuit = circuit("LEFT JOIN clicks AS b ON a.user_id = b.user_id AND " + condition);

        assertThat(circuit).contains(" if ").doesNotContain("forgets left rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.ts = b.ts", "FLOOR(a.ts TO HOUR) = FLOOR(b.ts TO HOUR)", "a.ts = b.ts + INTERVAL '1' HOUR"})
    void equalTimesAreKeysThatClose(String condition) {
        assertThat(circuit("LEFT JOIN clicks AS b ON " + condition))
                .contains("join LEFT on [")
                .contains("forgets left rows")
                .contains("forgets right rows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trips AS b ON a.duration = b.id", "accounts AS b ON a.user_id = b.id AND a.ts > b.since"})
    void withoutATimeOnBothSidesNothingIsForgotten(String other) {
        String circuit = CircuitText.of(
                Planning.prepare("SELECT a.url FROM clicks AS a LEFT JOIN " + other, CATALOG, Purpose.VIEW)
                        .plan(List.of())
                        .root());

        assertThat(circuit).doesNotContain("forgets").doesNotContain("less time");
    }
}
