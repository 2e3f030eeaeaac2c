package io.millrace.executor.circuit;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;

/** Plans over a relation {@code (k BIGINT, v BIGINT)}, as a planner would make them. */
final class Plans {
    static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    static final Schema KEY_VALUE = new Schema(List.of(new Column("k", BIGINT), new Column("v", BIGINT)));

    private Plans() {}

    static InputNode input(String relation, Integer... columns) {
        List<Integer> picked = List.of(columns);
        return new InputNode(relation, picked, picked.stream().map(i -> BIGINT).toList());
    }

    /** {@code SELECT k, COUNT(*), SUM(v) FROM relation GROUP BY k}. */
    static ViewPlan countAndSum(String name, String relation, boolean appendOnly) {
        PlanNode exchanged = new ExchangeNode(input(relation, 0, 1), List.of(0));
        PlanNode root = new AggregateNode(
                exchanged,
                List.of(0),
                List.of(
                        new AggregateCall(
                                AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE, false, BIGINT),
                        new AggregateCall(AggregateFunction.SUM, 1, AggregateCall.NONE, false, BIGINT)),
                appendOnly,
                List.of(BIGINT, BIGINT, BIGINT));
        Schema schema = new Schema(List.of(new Column("k", BIGINT), new Column("n", BIGINT), new Column("s", BIGINT)));
        return new ViewPlan(name, schema, root, List.of(0), false);
    }

    /** Eight counts and sums by k, in an order of their own for each number below 256: views that have no aggregate in common. */
    static ViewPlan unlike(String name, String relation, int number) {
        List<AggregateCall> calls = new ArrayList<>();
        List<Column> columns = new ArrayList<>(List.of(new Column("k", BIGINT)));
        for (int bit = 0; bit < 8; bit++) {
            boolean sum = (number >> bit & 1) == 1;
            calls.add(new AggregateCall(
                    sum ? AggregateFunction.SUM : AggregateFunction.COUNT,
                    sum ? 1 : AggregateCall.NONE,
                    AggregateCall.NONE,
                    false,
                    BIGINT));
            columns.add(new Column("c" + bit, BIGINT));
        }
        Schema schema = new Schema(columns);
        PlanNode input = new ExchangeNode(input(relation, 0, 1), List.of(0));
        return new ViewPlan(
                name, schema, new AggregateNode(input, List.of(0), calls, false, schema.types()), List.of(0), false);
    }

    /** {@code SELECT COUNT(*), SUM(s) FROM (countAndSum)}: one row over a view of {@link #countAndSum}. */
    static ViewPlan total(String name, String view) {
        InputNode input = new InputNode(view, List.of(1, 2), List.of(BIGINT, BIGINT));
        PlanNode root = new AggregateNode(
                new ExchangeNode(input, List.of()),
                List.of(),
                List.of(
                        new AggregateCall(AggregateFunction.SUM, 0, AggregateCall.NONE, false, BIGINT),
                        new AggregateCall(AggregateFunction.SUM, 1, AggregateCall.NONE, false, BIGINT)),
                false,
                List.of(BIGINT, BIGINT));
        return new ViewPlan(
                name, new Schema(List.of(new Column("n", BIGINT), new Column("s", BIGINT))), root, List.of(), false);
    }

    /** {@code SELECT DISTINCT k FROM relation}. */
    static ViewPlan distinct(String name, String relation) {
        PlanNode root = new DistinctNode(new ExchangeNode(input(relation, 0), List.of(0)));
        return new ViewPlan(name, new Schema(List.of(new Column("k", BIGINT))), root, List.of(0), false);
    }

    /** {@code SELECT v, k FROM relation}, as it is. */
    static ViewPlan all(String name, String relation) {
        return new ViewPlan(
                name,
                new Schema(List.of(new Column("v", BIGINT), new Column("k", BIGINT))),
                input(relation, 1, 0),
                List.of(),
                true);
    }

    /** Rows {@code k, v} of a relation joined with the different keys of another. */
    static ViewPlan joined(String name, JoinKind kind, String relation, String other, boolean appendOnly) {
        PlanNode left = new ExchangeNode(input(relation, 0, 1), List.of(0));
        PlanNode right = new DistinctNode(new ExchangeNode(input(other, 0), List.of(0)));
        boolean gathers = appendOnly && (kind == JoinKind.INNER || kind == JoinKind.SEMI);
        Schema schema = kind.hasPairs()
                ? new Schema(List.of(new Column("k", BIGINT), new Column("v", BIGINT), new Column("o", BIGINT)))
                : KEY_VALUE;
        PlanNode root = new JoinNode(
                new JoinInput(left, appendOnly),
                new JoinInput(right, appendOnly),
                kind,
                new JoinCondition(List.of(new JoinKey(0, 0, false)), null),
                schema.types());
        return new ViewPlan(name, schema, root, List.of(), gathers);
    }

    /** The groups of two relations, beside each other where their keys are equal: a full join. */
    static ViewPlan compared(String name, String relation, String other) {
        List<Column> columns = new ArrayList<>();
        for (String column : List.of("k", "n", "s", "ok", "no", "so")) {
            columns.add(new Column(column, BIGINT));
        }
        Schema schema = new Schema(columns);
        PlanNode root = new JoinNode(
                new JoinInput(countAndSum(name, relation, false).root(), false),
                new JoinInput(countAndSum(name, other, false).root(), false),
                JoinKind.FULL,
                new JoinCondition(List.of(new JoinKey(0, 0, false)), null),
                schema.types());
        return new ViewPlan(name, schema, root, List.of(), false);
    }
}
