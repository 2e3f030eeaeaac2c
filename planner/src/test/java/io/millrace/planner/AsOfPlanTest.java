package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How joins as of a time are planned: what goes below them, and which columns they keep. */
class AsOfPlanTest {
    private static final String NEAREST = "SELECT c.url, a.owner FROM clicks AS c ASOF JOIN accounts AS a"
            + " MATCH_CONDITION c.ts >= a.since ON c.user_id = a.id";

    @Test
    void aFilterOnTheLeftSideGoesBelowAndOneOnTheRightSideStaysAbove() {
        String circuit = Planning.circuit(NEAREST + " WHERE c.price > 3 AND a.balance > 4");

        assertThat(before(circuit, "join as of")).contains("with 400").doesNotContain("with 300");
        assertThat(circuit.substring(circuit.indexOf("join as of")))
                .contains("with 300")
                .doesNotContain("with 400");
    }

    @Test
    void aFilterOnTheLeftSideGoesBelowALookup() {
        String circuit = Planning.circuit(
                "SELECT c.url, a.owner FROM clicks AS c LEFT JOIN accounts"
                        + " FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP AS a ON c.user_id = a.id WHERE c.price > 3 AND a.balance > 4");

        assertThat(before(circuit, "look up")).contains("with 400").doesNotContain("with 300");
        assertThat(circuit.substring(circuit.indexOf("look up")))
                .contains("with 300")
                .contains("input accounts columns [0, 1, 2]")
                .contains("input clicks columns [0, 2, 3]");
    }

    private static String before(String circuit, String step) {
        assertThat(circuit).contains(step);
        return circuit.substring(0, circuit.indexOf(step));
    }

    /** Which right row is the nearest of several depends on all columns, unless keys and time tell rows apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT c.url, d.url AS other FROM clicks c ASOF JOIN clicks d MATCH_CONDITION c.ts > d.ts ON c.user_id = d.user_id | [0, 1, 2, 3, 4, 5, 6]
                    SELECT c.url FROM clicks c ASOF JOIN clicks d MATCH_CONDITION c.ts > d.ts ON c.user_id = d.user_id                 | [0, 1]
                    SELECT c.url, a.owner FROM clicks c ASOF JOIN accounts a MATCH_CONDITION c.score > a.balance ON c.user_id = a.id | [0, 1, 2]
                    """)
    void columnsThatDecideBetweenEquallyNearRowsStay(String sql, String columns) {
        String circuit = Planning.circuit(sql);
        String right = circuit.lines()
                .filter(line -> line.contains("input "))
                .reduce((first, second) -> second)
                .orElseThrow();
        assertThat(right).contains("columns " + columns);
    }

    @Test
    void bothSidesAreExchangedByTheKeysAndComparedInOneType() {
        assertThat(Planning.circuit(NEAREST))
                .contains("join as of 1 >= 3 on [0 = 0]")
                .contains("CAST($2 AS TIMESTAMP")
                .contains("exchange by [0]");
        assertThat(Planning.circuit(NEAREST.replace("ASOF", "LEFT ASOF").replace(">=", "<")))
                .contains("join left as of 1 < 3 on [0 = 0]");
    }
}
