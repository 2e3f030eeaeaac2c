package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.UnionNode;
import org.jspecify.annotations.Nullable;

/**
 * The option 'retention' of a view: of a query's rows those that are not older than some time. The aggregate or DISTINCT below the
 * outermost filters and projections takes rows back when the watermark has passed them by so much.
 */
public final class RetainedRows {
    private RetainedRows() {}

    /** The rows of a circuit that the watermark has not passed by more than some milliseconds. */
    public static PlanNode of(PlanNode root, long millis) {
        if (root instanceof MapNode || root instanceof ExchangeNode || root instanceof UnionNode) {
            return root.withInputs(
                    root.inputs().stream().map(input -> of(input, millis)).toList());
        }
        if (root instanceof AggregateNode aggregate && aggregate.closing() != null) {
            return aggregate.closedBy(retracting(aggregate.closing(), millis));
        }
        if (root instanceof DistinctNode distinct && distinct.closing() != null) {
            return distinct.closedBy(retracting(distinct.closing(), millis));
        }
        if (root instanceof SessionNode sessions && sessions.closing() != null) {
            return sessions.closedBy(retracting(sessions.closing(), millis));
        }
        if (root instanceof SessionAggregateNode sessions && sessions.closing() != null) {
            return sessions.closedBy(retracting(sessions.closing(), millis));
        }
        throw new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "Retention needs rows with a time: the view must group by window_start and window_end of TUMBLE or HOP (or by the"
                        + " event time itself) as its outermost step, over a table with a WATERMARK that late rows do not ignore.");
    }

    private static Closing retracting(@Nullable Closing closing, long millis) {
        if (closing == null || closing.action() != Closing.Action.RELEASE) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "Retention of a view with EMIT ON WINDOW CLOSE is not supported yet. Make the view without EMIT, or keep its rows.");
        }
        return new Closing(closing.column(), closing.frontier().behind(millis), Closing.Action.RETRACT);
    }
}
