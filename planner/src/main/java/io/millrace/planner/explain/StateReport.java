package io.millrace.planner.explain;

import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.plan.NodeNumbers;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternReach;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.TopNNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which operators of a circuit keep state, and what bounds it. State over tables and views is bounded by their rows, which are kept
 * anyway; state over a stream is not, unless event time lets it go. One instance makes one report.
 */
public final class StateReport {
    private static final String GROUP_BY_TIME =
            "Group by a window of event time too (window_start and window_end of TUMBLE or HOP), over"
                    + " tables with a WATERMARK that late rows do not ignore.";
    private static final String JOIN_IN_TIME =
            "Join on equal windows of event time (a.window_start = b.window_start), or say how near in event time rows are"
                    + " (a.ts BETWEEN b.ts - INTERVAL '5' MINUTE AND b.ts), over tables with a WATERMARK that late rows do not ignore.";
    private static final String PARTITION_BY_TIME =
            "PARTITION BY a window of event time too (window_start and window_end of TUMBLE or HOP), or for functions ORDER BY the"
                    + " event time with a frame that begins and ends near the row, over tables with a WATERMARK that late rows do not"
                    + " ignore.";
    private static final String FRAME_THAT_BEGINS =
            "A frame that begins near the row (RANGE INTERVAL '1' HOUR PRECEDING, or ROWS 10 PRECEDING), or PARTITION BY window_start"
                    + " and window_end.";
    private static final String AGGREGATE_FIRST =
            "Nothing yet, over streams: aggregate them by windows before, or read tables or views.";

    private static final String COMPARE_EVENT_TIMES =
            "Compare the event times of both sides: tables with a WATERMARK that late rows do not ignore, or views over such.";
    private static final String BY_CLOCK = "rows go when the clock has passed them";
    private static final String ORDER_BY_TIME =
            "Begin the ORDER BY of MATCH_RECOGNIZE with the event time of a table with a WATERMARK that late rows do not ignore.";
    private static final String WITHIN = "Say how long a match may last: PATTERN (...) WITHIN INTERVAL '1' HOUR.";
    private static final String NO_LOOK_BACK =
            "Say how long a match may last with WITHIN, and look back with PREV only from rows behind the first one of a match;"
                    + " do not use ^ and MATCH_NUMBER().";

    private final NodeNumbers numbers = new NodeNumbers();
    private final Map<Integer, List<String>> names = new HashMap<>();
    private final Set<String> streams;
    private final Set<Integer> visited = new LinkedHashSet<>();
    private final List<KeptState> states = new ArrayList<>();

    private StateReport(Set<String> streams) {
        this.streams = streams;
    }

    /** A node of the circuit, with the names of its columns. */
    public record Named(PlanNode node, List<String> names) {}

    /**
     * The report, from the result down to the inputs.
     *
     * @param root the circuit
     * @param named nodes whose columns have names
     * @param streams the names of the streams among its inputs
     */
    public static List<KeptState> of(PlanNode root, List<Named> named, Set<String> streams) {
        StateReport report = new StateReport(streams);
        named.forEach(known -> report.names.putIfAbsent(report.numbers.of(known.node()), known.names()));
        report.visit(root);
        return List.copyOf(report.states);
    }

    private void visit(PlanNode node) {
        if (!visited.add(numbers.of(node))) {
            return;
        }
        KeptState state = state(node);
        if (state != null) {
            states.add(state);
        }
        node.inputs().forEach(this::visit);
    }

    private @Nullable KeptState state(PlanNode node) {
        if (node instanceof AggregateNode aggregate) {
            int keys = aggregate.keys().size();
            String keeps = keys == 0 ? "one group" : "a group for each " + names(node, keys);
            return keys == 0
                    ? KeptState.bounded("aggregate", keeps, "There is one group.")
                    : closed(node, "aggregate", keeps, aggregate.closing(), "groups");
        }
        if (node instanceof DistinctNode distinct) {
            String keeps = "each different " + names(node, node.types().size());
            return closed(node, "distinct", keeps, distinct.closing(), "rows");
        }
        if (node instanceof TopNNode top) {
            return top(top);
        }
        if (node instanceof ClockFilterNode filter) {
            return filter.leaves().isEmpty()
                    ? KeptState.bounded(
                            "filter on the present time", "rows whose time is still to come", "They go when it comes.")
                    : KeptState.bounded("filter on the present time", "rows until their time is over", BY_CLOCK);
        }
        if (node instanceof OverNode over) {
            return over(over);
        }
        if (node instanceof PatternNode pattern) {
            return pattern(pattern);
        }
        if (node instanceof SetOperationNode operation) {
            String name = operation.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            return open(node, name, "each different row of all branches", AGGREGATE_FIRST);
        }
        if (node instanceof AsOfNode join) {
            return asOf(join);
        }
        if (node instanceof LookupNode lookup) {
            return open(lookup.right(), "look up", "all rows of the right side", AGGREGATE_FIRST);
        }
        if (node instanceof JoinNode join) {
            return join(join);
        }
        return windows(node);
    }

    private @Nullable KeptState windows(PlanNode node) {
        if (node instanceof SessionNode sessions) {
            return closed(node, "sessions", "all rows, in the order of their times", sessions.closing(), "rows");
        }
        if (node instanceof SessionAggregateNode sessions) {
            String keeps = "one row for each session"
                    + (sessions.keys().isEmpty()
                            ? ""
                            : " of each " + names(node, sessions.keys().size()));
            return closed(node, "session aggregate", keeps, sessions.closing(), "sessions");
        }
        if (node instanceof SliceAggregateNode slices) {
            String keeps = "a group for each slice"
                    + (slices.keys().isEmpty()
                            ? ""
                            : " and " + names(node, slices.keys().size()));
            return KeptState.bounded(
                    "slice aggregate",
                    keeps,
                    "slices go when window_end of their last window is before " + ClosingText.of(slices.ends()));
        }
        return null;
    }

    private KeptState join(JoinNode join) {
        JoinTime time = join.time();
        boolean near = time != null && time.range() != null;
        String name = join.kind().name().toLowerCase(Locale.ROOT) + (near ? " interval join" : " join");
        Closing left = time == null ? null : time.left();
        Closing right = time == null ? null : time.right();
        if (left == null && right == null || streamsBelow(join).isEmpty()) {
            return open(join, name, "all rows of both sides", JOIN_IN_TIME);
        }
        String leftTime = left == null ? "" : name(join, left.column());
        String rightTime = right == null
                ? ""
                : join.kind().hasPairs()
                        ? name(join, join.left().types().size() + right.column())
                        : "event time of the right side";
        if (left != null && right != null) {
            String by = !near
                    ? "rows go when " + leftTime + " is before " + ClosingText.of(left.frontier())
                    : "left rows go when " + leftTime + " is before " + ClosingText.of(left.frontier())
                            + ", right rows when " + rightTime + " is before " + ClosingText.of(right.frontier());
            return KeptState.bounded(name, "rows of both sides that may still find partners", by);
        }
        return KeptState.unbounded(
                name,
                "all rows of the " + (left == null ? "left" : "right") + " side",
                "Say also how much later the event time of the " + (left == null ? "right" : "left")
                        + " side can be: times are bounded in one direction only.");
    }

    private String name(PlanNode node, int column) {
        List<String> known = names.getOrDefault(numbers.of(node), List.of());
        return column < known.size() ? known.get(column) : "event time";
    }

    private KeptState asOf(AsOfNode join) {
        String operator = join.outer() ? "left join as of" : "join as of";
        Closing closing = join.closing();
        if (closing == null || streamsBelow(join).isEmpty()) {
            return open(join, operator, "all rows of both sides, in order", COMPARE_EVENT_TIMES);
        }
        String before = "rows go when their time is before " + ClosingText.of(closing.frontier());
        return join.match().nearest().isBackward()
                ? KeptState.bounded(
                        operator,
                        "rows of both sides, and the newest right row of each key",
                        before + ", but for that newest row")
                : KeptState.unbounded(
                        operator,
                        "rows of both sides; left rows until their key has a later right row",
                        "Nothing for left rows of keys that have no more right rows. All others: " + before + ".");
    }

    private KeptState closed(PlanNode node, String operator, String keeps, @Nullable Closing closing, String what) {
        if (closing != null && !streamsBelow(node).isEmpty()) {
            return KeptState.bounded(
                    operator,
                    keeps,
                    what + " go when " + name(node, closing.column()) + " is before "
                            + ClosingText.of(closing.frontier()));
        }
        return open(node, operator, keeps, GROUP_BY_TIME);
    }

    private KeptState top(TopNNode top) {
        String keeps = top.appendOnly() && top.limit() != TopNNode.UNLIMITED
                ? "up to " + top.limit() + " rows" + (top.partition().isEmpty() ? "" : " of each partition")
                : "all rows, in order";
        if (top.closesPartitions() && !streamsBelow(top).isEmpty()) {
            return closed(top, "top rows", keeps, top.closing(), "rows");
        }
        boolean few = top.appendOnly()
                && top.limit() != TopNNode.UNLIMITED
                && top.partition().isEmpty();
        return few
                ? KeptState.bounded("top rows", keeps, "There are no more.")
                : open(top, "top rows", keeps, PARTITION_BY_TIME);
    }

    private KeptState pattern(PatternNode pattern) {
        Closing closing = pattern.closing();
        if (closing == null || streamsBelow(pattern).isEmpty()) {
            return open(pattern, "row pattern", "all rows, in order", ORDER_BY_TIME);
        }
        String keeps = "rows from which a match may still go on, and their matches";
        int before = PatternReach.of(pattern).before();
        if (pattern.pattern().withinMillis() < 0
                || before > 0 && !pattern.partition().isEmpty()) {
            String of = pattern.partition().isEmpty() ? "" : " of each partition";
            return before > 0
                    ? KeptState.unbounded("row pattern", keeps + "; the last " + before + of, NO_LOOK_BACK)
                    : KeptState.unbounded("row pattern", keeps, WITHIN);
        }
        return KeptState.bounded(
                "row pattern",
                keeps,
                "rows go when " + name(pattern.input(), closing.column()) + " + "
                        + pattern.pattern().withinMillis() + " ms is before " + ClosingText.of(closing.frontier()));
    }

    private KeptState over(OverNode over) {
        OverTime time = over.time();
        if (time == null || streamsBelow(over).isEmpty()) {
            return open(over, "window functions", "all rows, in order", PARTITION_BY_TIME);
        }
        if (over.closesPartitions()) {
            return closed(over, "window functions", "all rows, in order", time.closing(), "rows");
        }
        if (time.rows() == OverTime.ALL) {
            return KeptState.unbounded("window functions", "all rows, in order", FRAME_THAT_BEGINS);
        }
        String by = "rows go when " + name(over, time.closing().column()) + " is before "
                + ClosingText.of(time.closing().frontier()) + ClosingText.needed(time);
        return time.rows() == 0 || over.partition().isEmpty()
                ? KeptState.bounded("window functions", "rows that others still look at", by)
                : KeptState.unbounded(
                        "window functions",
                        "the last " + time.rows() + " rows of each partition, and those that are not final",
                        "RANGE with an interval instead of a number of rows, or a PARTITION BY window_start and window_end.");
    }

    private KeptState open(PlanNode node, String operator, String keeps, String remedy) {
        Set<String> below = streamsBelow(node);
        if (!below.isEmpty()) {
            return KeptState.unbounded(operator, keeps, remedy);
        }
        Set<String> inputs = inputs(node, false);
        if (inputs.stream().anyMatch(streams::contains)) {
            return KeptState.bounded(operator, keeps, BY_CLOCK);
        }
        return KeptState.bounded(
                operator,
                keeps,
                inputs.isEmpty() ? "The rows are constant." : "the rows of " + String.join(", ", inputs));
    }

    /** The streams of which rows come without any going by themselves. */
    private Set<String> streamsBelow(PlanNode node) {
        Set<String> below = inputs(node, true);
        below.retainAll(streams);
        return below;
    }

    private Set<String> inputs(PlanNode root, boolean thatStay) {
        Set<String> inputs = new LinkedHashSet<>();
        Set<Integer> seen = new LinkedHashSet<>();
        List<PlanNode> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            PlanNode node = open.remove(open.size() - 1);
            if (seen.add(numbers.of(node))) {
                if (node instanceof InputNode input) {
                    inputs.add(input.relation());
                }
                boolean goes = node instanceof ClockFilterNode filter
                        && !filter.leaves().isEmpty();
                if (!goes || !thatStay) {
                    open.addAll(node.inputs());
                }
            }
        }
        return inputs;
    }

    private String names(PlanNode node, int count) {
        List<String> known = names.get(numbers.of(node));
        return known == null || known.size() < count
                ? count + " columns"
                : "(" + String.join(", ", known.subList(0, count)) + ")";
    }
}
