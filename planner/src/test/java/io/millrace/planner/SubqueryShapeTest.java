package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.PlanNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which joins subqueries become: semi and anti joins where they filter, on equal keys wherever they can be. */
class SubqueryShapeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    SELECT url FROM clicks c WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.user_id) | SEMI
                    SELECT url FROM clicks c WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.user_id) | ANTI
                    SELECT url FROM clicks c WHERE EXISTS (SELECT 1 FROM accounts a WHERE a.id = c.user_id AND a.owner <> c.url) | SEMI
                    SELECT url FROM clicks WHERE user_id IN (SELECT id FROM accounts) | SEMI
                    SELECT url FROM clicks WHERE user_id NOT IN (SELECT id FROM accounts) | ANTI
                    SELECT url FROM clicks c WHERE user_id NOT IN (SELECT id FROM accounts a WHERE a.owner = c.url) | ANTI
                    SELECT url, user_id IN (SELECT id FROM accounts) FROM clicks | MARK
                    SELECT (SELECT owner FROM accounts a WHERE a.id = c.user_id) FROM clicks c | LEFT
                    SELECT (SELECT COUNT(*) FROM accounts a WHERE a.id = c.user_id) FROM clicks c | LEFT
                    SELECT url FROM clicks c WHERE duration > (SELECT AVG(balance) FROM accounts a WHERE a.owner = c.url) | INNER
                    SELECT c.url, x.owner FROM clicks c, LATERAL (SELECT owner FROM accounts a WHERE a.id = c.user_id) AS x | INNER
                    """)
    void isOneJoinOnEqualKeys(String sql, JoinKind kind) {
        Set<JoinNode> joins = joins(sql);

        assertThat(joins).extracting(JoinNode::kind).containsExactly(kind);
        assertThat(joins).allSatisfy(join -> assertThat(join.condition().keys()).isNotEmpty());
    }

    @Test
    void aValueThatIsFoundByAKeyNeedsNoCheckForTwoRows() {
        assertThat(Planning.circuit("SELECT (SELECT owner FROM accounts a WHERE a.id = c.user_id) FROM clicks c"))
                .doesNotContain("SINGLE_VALUE");
        assertThat(Planning.circuit("SELECT (SELECT id FROM accounts a WHERE a.owner = c.url) FROM clicks c"))
                .contains("SINGLE_VALUE");
    }

    @Test
    void notInOfColumnsWithNullsIsAntiJoinsOfWhichNoneLooksAtAllPairs() {
        Set<JoinNode> joins = joins("SELECT url FROM clicks WHERE url NOT IN (SELECT note FROM notes)");

        assertThat(joins).hasSize(3).allSatisfy(join -> {
            assertThat(join.kind()).isEqualTo(JoinKind.ANTI);
            assertThat(!join.condition().keys().isEmpty() || isOneRow(join.right()))
                    .as("%s", join.condition())
                    .isTrue();
        });
    }

    @Test
    void aQuestionThatIsTheSameForAllRowsIsAskedOfOneRow() {
        Set<JoinNode> joins = joins("SELECT url FROM clicks WHERE EXISTS (SELECT 1 FROM notes)");

        assertThat(joins)
                .singleElement()
                .satisfies(join -> assertThat(isOneRow(join.right())).isTrue());
    }

    @Test
    void anOuterValueThatOnlyAnInequalityAsksForIsJoinedOnce() {
        Set<JoinNode> joins = joins("SELECT (SELECT COUNT(*) FROM accounts a WHERE a.id < c.user_id) FROM clicks c");

        assertThat(joins).extracting(JoinNode::kind).containsExactlyInAnyOrder(JoinKind.INNER, JoinKind.LEFT);
    }

    @Test
    void theSameSubqueryTwiceIsJoinedOnce() {
        assertThat(joins("SELECT url FROM clicks c WHERE (SELECT MAX(id) FROM accounts) > user_id"
                        + " OR (SELECT MAX(id) FROM accounts) < duration"))
                .hasSize(1);
    }

    @Test
    void explainShowsTheStep() {
        assertThat(Planning.circuit("SELECT url FROM clicks WHERE user_id IN (SELECT id FROM accounts)"))
                .contains("join SEMI on [0 = 0]");
    }

    private static boolean isOneRow(PlanNode node) {
        return found(
                node,
                plan -> plan instanceof io.millrace.executor.plan.DistinctNode
                        && plan.types().size() == 1
                        && plan.types().get(0).kind() == io.millrace.executor.type.TypeKind.BOOLEAN);
    }

    private static boolean found(PlanNode node, Predicate<PlanNode> test) {
        return test.test(node) || node.inputs().stream().anyMatch(input -> found(input, test));
    }

    private static Set<JoinNode> joins(String sql) {
        Set<JoinNode> joins = new LinkedHashSet<>();
        List<PlanNode> open = new ArrayList<>(List.of(Planning.view(sql).root()));
        while (!open.isEmpty()) {
            PlanNode node = open.remove(open.size() - 1);
            if (node instanceof JoinNode join) {
                joins.add(join);
            }
            open.addAll(node.inputs());
        }
        return joins;
    }
}
