package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.planner.explain.CircuitText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How joins are planned: keys, what is read and kept, exchanges, order, what is known of the result. */
class JoinPlanTest {
    @Test
    void aJoinKeepsOnlyWhatIsReadOfIt() {
        assertThat(Planning.circuit("SELECT c.url, a.owner FROM clicks AS c JOIN accounts AS a ON c.user_id = a.id"))
                .isEqualTo("""
                        exchange by [0, 1] -> (VARCHAR, VARCHAR NOT NULL)
                          map [] -> (VARCHAR, VARCHAR NOT NULL)
                            join INNER on [0 = 0], left input is append-only -> (BIGINT NOT NULL, VARCHAR, INTEGER NOT NULL, VARCHAR NOT NULL)
                              exchange by [0] -> (BIGINT NOT NULL, VARCHAR)
                                input clicks columns [0, 2] -> (BIGINT NOT NULL, VARCHAR)
                              exchange by [0] -> (INTEGER NOT NULL, VARCHAR NOT NULL)
                                input accounts columns [0, 1] -> (INTEGER NOT NULL, VARCHAR NOT NULL)
                        """);
    }

    @Test
    void whatAnInnerJoinAsksBeyondKeysIsFilteredWithTheProjectionAbove() {
        String inner = Planning.circuit(
                "SELECT c.url FROM clicks AS c JOIN accounts AS a ON c.user_id = a.id AND c.price > a.balance");
        String left = Planning.circuit(
                "SELECT c.url FROM clicks AS c LEFT JOIN accounts AS a ON c.user_id = a.id AND c.price > a.balance");

        assertThat(inner).contains("> $4] -> (VARCHAR)").doesNotContain(" if ");
        assertThat(left).contains("join LEFT on [0 = 0] if [CAST($2 AS DECIMAL) > $4]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    c.user_id = a.id                                        | [0=0]
                    c.duration = a.balance                                  | [7=2]
                    c.score = a.id                                          | [5=4]
                    c.user_id + 1 = a.id * 2                                | [7=4]
                    c.user_id = a.id AND c.url = a.owner                    | [0=0, 2=1]
                    c.price IS NOT DISTINCT FROM a.balance                  | [3 is 2]
                    c.user_id = a.id AND (c.url = a.owner OR c.url = 'x')   | [0=0]
                    c.user_id < a.id                                        | []
                    CAST(c.ts AS DATE) = a.since                            | [7=3]
                    c.ts = a.since                                          | [1=4]
                    """)
    void equalitiesOfBothSidesAreKeysOfOneType(String condition, String keys) {
        // All columns are shown, so that computed keys come behind them.
        JoinNode join = join("SELECT * FROM clicks AS c JOIN accounts AS a ON " + condition);

        assertThat(join.condition().keys().stream().map(JoinPlanTest::text).toList())
                .hasToString(keys);
        for (JoinKey key : join.condition().keys()) {
            assertThat(join.left().types().get(key.left()).storage())
                    .isEqualTo(join.right().types().get(key.right()).storage());
        }
    }

    private static String text(JoinKey key) {
        return key.left() + (key.nullSafe() ? " is " : "=") + key.right();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT c.url, a.id FROM clicks c JOIN accounts a ON c.user_id = a.id         | []     | false
                    SELECT a.id, b.id FROM accounts a JOIN accounts b ON a.id = b.id             | [0]    | false
                    SELECT a.owner, a.id, b.id FROM accounts a JOIN accounts b ON a.owner = b.owner | [1, 2] | false
                    SELECT a.id, b.owner FROM accounts a LEFT JOIN accounts b ON a.since = b.since AND a.id = b.id | [0] | false
                    SELECT a.owner, b.id FROM accounts a RIGHT JOIN accounts b ON a.id = b.id    | [1]    | false
                    SELECT a.id, b.id FROM accounts a FULL JOIN accounts b ON a.owner = b.owner  | [0, 1] | false
                    SELECT a.user_id, b.url FROM clicks a JOIN clicks b ON a.user_id = b.user_id | []     | true
                    SELECT a.user_id, b.url FROM clicks a LEFT JOIN clicks b ON a.user_id = b.user_id | [] | false
                    SELECT t.day_of, t.user_id, a.owner FROM totals t JOIN accounts a ON t.user_id = a.id | [1, 0] | false
                    """)
    void keysAndAppendOnlyAreDerived(String sql, String key, boolean appendOnly) {
        QueryPlan plan = Planning.view(sql);

        assertThat(plan.key()).hasToString(key);
        assertThat(plan.appendOnly()).isEqualTo(appendOnly);
    }

    @Test
    void sidesThatAreSpreadByTheKeysStayWhereTheyAre() {
        String circuit = Planning.circuit(
                "SELECT a.url, a.n, b.m FROM (SELECT url, COUNT(*) AS n FROM clicks GROUP BY url) AS a "
                        + "JOIN (SELECT owner, COUNT(*) AS m FROM accounts GROUP BY owner) AS b ON a.url = b.owner");

        assertThat(circuit.lines().filter(line -> line.contains("exchange")))
                .as(circuit)
                .hasSize(2);
    }

    @Test
    void aSideSpreadByOneOfTheKeysStaysAndTheOtherIsBroughtToIt() {
        String circuit =
                Planning.circuit("SELECT a.url, b.owner FROM (SELECT url, COUNT(*) AS n FROM clicks GROUP BY url) AS a "
                        + "JOIN accounts AS b ON a.n = b.id AND a.url = b.owner");

        assertThat(circuit).contains("exchange by [1] -> (INTEGER NOT NULL, VARCHAR NOT NULL)\n");
        assertThat(circuit.lines().filter(line -> line.contains("exchange by [0] -> (VARCHAR")))
                .as(circuit)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT 1 FROM clicks c, notes n, accounts a WHERE c.user_id = a.id AND a.owner = n.note | 0
                    SELECT 1 FROM notes n, clicks c, accounts a, totals t WHERE t.user_id = a.id AND n.note = a.owner AND c.user_id = t.user_id | 0
                    SELECT 1 FROM clicks c JOIN accounts a ON c.user_id = a.id JOIN notes n ON n.note = a.owner | 0
                    SELECT 1 FROM clicks c, notes n, accounts a WHERE c.user_id = a.id | 1
                    SELECT 1 FROM (SELECT n.note, c.user_id FROM clicks c, notes n) AS x, accounts a WHERE x.user_id = a.id AND a.owner = x.note | 0
                    """)
    void relationsWaitForAnEqualityThatTiesThem(String sql, int products) {
        assertThat(Planning.circuit(sql).lines().filter(line -> line.contains("of all pairs")))
                .as(Planning.circuit(sql))
                .hasSize(products);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT c.url, a.id FROM clicks c, accounts a                          | accounts | clicks
                    SELECT c.url, a.id FROM accounts a, clicks c                          | accounts | clicks
                    SELECT c.url, a.id FROM clicks c RIGHT JOIN accounts a ON c.user_id > a.id | clicks | accounts
                    SELECT c.url, a.id FROM clicks c LEFT JOIN accounts a ON c.user_id > a.id | accounts | clicks
                    SELECT a.id FROM accounts a WHERE NOT EXISTS (SELECT 1 FROM clicks c WHERE c.user_id > a.id) | clicks | accounts
                    SELECT c.url, a.n FROM (SELECT COUNT(*) AS n FROM accounts) AS a, clicks c | accounts | clicks
                    SELECT c.url, a.n FROM clicks c, (SELECT COUNT(*) AS n FROM accounts) AS a | accounts | clicks
                    """)
    void withoutKeysOneSideIsCopiedAndTheOtherSpread(String sql, String copied, String spread) {
        JoinNode join = join(sql);
        PlanNode left = join.left();
        PlanNode right = join.right();
        assertThat(join.broadcastsLeft()).as(Planning.circuit(sql)).isNotEqualTo(join.broadcastsRight());

        assertThat(CircuitText.of(join.broadcastsLeft() ? left : right))
                .contains("copy to all shards", copied)
                .doesNotContain(spread);
        assertThat(CircuitText.of(join.broadcastsLeft() ? right : left))
                .doesNotContain("one shard")
                .contains(spread);
    }

    @Test
    void aFullJoinWithoutKeysIsALeftJoinAndTheRestOfTheRightSide() {
        String circuit = Planning.circuit("SELECT a.id, b.owner FROM accounts a FULL JOIN accounts b ON a.id < b.id");

        assertThat(circuit).contains("union all", "join LEFT of all pairs", "join ANTI of all pairs");
    }

    @Test
    void whatIsOnOneShardAlreadyIsJoinedThere() {
        String circuit = Planning.circuit(
                "SELECT a.n, b.m FROM (SELECT COUNT(*) AS n FROM accounts) AS a FULL JOIN (SELECT COUNT(*) AS m FROM clicks) AS b"
                        + " ON a.n < b.m");

        assertThat(circuit).contains("join FULL of all pairs").doesNotContain("copy to all shards");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT 1 FROM clicks c, accounts a WHERE (c.user_id = a.id AND c.url = 'x') OR (a.id = c.user_id AND a.owner = 'y') | [0=0] | 0
                    SELECT 1 FROM clicks c JOIN accounts a ON (c.user_id = a.id AND c.url = 'x') OR c.user_id = a.id | [0=0] | 0
                    SELECT 1 FROM clicks c, accounts a WHERE ((c.user_id = a.id AND c.url = 'x') OR (c.user_id = a.id AND c.url = 'y')) OR c.user_id = a.id AND a.owner = 'z' | [0=0] | 0
                    SELECT 1 FROM clicks c, accounts a WHERE (c.user_id = a.id AND c.url = 'x') OR (c.user_id > a.id AND c.url = 'x') | [] | 1
                    SELECT 1 FROM clicks c, accounts a WHERE (c.url = 'x' AND c.user_id = a.id + 1) OR (c.url = 'y' AND c.user_id = a.id + 1) | [] | 1
                    SELECT 1 FROM clicks c WHERE EXISTS (SELECT 1 FROM accounts a WHERE (a.id = c.user_id AND a.owner = 'x') OR (a.id = c.user_id AND a.balance > 3)) | [0=0] | 0
                    """)
    void whatAllBranchesOfAnOrShareIsAKeyIfItCannotFail(String sql, String keys, int products) {
        assertThat(join(sql).condition().keys().stream().map(JoinPlanTest::text).toList())
                .as(Planning.circuit(sql))
                .hasToString(keys);
        assertThat(Planning.circuit(sql).lines().filter(line -> line.contains("of all pairs")))
                .hasSize(products);
    }

    @Test
    void conditionsOfOneSideAreFiltersOfThatSideWhereThatIsTheSame() {
        String sql =
                "SELECT c.url FROM clicks AS c %s JOIN accounts AS a ON c.user_id = a.id AND a.balance > 7 AND c.price > 3";

        assertThat(Planning.circuit(sql.formatted("INNER"))).doesNotContain(" if ");
        assertThat(Planning.circuit(sql.formatted("LEFT"))).contains(" if [");
        assertThat(join(sql.formatted("LEFT")).right().types()).hasSize(1);
        assertThat(Planning.circuit(sql.formatted("FULL"))).contains(" if [");
    }

    @Test
    void aFilterThatTurnsAwayMissingRowsMakesAnOuterJoinInner() {
        String sql = "SELECT c.url FROM clicks AS c LEFT JOIN accounts AS a ON c.user_id = a.id WHERE ";

        assertThat(join(sql + "a.balance > 1").kind()).isEqualTo(JoinKind.INNER);
        assertThat(join(sql + "a.id IS NULL").kind()).isEqualTo(JoinKind.LEFT);
        assertThat(join(sql + "COALESCE(a.balance, 2) > 1").kind()).isEqualTo(JoinKind.LEFT);
    }

    @Test
    void aJoinOfARelationWithItselfReadsItOnce() {
        String circuit = Planning.circuit(
                "SELECT a.url FROM clicks AS a JOIN clicks AS b ON a.user_id = b.user_id AND a.url = b.url");

        assertThat(circuit).contains("same as #1");
        assertThat(circuit.lines().filter(line -> line.contains("input clicks")))
                .hasSize(1);
    }

    private static JoinNode join(String sql) {
        List<JoinNode> joins = new ArrayList<>();
        collect(Planning.view(sql).root(), joins);
        assertThat(joins).hasSize(1);
        return joins.get(0);
    }

    private static void collect(PlanNode node, List<JoinNode> joins) {
        if (node instanceof JoinNode join) {
            joins.add(join);
        }
        node.inputs().forEach(input -> collect(input, joins));
    }
}
