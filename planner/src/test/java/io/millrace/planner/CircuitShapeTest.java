package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.planner.explain.CircuitText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where exchanges stand, what is read, which keys are known, what is shared. */
class CircuitShapeTest {
    private static final String HOURS = "TABLE(TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '1' HOUR))";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT url, user_id FROM clicks | [] | true
                    SELECT owner, id FROM accounts | [1] | false
                    SELECT owner FROM accounts | [] | false
                    SELECT id + 1, id FROM accounts WHERE balance > 0 | [1] | false
                    SELECT COUNT(*) FROM clicks | [] | false
                    SELECT user_id, url, COUNT(*) FROM clicks GROUP BY url, user_id | [1, 0] | false
                    SELECT COUNT(*), user_id FROM clicks GROUP BY user_id | [1] | false
                    SELECT DISTINCT url FROM clicks | [0] | true
                    SELECT url FROM clicks UNION ALL SELECT note FROM notes | [] | false
                    SELECT url FROM clicks UNION ALL SELECT url FROM clicks | [] | true
                    """)
    void keysAndAppendOnlyAreDerived(String sql, String key, boolean appendOnly) {
        QueryPlan plan = Planning.view(sql);

        assertThat(plan.key().toString()).isEqualTo(key);
        assertThat(plan.appendOnly()).isEqualTo(appendOnly);
    }

    @Test
    void theStartOfAWindowIsAKeyWithoutItsEnd() {
        assertThat(Planning.view("SELECT window_start, COUNT(*) FROM " + HOURS + " GROUP BY window_start, window_end")
                        .key())
                .containsExactly(0);
        assertThat(Planning.view("SELECT window_start, window_end, url, COUNT(*) FROM " + HOURS
                                + " GROUP BY window_start, window_end, url")
                        .key())
                .containsExactly(0, 2);
    }

    @Test
    void groupByTumbleIsTheTableFunction() {
        String old = Planning.circuit(
                "SELECT TUMBLE_START(ts, INTERVAL '1' HOUR) AS s, url, COUNT(*) FROM clicks AS c WHERE c.price > 3 GROUP BY"
                        + " TUMBLE(ts, INTERVAL '1' HOUR), url");

        assertThat(old)
                .isEqualTo(Planning.circuit("SELECT window_start AS s, url, COUNT(*) FROM " + HOURS
                        + " AS c WHERE c.price > 3 GROUP BY window_start, window_end, url"));
    }

    @Test
    void aWindowIsAssignedInTheKernelThatFiltersAndOnlyWhatIsReadIsRead() {
        assertThat(Planning.circuit("SELECT window_start, SUM(duration) FROM " + HOURS
                        + " WHERE url = 'x' GROUP BY window_start, window_end"))
                .isEqualTo("""
                        map [] -> (TIMESTAMP(3) NOT NULL, BIGINT)
                          aggregate by [0, 1] of [SUM(2)], input is append-only -> (TIMESTAMP(3) NOT NULL, TIMESTAMP(3) NOT NULL, BIGINT)
                            exchange by [0] -> (TIMESTAMP(3) NOT NULL, TIMESTAMP(3) NOT NULL, INTEGER)
                              map [$1 = ?] with x, 3600000, 3600000, 0 -> (TIMESTAMP(3) NOT NULL, TIMESTAMP(3) NOT NULL, INTEGER)
                                input clicks columns [1, 2, 4] -> (TIMESTAMP(3) NOT NULL, VARCHAR, INTEGER)
                        """);
    }

    @Test
    void rowsOfAGroupThatAreOnOneShardAreNotExchangedAgain() {
        String circuit = Planning.circuit("SELECT user_id, n, COUNT(*) FROM (SELECT user_id, COUNT(*) AS n FROM clicks"
                + " GROUP BY user_id) GROUP BY user_id, n");

        assertThat(circuit.lines().filter(line -> line.contains("exchange"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT COUNT(*) * 2 AS n, url, user_id FROM clicks GROUP BY user_id, url                              | 1
                    SELECT n, url FROM (SELECT url, COUNT(*) AS n FROM clicks GROUP BY url) WHERE n > 1                   | 1
                    SELECT DISTINCT url, n + 1 FROM (SELECT url, COUNT(*) AS n FROM clicks GROUP BY url)                  | 1
                    SELECT url, MAX(n) FROM (SELECT url, user_id, COUNT(*) AS n FROM clicks GROUP BY url, user_id) GROUP BY url | 2
                    SELECT COUNT(*) AS n, UPPER(url) FROM clicks GROUP BY url                                            | 2
                    SELECT COUNT(*) AS n FROM clicks GROUP BY url                                                        | 2
                    """)
    void aProjectionThatCopiesTheKeysNeedsNoExchangeAboveIt(String sql, int exchanges) {
        assertThat(Planning.circuit(sql).lines().filter(line -> line.contains("exchange")))
                .as(Planning.circuit(sql))
                .hasSize(exchanges);
    }

    @Test
    void aResultThatCanDeleteIsExchangedByItsKeyOrByAllColumns() {
        assertThat(((ExchangeNode)
                                Planning.view("SELECT owner, id FROM accounts").root())
                        .keys())
                .containsExactly(1);
        assertThat(((ExchangeNode) Planning.view("SELECT owner, since FROM accounts")
                                .root())
                        .keys())
                .containsExactly(0, 1);
        assertThat(Planning.view("SELECT url FROM clicks").root()).isNotInstanceOf(ExchangeNode.class);
        assertThat(Planning.read("SELECT owner FROM accounts").root()).isNotInstanceOf(ExchangeNode.class);
    }

    @Test
    void rowsThatDifferAnywayAreNotMadeDistinct() {
        assertThat(nodes(
                        Planning.view("SELECT DISTINCT id, owner FROM accounts").root()))
                .noneMatch(DistinctNode.class::isInstance);
        assertThat(nodes(Planning.view("SELECT DISTINCT owner FROM accounts").root()))
                .anyMatch(DistinctNode.class::isInstance);
    }

    @Test
    void limitIsATopNOnOneShardWithoutTheColumnsThatOnlyOrder() {
        assertThat(Planning.circuit("SELECT url FROM clicks ORDER BY price DESC, user_id NULLS FIRST LIMIT 5 OFFSET 2"))
                .isEqualTo("""
                        map [] -> (VARCHAR)
                          rows of ROW_NUMBER 3 to 7 in order [1 descending, 2 nulls first], input is append-only -> (VARCHAR, DECIMAL(10, 2), BIGINT NOT NULL)
                            exchange to one shard -> (VARCHAR, DECIMAL(10, 2), BIGINT NOT NULL)
                              input clicks columns [2, 3, 0] -> (VARCHAR, DECIMAL(10, 2), BIGINT NOT NULL)
                        """);
        assertThat(Planning.view("SELECT url FROM clicks LIMIT 1").key()).isEmpty();
        assertThat(Planning.view("SELECT id, owner FROM accounts LIMIT 7").key())
                .containsExactly(0);
    }

    @Test
    void aConditionOnTheNumberOfRowsIsATopNForEachKeyThatNumbersOnlyIfTheNumberIsUsed() {
        String ranked =
                "(SELECT user_id, url, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY price DESC) AS n FROM clicks)";

        assertThat(Planning.circuit("SELECT user_id, url FROM " + ranked + " WHERE n <= 3 AND url <> 'x'"))
                .isEqualTo("""
                        map [$1 <> ?] with x -> (BIGINT NOT NULL, VARCHAR)
                          rows of ROW_NUMBER up to 3 by [0] in order [2 descending], input is append-only -> (BIGINT NOT NULL, VARCHAR, DECIMAL(10, 2))
                            exchange by [0] -> (BIGINT NOT NULL, VARCHAR, DECIMAL(10, 2))
                              input clicks columns [0, 2, 3] -> (BIGINT NOT NULL, VARCHAR, DECIMAL(10, 2))
                        """);
        assertThat(Planning.circuit("SELECT url, n FROM " + ranked + " WHERE n BETWEEN 2 AND 3"))
                .contains("rows of ROW_NUMBER 2 to 3 by [0] in order [2 descending], numbered");
        assertThat(Planning.circuit("SELECT url FROM " + ranked + " WHERE n < 2 OR url = 'x'"))
                .contains("over by [0] in order [2 descending] of [ROW_NUMBER]");
        assertThat(Planning.view("SELECT user_id, url FROM " + ranked + " WHERE n = 1")
                        .key())
                .containsExactly(0);
        assertThat(Planning.view("SELECT n, user_id FROM " + ranked).key()).containsExactly(1, 0);
    }

    @Test
    void qualifyAndFilterAreWhatTheyStandFor() {
        assertThat(Planning.circuit(
                        "SELECT user_id FROM clicks QUALIFY RANK() OVER (PARTITION BY url ORDER BY ts DESC) = 1"))
                .contains("rows of RANK up to 1 by [2] in order [1 descending], input is append-only");
        assertThat(Planning.circuit(
                        "SELECT AVG(duration) FILTER (WHERE price > 1) OVER (ORDER BY ts) AS a FROM clicks"))
                .isEqualTo(Planning.circuit(
                        "SELECT AVG(CASE WHEN price > 1 THEN duration END) OVER (ORDER BY ts) AS a FROM clicks"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user_id = 7",
                "user_id = 7 AND n > 2",
                "n > 2 AND (user_id + 1 IN (3, 4) OR user_id IS NULL)",
                "CAST(user_id AS VARCHAR) LIKE '1%' AND url <> 'x'"
            })
    void conditionsOnThePartitionStandBelowWindowFunctions(String condition) {
        String circuit =
                Planning.circuit("SELECT url, n, m FROM (SELECT user_id, url, COUNT(*) OVER (PARTITION BY user_id"
                        + " ORDER BY ts) AS n, MAX(price) OVER (PARTITION BY url, user_id) AS m FROM clicks) WHERE "
                        + condition);

        List<String> lines = circuit.lines().toList();
        int over = lines.indexOf(lines.stream()
                .filter(line -> line.contains("over by"))
                .findFirst()
                .orElseThrow());
        assertThat(lines.subList(over, lines.size())).as(circuit).anyMatch(line -> line.contains("map ["));
        assertThat(lines.subList(0, over).stream().anyMatch(line -> line.contains("map [$")))
                .as(circuit)
                .isEqualTo(condition.contains("AND ") && !condition.startsWith("n > 2 OR"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url = 'x'",
                "n = 1",
                "user_id = 7 OR n = 1",
                "user_id = m",
            })
    void otherConditionsStandAboveWindowFunctions(String condition) {
        String circuit = Planning.circuit("SELECT url, n, m FROM (SELECT user_id, url, SUM(duration) OVER (PARTITION BY"
                + " user_id ORDER BY ts) AS n, MAX(price) OVER (PARTITION BY url, user_id) AS m FROM clicks) WHERE "
                + condition);

        assertThat(circuit.substring(circuit.indexOf("over by"))).doesNotContain("map [$");
    }

    @Test
    void aConditionOnAKeyOfDoublesStandsAboveItsWindowFunctions() {
        // Zeros are equal, but a function can tell them apart.
        String circuit =
                Planning.circuit("SELECT n FROM (SELECT score, COUNT(*) OVER (PARTITION BY score) AS n FROM clicks)"
                        + " WHERE CAST(score AS VARCHAR) = '0.0'");

        assertThat(circuit.substring(circuit.indexOf("over by"))).doesNotContain("map [$");
    }

    @Test
    void framesOfGroupsAreKnownByTheirPlaceOnly() {
        assertThat(
                        Planning.circuit(
                                "SELECT COUNT(*) OVER (ORDER BY ts GROUPS BETWEEN 2 PRECEDING AND CURRENT ROW) AS n FROM clicks"))
                .contains("COUNT(*) groups -2 to 0");
        assertThat(
                        Planning.circuit(
                                "SELECT SUM(groups) OVER (ORDER BY groups GROUPS 3 PRECEDING) AS s FROM (SELECT duration AS groups FROM clicks) AS g WHERE groups BETWEEN 1 AND 9"))
                .contains("SUM(0) groups -3 to 0");
        assertThat(
                        Planning.circuit(
                                "SELECT MIN(url) OVER w AS m FROM clicks WINDOW w AS (PARTITION BY user_id ORDER BY ts DESC GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE TIES)"))
                .contains("MIN(2) groups 0 to unbounded without ties");
        assertThat(
                        Planning.circuit(
                                "SELECT COUNT(*) OVER (ORDER BY ts ROWS BETWEEN 5000000000000 PRECEDING AND 1 FOLLOWING) AS n FROM clicks"))
                .contains("COUNT(*) rows -2147483647 to 1");
        assertThat(Planning.viewError("SELECT COUNT(*) OVER (ORDER BY ts GROUPS 1.5 PRECEDING) AS n FROM clicks"))
                .startsWith("1:42 INVALID_ARGUMENT GROUPS takes a constant whole number");
    }

    @Test
    void windowsThatShareTheirOrderAreOneNode() {
        assertThat(
                        Planning.circuit(
                                "SELECT user_id, SUM(duration) OVER w AS s, COUNT(*) OVER (PARTITION BY user_id ORDER BY ts ROWS 2 PRECEDING) AS n,"
                                        + " LAG(url, 2) OVER w AS u, MAX(price) OVER (PARTITION BY user_id) AS m FROM clicks WINDOW w AS (PARTITION BY user_id ORDER BY ts)"))
                .contains("over by [0] in order [1] of [SUM(4) groups unbounded to 0,"
                        + " COUNT(*) rows -2 to 0, LAG(2, 2), MAX(3) rows unbounded to unbounded] ->")
                .containsOnlyOnce("over by")
                .containsOnlyOnce("exchange");
    }

    @Test
    void computedColumnsAreComputedFromThePhysicalOnesTheyNeed() {
        assertThat(Planning.circuit("SELECT seconds FROM trips WHERE label = 'A'"))
                .isEqualTo("""
                        map [UPPER($1) = ?; $0 / ?] with A, 1000 -> (BIGINT)
                          input trips columns [1, 2] -> (BIGINT, VARCHAR)
                        """);
    }

    @Test
    void equalPartsOfAPlanAreOneNode() {
        String circuit = Planning.circuit("WITH n AS (SELECT user_id, COUNT(*) AS c FROM clicks GROUP BY user_id)"
                + " SELECT user_id, c FROM n UNION ALL SELECT user_id, c FROM n");

        assertThat(circuit).contains("#1 aggregate by [0] of [COUNT(*)]").contains("same as #1");
    }

    @Test
    void countingWhatIsNeverNullReadsNoColumn() {
        assertThat(Planning.circuit("SELECT COUNT(user_id) FROM clicks"))
                .contains("of [COUNT(*)]")
                .contains("columns []");
    }

    @Test
    void callsThatCanFailAreNullable() {
        assertThat(Planning.view("SELECT user_id + 1, user_id + 1 IS NULL, score * 2, UPPER('a'), SUM(user_id)"
                                + " FROM (SELECT user_id, score FROM clicks) GROUP BY user_id, score")
                        .schema()
                        .types())
                .extracting(type -> type.nullable())
                .containsExactly(true, false, true, false, true);
    }

    @Test
    void whatRemainsOfAFoldedConditionJoinsThoseAroundIt() {
        assertThat(Planning.circuit("SELECT url FROM clicks WHERE ok OR (1 + 1 = 2 AND (user_id = 3 OR duration = 8))"))
                .isEqualTo(Planning.circuit("SELECT url FROM clicks WHERE ok OR user_id = 3 OR duration = 8"));
        assertThat(Planning.circuit(
                        "SELECT url FROM clicks WHERE ok AND (1 + 1 = 3 OR (user_id = 3 AND duration = 8))"))
                .isEqualTo(Planning.circuit("SELECT url FROM clicks WHERE ok AND user_id = 3 AND duration = 8"));
    }

    @Test
    void aFilterThatNeverHoldsReadsNothing() {
        assertThat(Planning.circuit("SELECT url FROM clicks WHERE 1 = 0")).doesNotContain("input");
        assertThat(Planning.circuit("SELECT url FROM clicks WHERE ok AND 1 + 1 = 3"))
                .doesNotContain("input");
        assertThat(Planning.circuit("SELECT ARRAY[1] AS a, MAP[1, 2] AS m, ROW(1, 'a') AS r, INTERVAL '1' DAY AS d,"
                        + " CAST('0b6e1c2a-7f3d-4a51-9c08-5d2f9e6b7a10' AS UUID) AS u FROM clicks WHERE 1 = 0"))
                .doesNotContain("input");
    }

    @Test
    void explainShowsThePlanAfterEachPhase() {
        String plan = new Planner()
                .explainPlan(
                        ((io.millrace.planner.parse.Statement.Query)
                                        Planning.parse("SELECT url FROM clicks WHERE user_id = 2 AND 1 + 1 = 2"))
                                .query(),
                        new TestCatalog(),
                        Purpose.VIEW);

        assertThat(plan.lines())
                .containsExactly(
                        "-- as written",
                        "Project(url=[$2])",
                        "  Filter(condition=[AND(=($0, 2), =(+(1, 1), 2))])",
                        "    TableScan(table=[[clicks]])",
                        "-- common conditions: no change",
                        "-- subqueries to joins: no change",
                        "-- gather rows: no change",
                        "-- fold constants",
                        "Project(url=[$2])",
                        "  Filter(condition=[=($0, 2)])",
                        "    TableScan(table=[[clicks]])",
                        "-- push filters: no change",
                        "-- remove what is empty: no change",
                        "-- order joins: no change",
                        "-- trim columns",
                        "Project(url=[$1])",
                        "  Filter(condition=[=($0, 2)])",
                        "    Project(user_id=[$0], url=[$2])",
                        "      TableScan(table=[[clicks]])",
                        "-- present time: no change");
    }

    @Test
    void expressionsThatDoubleWithEachSubqueryAreComputedByOneKernelAboveTheOther() {
        int levels = 40;
        String sql =
                "SELECT a + a AS a FROM (".repeat(levels) + "SELECT duration AS a FROM clicks" + ")".repeat(levels);

        List<PlanNode> nodes = nodes(Planning.view(sql).root());

        assertThat(nodes).filteredOn(MapNode.class::isInstance).hasSizeBetween(2, levels / 2);
    }

    @Test
    void aFreshPlannerCanBeWarmedUp() {
        new Planner().warmUp();

        assertThat(CircuitText.of(Planning.view("SELECT url FROM clicks").root()))
                .startsWith("input clicks");
    }

    private static List<PlanNode> nodes(PlanNode root) {
        List<PlanNode> nodes = new java.util.ArrayList<>(List.of(root));
        for (int index = 0; index < nodes.size(); index++) {
            nodes.addAll(nodes.get(index).inputs());
        }
        return nodes;
    }
}
