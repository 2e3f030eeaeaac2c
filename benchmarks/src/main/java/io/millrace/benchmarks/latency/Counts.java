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
import java.util.ArrayList;
import java.util.List;

/** The plan of {@code SELECT k, COUNT(*) AS n FROM relation GROUP BY k}. */
final class Counts {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    /** The relation's columns. */
    static final Schema KEY = new Schema(List.of(new Column("k", BIGINT)));

    private Counts() {}

    static ViewPlan perKey(String view, String relation) {
        return perKey(view, relation, true);
    }

    /** The same, which counts on the rows being only appended or not: of those two no part but the input is shared. */
    static ViewPlan perKey(String view, String relation, boolean appendOnly) {
        InputNode input = new InputNode(relation, List.of(0), List.of(BIGINT));
        AggregateCall count =
                new AggregateCall(AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE, false, BIGINT);
        AggregateNode root = new AggregateNode(
                new ExchangeNode(input, List.of(0)), List.of(0), List.of(count), appendOnly, List.of(BIGINT, BIGINT));
        Schema schema = new Schema(List.of(new Column("k", BIGINT), new Column("n", BIGINT)));
        return new ViewPlan(view, schema, root, List.of(0), false);
    }

    /** Counts by k, of rows or of keys in an order of its own for each number below 1,024: views that have no aggregate in common. */
    static ViewPlan unlike(String view, String relation, int number) {
        InputNode input = new InputNode(relation, List.of(0), List.of(BIGINT));
        List<AggregateCall> calls = new ArrayList<>();
        List<Column> columns = new ArrayList<>(List.of(new Column("k", BIGINT)));
        for (int bit = 0; bit < 10; bit++) {
            int argument = (number >> bit & 1) == 1 ? 0 : AggregateCall.NONE;
            calls.add(new AggregateCall(AggregateFunction.COUNT, argument, AggregateCall.NONE, false, BIGINT));
            columns.add(new Column("n" + bit, BIGINT));
        }
        Schema schema = new Schema(columns);
        AggregateNode root =
                new AggregateNode(new ExchangeNode(input, List.of(0)), List.of(0), calls, true, schema.types());
        return new ViewPlan(view, schema, root, List.of(0), false);
    }
}
