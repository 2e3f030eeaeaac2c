package io.millrace.executor.circuit;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
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
}
