package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.UnionNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The option 'retention' of a view: of a query's rows those that are not older than some time. The aggregate or DISTINCT below the
 * outermost filters and projections takes rows back when the watermark has passed them by so much. Other rows with a time, and final
 * ones, go by a filter above them.
 */
public final class RetainedRows {
    private RetainedRows() {}

    /**
     * The rows of a circuit that the watermark has not passed by more than some milliseconds.
     *
     * @param frontiers for columns of the result that follow event time: how far it has come in them
     * @param appendOnly whether no row is ever deleted
     */
    public static PlanNode of(PlanNode root, Map<Integer, Frontier> frontiers, boolean appendOnly, long millis) {
        if (takesBack(root)) {
            return of(root, millis);
        }
        // A row without a time would go at once.
        Integer time = frontiers.keySet().stream()
                .filter(column -> !root.types().get(column).nullable())
                .max(Comparator.naturalOrder())
                .orElseThrow(RetainedRows::refused);
        Frontier clock = Objects.requireNonNull(frontiers.get(time)).behind(millis);
        return new ClockFilterNode(
                root, List.of(), List.of(new ClockFilterNode.Moment(time, 0)), clock, appendOnly, root.types());
    }

    /** Whether what makes the rows can take them back itself. */
    private static boolean takesBack(PlanNode node) {
        if (node instanceof MapNode || node instanceof ExchangeNode || node instanceof UnionNode) {
            return node.inputs().stream().allMatch(RetainedRows::takesBack);
        }
        Closing closing = closing(node);
        return closing != null && closing.action() == Closing.Action.RELEASE;
    }

    private static @Nullable Closing closing(PlanNode node) {
        if (node instanceof AggregateNode aggregate) {
            return aggregate.closing();
        }
        if (node instanceof SessionNode sessions) {
            return sessions.closing();
        }
        if (node instanceof SessionAggregateNode sessions) {
            return sessions.closing();
        }
        return node instanceof DistinctNode distinct ? distinct.closing() : null;
    }

    private static PlanNode of(PlanNode root, long millis) {
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
        throw refused();
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "Retention needs rows with a time: the view must show a column that follows event time, such as the event time itself,"
                        + " window_start or window_end, over a table with a WATERMARK that late rows do not ignore.");
    }

    private static Closing retracting(@Nullable Closing closing, long millis) {
        if (closing == null) {
            throw refused();
        }
        return new Closing(closing.column(), closing.frontier().behind(millis), Closing.Action.RETRACT);
    }
}
