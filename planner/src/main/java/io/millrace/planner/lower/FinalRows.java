package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import org.jspecify.annotations.Nullable;

/**
 * EMIT ON WINDOW CLOSE: of a query's rows those that cannot change any more. The aggregate or DISTINCT below the outermost filters and
 * projections emits its rows when they are final, and never before, so that the result is append-only.
 */
public final class FinalRows {
    private FinalRows() {}

    /** The final rows of a query. */
    public static Lowered of(Lowered query) {
        PlanNode node = closing(query.node());
        Properties known = query.properties();
        return new Lowered(
                node, query.names(), new Properties(known.key(), true, known.colocated(), known.frontiers()));
    }

    private static PlanNode closing(PlanNode node) {
        if (node instanceof MapNode || node instanceof ExchangeNode || node instanceof UnionNode) {
            return node.withInputs(
                    node.inputs().stream().map(FinalRows::closing).toList());
        }
        if (node instanceof AggregateNode aggregate && aggregate.closing() != null) {
            return aggregate.closedBy(emitting(aggregate.closing()));
        }
        if (node instanceof DistinctNode distinct && distinct.closing() != null) {
            return distinct.closedBy(emitting(distinct.closing()));
        }
        throw new EngineException(ErrorCode.NOT_SUPPORTED, reason(node));
    }

    private static Closing emitting(@Nullable Closing closing) {
        if (closing == null) {
            throw new IllegalArgumentException("nothing closes");
        }
        return new Closing(closing.column(), closing.frontier(), Closing.Action.EMIT);
    }

    private static String reason(PlanNode node) {
        boolean grouped = node instanceof AggregateNode || node instanceof DistinctNode;
        return grouped
                ? "EMIT ON WINDOW CLOSE needs groups that event time closes. Group by window_start and window_end of TUMBLE or HOP"
                        + " (or by the event time itself), over a table with a WATERMARK that late rows do not ignore."
                : "EMIT ON WINDOW CLOSE is supported for queries whose outermost step is GROUP BY or DISTINCT with a window. Make this"
                        + " query a view, or group by window_start and window_end.";
    }
}
