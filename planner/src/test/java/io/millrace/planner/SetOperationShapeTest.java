package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which nodes set operations become, and what is known of their rows. */
class SetOperationShapeTest {
    @Test
    void aChainOfOneOperationIsOneNodeExchangedByWholeRows() {
        assertThat(
                        Planning.circuit(
                                "SELECT user_id FROM clicks EXCEPT SELECT duration FROM clicks EXCEPT SELECT user_id FROM clicks WHERE price > 1"))
                .isEqualTo("""
                        except -> (BIGINT)
                          exchange by [0] -> (BIGINT NOT NULL)
                            input clicks columns [0] -> (BIGINT NOT NULL)
                          exchange by [0] -> (BIGINT)
                            map [CAST($0 AS BIGINT)] -> (BIGINT)
                              input clicks columns [4] -> (INTEGER)
                          exchange by [0] -> (BIGINT NOT NULL)
                            map [CAST($1 AS DECIMAL) > ?] with 100 -> (BIGINT NOT NULL)
                              input clicks columns [0, 3] -> (BIGINT NOT NULL, DECIMAL(10, 2))
                        """);
    }

    @Test
    void operationsThatDifferAreNodesOfTheirOwn() {
        String circuit = Planning.circuit(
                "SELECT url FROM clicks EXCEPT ALL (SELECT url FROM clicks WHERE price > 1 INTERSECT SELECT note FROM notes)");

        assertThat(circuit).startsWith("except all ->").contains("intersect ->");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT url FROM clicks INTERSECT SELECT url FROM clicks WHERE price > 1 | [0] | true
                    SELECT url FROM clicks INTERSECT ALL SELECT url FROM clicks WHERE price > 1 | [] | true
                    SELECT url FROM clicks EXCEPT SELECT url FROM clicks WHERE price > 1 | [0] | false
                    SELECT url FROM clicks EXCEPT ALL SELECT url FROM clicks WHERE price > 1 | [] | false
                    SELECT url FROM clicks INTERSECT SELECT owner FROM accounts | [0] | false
                    """)
    void keysAndAppendOnlyAreDerived(String sql, String key, boolean appendOnly) {
        QueryPlan plan = Planning.view(sql);

        assertThat(plan.key().toString()).isEqualTo(key);
        assertThat(plan.appendOnly()).isEqualTo(appendOnly);
    }

    @Test
    void groupingSetsAreExpandedOnceBelowOneAggregate() {
        assertThat(Planning.circuit(
                        "SELECT url, GROUPING(url), SUM(user_id) FROM clicks GROUP BY ROLLUP (url, user_id)"))
                .isEqualTo("""
                        exchange by [0, 1, 2] -> (VARCHAR, BIGINT NOT NULL, BIGINT)
                          map [] -> (VARCHAR, BIGINT NOT NULL, BIGINT)
                            union all -> (VARCHAR, BIGINT, BIGINT NOT NULL, BIGINT)
                              map [CASE($2 = ?, ?, ?)] with 0, 0, 0 -> (VARCHAR, BIGINT, BIGINT NOT NULL, BIGINT)
                                aggregate by [0, 1, 3] of [SUM(2)], input is append-only -> (VARCHAR, BIGINT, INTEGER NOT NULL, BIGINT)
                                  exchange by [0, 1, 3] -> (VARCHAR, BIGINT, BIGINT NOT NULL, INTEGER NOT NULL)
                                    expand with NULL in [], [1] -> (VARCHAR, BIGINT, BIGINT NOT NULL, INTEGER NOT NULL)
                                      map [] -> (VARCHAR, BIGINT NOT NULL, BIGINT NOT NULL)
                                        input clicks columns [0, 2] -> (BIGINT NOT NULL, VARCHAR)
                              map [] with 1 -> (VARCHAR, BIGINT, BIGINT NOT NULL, BIGINT)
                                aggregate by [] of [SUM(0)], input is append-only -> (BIGINT)
                                  exchange to one shard -> (BIGINT NOT NULL)
                                    input clicks columns [0] -> (BIGINT NOT NULL)
                        """);
    }

    @Test
    void keysThatAreNeverNullTellGroupingSetsApart() {
        assertThat(Planning.view("SELECT user_id, COUNT(*) FROM clicks GROUP BY ROLLUP (user_id)")
                        .key())
                .containsExactly(0);
        assertThat(Planning.view("SELECT url, COUNT(*) FROM clicks GROUP BY ROLLUP (url)")
                        .key())
                .isEmpty();
    }
}
