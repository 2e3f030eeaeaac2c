package io.millrace.benchmarks.latency;

import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/** The plan of {@code SELECT k, COUNT(*) AS n FROM relation GROUP BY k}. */
final class Counts {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    /** The relation's columns. */
    static final Schema KEY = new Schema(List.of(new Column("k", BIGINT)));

    private Counts() {}

    static ViewPlan perKey(String view, String relation) {
        InputNode input = new InputNode(relation, List.of(0), List.of(BIGINT));
        AggregateCall count =
                new AggregateCall(AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE, false, BIGINT);
        AggregateNode root = new AggregateNode(
                new ExchangeNode(input, List.of(0)), List.of(0), List.of(count), true, List.of(BIGINT, BIGINT));
        Schema schema = new Schema(List.of(new Column("k", BIGINT), new Column("n", BIGINT)));
        return new ViewPlan(view, schema, root, List.of(0), false);
    }
}
