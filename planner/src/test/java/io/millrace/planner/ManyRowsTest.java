package io.millrace.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.error.Position;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.planner.parse.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many rows of VALUES: their number does not show in the number of kernels. */
class ManyRowsTest {
    private static final int ROWS = 5_000;

    @Test
    void anInsertOfThousandsOfRowsHasAKernelForEachShapeOfRow() {
        String rows = IntStream.range(0, ROWS).mapToObj(ManyRowsTest::row).collect(Collectors.joining(", "));

        PreparedInsert insert = insert("INSERT INTO accounts VALUES " + rows);
        PreparedQuery others = insert.rows();

        assertThat(others).isNotNull();
        assertThat(insert.literals()).hasSizeLessThanOrEqualTo(3);
        assertThat(kernels(others.plan(List.of()))).isLessThanOrEqualTo(6);
        assertThat(rows(others.plan(List.of()))).isEqualTo(ROWS / 4);
        assertThat(insert.literals().stream()
                        .mapToInt(literals -> literals.data().size())
                        .sum())
                .isEqualTo(ROWS - ROWS / 4);
    }

    @Test
    void rowsOfLiteralsAloneAreCheckedOnceForAll() {
        String rows = IntStream.range(0, ROWS)
                .mapToObj(i -> "(" + (i - 7) + ", " + (i % 3 == 0 ? "NULL" : "'n" + i + "'") + ", "
                        + (i % 2 == 0 ? i : i + ".5") + ", DATE '2026-01-01')")
                .collect(Collectors.joining(", "));

        PreparedInsert insert = insert("INSERT INTO accounts VALUES " + rows);

        assertThat(insert.rows()).isNull();
        assertThat(insert.literals()).hasSize(1);
        assertThat(insert.literals().get(0).data().size()).isEqualTo(ROWS);
        assertThat(insert.literals().get(0).number(ROWS - 1)).isEqualTo(ROWS - 1);
    }

    @Test
    void eachValueHasItsPlace() {
        PreparedInsert insert = insert("INSERT INTO accounts (id, owner) VALUES (1, 'a'),\n (2, 'b')");

        assertThat(insert.written().position(1, 0)).isEqualTo(new Position(1, 45));
        assertThat(insert.written().position(0, 1)).isEqualTo(new Position(2, 3));
        assertThat(insert.written().position(0)).isEqualTo(new Position(1, 23));
    }

    @Test
    void soHasAQueryOverValues() {
        int count = 500;
        String rows = IntStream.range(0, count)
                .mapToObj(i -> "(" + i + ", " + i + " + 1, '" + "x".repeat(i % 7) + "')")
                .collect(Collectors.joining(", "));

        QueryPlan plan = Planning.read("SELECT a + b, UPPER(c) FROM (VALUES " + rows + ") AS v (a, b, c)");

        assertThat(kernels(plan)).isLessThanOrEqualTo(3);
        assertThat(rows(plan)).isEqualTo(count);
    }

    private static String row(int i) {
        String name = "'" + "n".repeat(i % 20) + "'";
        return switch (i % 4) {
            case 0 -> "(" + i + ", " + name + ", " + i + ".25, DATE '2026-01-01')";
            case 1 -> "(" + i + ", " + name + ", NULL, NULL)";
            case 2 -> "(" + i + ", " + name + ", -" + i + ", DEFAULT)";
            default -> "(" + i + " + 0, UPPER(" + name + "), " + i + ".2, DATE '2026-01-01')";
        };
    }

    private static PreparedInsert insert(String sql) {
        return new Planner()
                .prepareInsert(
                        ((Statement.Insert) Planning.parse(sql)).insert(),
                        () -> ((Statement.Insert) Planning.parse(sql)).insert(),
                        new TestCatalog());
    }

    private static long kernels(QueryPlan plan) {
        return nodes(plan).stream().filter(MapNode.class::isInstance).count();
    }

    private static int rows(QueryPlan plan) {
        return nodes(plan).stream()
                .filter(ValuesNode.class::isInstance)
                .mapToInt(node -> ((ValuesNode) node).rows())
                .sum();
    }

    private static Set<PlanNode> nodes(QueryPlan plan) {
        Set<PlanNode> nodes = new LinkedHashSet<>();
        List<PlanNode> open = new ArrayList<>(List.of(plan.root()));
        while (!open.isEmpty()) {
            PlanNode node = open.remove(open.size() - 1);
            if (nodes.add(node)) {
                open.addAll(node.inputs());
            }
        }
        return nodes;
    }
}
