package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.planner.explain.CircuitText;
import io.millrace.planner.explain.Types;
import org.junit.jupiter.api.Test;

/** Recorded circuits: where exchanges are, what is read, what is fused, what is known of the result. */
class PlannedQueryTest {
    @Test
    void filterAndProjectionAreOneKernelOverTheColumnsTheyRead() {
        assertThat(Planning.circuit("SELECT user_id, duration + 1 AS d FROM clicks WHERE price > 5"))
                .isEqualTo("""
                        map [CAST($1 AS DECIMAL) > ?; $2 + ?] with 500, 1 -> (BIGINT NOT NULL, INTEGER)
                          input clicks columns [0, 3, 4] -> (BIGINT NOT NULL, DECIMAL(10, 2), INTEGER)
                        """);
    }

    @Test
    void groupsAreExchangedByTheirKeysAndHavingIsAboveThem() {
        QueryPlan plan = Planning.view(
                "SELECT user_id, COUNT(*) AS n, SUM(duration) AS total, AVG(score) FROM clicks WHERE url = 'x'"
                        + " GROUP BY user_id HAVING COUNT(*) > 2");

        assertThat(CircuitText.of(plan.root())).isEqualTo("""
                        map [$1 > ?] with 2 -> (BIGINT NOT NULL, BIGINT NOT NULL, BIGINT, DOUBLE)
                          aggregate by [0] of [COUNT(*), SUM(1), AVG(2)], input is append-only -> (BIGINT NOT NULL, BIGINT NOT NULL, BIGINT, DOUBLE)
                            exchange by [0] -> (BIGINT NOT NULL, INTEGER, DOUBLE)
                              map [$1 = ?] with x -> (BIGINT NOT NULL, INTEGER, DOUBLE)
                                input clicks columns [0, 2, 4, 5] -> (BIGINT NOT NULL, VARCHAR, INTEGER, DOUBLE)
                        """);
        assertThat(plan.key()).containsExactly(0);
        assertThat(plan.appendOnly()).isFalse();
    }

    @Test
    void selectingColumnsOfATableIsAnInputOfThoseColumns() {
        QueryPlan plan = Planning.read("SELECT id, owner FROM accounts");

        assertThat(CircuitText.of(plan.root()))
                .isEqualTo("input accounts columns [0, 1] -> (INTEGER NOT NULL, VARCHAR NOT NULL)\n");
        assertThat(plan.asView("copy").schema().column(0).name()).isEqualTo("id");
    }

    @Test
    void columnsAreCalledWhatTheQueryCallsThem() {
        assertThat(Planning.view(
                                "SELECT user_id AS u, \"TS\", price * 2 AS twice, 'a' AS a, COUNT(*) OVER_ALL FROM clicks"
                                        + " GROUP BY user_id, ts, price")
                        .schema()
                        .columns()
                        .stream()
                        .map(column -> column.name() + " " + Types.declaration(column.type()))
                        .toList())
                .containsExactly(
                        "u BIGINT NOT NULL",
                        "TS TIMESTAMP(3) NOT NULL",
                        "twice DECIMAL(20, 2)",
                        "a VARCHAR(1) NOT NULL",
                        "OVER_ALL BIGINT NOT NULL");
    }
}
