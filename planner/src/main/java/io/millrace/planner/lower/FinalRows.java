package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.plan.UnionNode;
import org.jspecify.annotations.Nullable;

/**
 * EMIT ON WINDOW CLOSE: of a query's rows those that cannot change any more. The aggregate or DISTINCT below the outermost filters and
 * projections, or the join as of a time, emits its rows when they are final, and never before, so that the result is append-only. Another
 * join sends pairs of final rows at once, and rows without a match when none can come any more.
 */
public final class FinalRows {
    private static final String JOIN =
            "EMIT ON WINDOW CLOSE needs a join that event time closes: on equal windows of both sides"
                    + " (a.window_start = b.window_start), or of rows that are near in time (a.ts BETWEEN b.ts - INTERVAL '5' MINUTE AND b.ts),"
                    + " over tables with a WATERMARK that late rows do not ignore.";

    private final Lowering lowering;

    /** Whether rows come from slices, which lie on other shards than groups. */
    private boolean sliced;

    /** Whether the node at hand is below a join, which relies on where rows lie. */
    private boolean joined;

    private FinalRows(Lowering lowering) {
        this.lowering = lowering;
    }

    /** The final rows of a query that was lowered to that. */
    public static Lowered of(Lowered query, Lowering lowering) {
        FinalRows rows = new FinalRows(lowering);
        PlanNode node = rows.closing(query.node());
        Properties known = query.properties();
        return new Lowered(
                node,
                query.names(),
                new Properties(known.key(), true, rows.sliced ? null : known.colocated(), known.frontiers()));
    }

    private PlanNode closing(PlanNode node) {
        if (node instanceof MapNode
                || node instanceof ExchangeNode
                || node instanceof BroadcastNode
                || node instanceof UnionNode) {
            return node.withInputs(node.inputs().stream().map(this::closing).toList());
        }
        Lowered slices = node instanceof AggregateNode groups && !joined ? lowering.finalRowsOf(groups) : null;
        if (slices != null) {
            sliced = true;
            return slices.node();
        }
        if (node instanceof AggregateNode aggregate && aggregate.closing() != null) {
            return aggregate.closedBy(emitting(aggregate.closing()));
        }
        if (node instanceof DistinctNode distinct && distinct.closing() != null) {
            return distinct.closedBy(emitting(distinct.closing()));
        }
        if (node instanceof SessionNode sessions && sessions.closing() != null) {
            return sessions.closedBy(emitting(sessions.closing()));
        }
        if (node instanceof SessionAggregateNode sessions && sessions.closing() != null) {
            return sessions.closedBy(emitting(sessions.closing()));
        }
        if (node instanceof OverNode over && over.time() != null) {
            return over.closedBy(over.time().with(Closing.Action.EMIT));
        }
        if (node instanceof TopNNode top && top.closing() != null) {
            return top.closedBy(emitting(top.closing()));
        }
        if (node instanceof JoinNode join) {
            return closing(join);
        }
        if (node instanceof AsOfNode join && join.closing() != null) {
            return join.closedBy(emitting(join.closing()));
        }
        if (node instanceof PatternNode pattern && pattern.closing() != null) {
            return pattern.closedBy(emitting(pattern.closing()));
        }
        throw new EngineException(ErrorCode.NOT_SUPPORTED, reason(node));
    }

    /** Pairs of final rows are final; a row without a match is when event time says so. */
    private PlanNode closing(JoinNode join) {
        JoinTime time = join.time();
        boolean fromStreams = join.leftInput().appendOnly() && join.rightInput().appendOnly();
        boolean left =
                !join.kind().decidesLeft() || join.kind() == JoinKind.SEMI || time != null && time.left() != null;
        boolean right = !join.kind().decidesRight() || time != null && time.right() != null;
        if (!left || !right || time == null && fromStreams) {
            throw new EngineException(ErrorCode.NOT_SUPPORTED, JOIN);
        }
        joined = true;
        return new JoinNode(
                closing(join.leftInput()),
                closing(join.rightInput()),
                join.kind(),
                join.condition(),
                join.types(),
                time == null ? null : time.with(Closing.Action.EMIT));
    }

    private JoinInput closing(JoinInput input) {
        return input.appendOnly() ? input : new JoinInput(closing(input.node()), true);
    }

    private static Closing emitting(@Nullable Closing closing) {
        if (closing == null) {
            throw new IllegalArgumentException("nothing closes");
        }
        return new Closing(closing.column(), closing.frontier(), Closing.Action.EMIT);
    }

    private static String reason(PlanNode node) {
        if (node instanceof PatternNode) {
            return "EMIT ON WINDOW CLOSE needs rows that event time makes final. Begin the ORDER BY of MATCH_RECOGNIZE with the event"
                    + " time, ascending, of a table with a WATERMARK that late rows do not ignore.";
        }
        boolean grouped = node instanceof AggregateNode
                || node instanceof DistinctNode
                || node instanceof SessionNode
                || node instanceof SessionAggregateNode;
        if (grouped) {
            return "EMIT ON WINDOW CLOSE needs groups that event time closes. Group by window_start and window_end of TUMBLE, HOP or SESSION"
                    + " (or by the event time itself), over a table with a WATERMARK that late rows do not ignore.";
        }
        if (node instanceof OverNode || node instanceof TopNNode) {
            return "EMIT ON WINDOW CLOSE needs rows that event time closes: OVER and LIMIT in the ascending order of the event time"
                    + " with nothing that FOLLOWS without a time, or PARTITION BY window_start, window_end; over a table with a WATERMARK"
                    + " that late rows do not ignore.";
        }
        if (node instanceof ClockFilterNode) {
            return "EMIT ON WINDOW CLOSE shows rows once and for ever, but a condition on the present time takes rows back or brings them"
                    + " late. Leave one of them out, or give the view a 'retention'.";
        }
        if (node instanceof AsOfNode) {
            return "EMIT ON WINDOW CLOSE needs to know when a join as of a time is final. Compare the event times of two tables with a"
                    + " WATERMARK that late rows do not ignore, or of views over such.";
        }
        return "EMIT ON WINDOW CLOSE is supported for queries whose outermost step is GROUP BY, DISTINCT, OVER, LIMIT or a join, each"
                + " with a window or in event time. Make this query a view, or group by window_start and window_end.";
    }
}
