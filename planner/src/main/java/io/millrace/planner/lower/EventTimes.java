package io.millrace.planner.lower;

import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.type.Timestamps;
import io.millrace.planner.kernel.WindowAssignment;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a chain follow event time: copies of such columns, the bounds of windows over them, and calls that never fall when
 * their argument grows. What is not recognised has no frontier, which costs memory and nothing else.
 */
final class EventTimes {
    private final Map<Integer, Frontier> known;

    private EventTimes(Map<Integer, Frontier> known) {
        this.known = known;
    }

    /** By output column of a chain. */
    static Map<Integer, Frontier> of(Chain chain) {
        Map<Integer, Frontier> ofBase = new HashMap<>(chain.base().properties().frontiers());
        WindowAssignment window = chain.window();
        // What clocks of a zone show goes back now and then.
        if (window != null && window.zone() == null) {
            Frontier time = ofBase.get(window.timeColumn());
            if (time != null) {
                int start = chain.base().node().types().size();
                Frontier end = ends(time, window);
                ofBase.put(start, starts(time, window));
                ofBase.put(start + 1, end);
                ofBase.put(start + 2, end.then(new TimeStep.Plus(-1)));
            }
        }
        if (ofBase.isEmpty()) {
            return Map.of();
        }
        EventTimes times = new EventTimes(ofBase);
        Map<Integer, Frontier> shown = new HashMap<>();
        for (int column = 0; column < chain.projections().size(); column++) {
            Frontier frontier = times.of(chain.projections().get(column));
            if (frontier != null) {
                shown.put(column, frontier);
            }
        }
        return shown;
    }

    private static Frontier starts(Frontier time, WindowAssignment window) {
        long size = window.sizeMillis();
        long step = window.kind() == WindowAssignment.Kind.CUMULATE ? size : window.stepMillis();
        return time.then(new TimeStep.WindowStart(size, step, window.offsetMillis()));
    }

    /** Of the ends of windows over a time. */
    static Frontier ends(Frontier time, WindowAssignment window) {
        long step = window.stepMillis();
        return window.kind() == WindowAssignment.Kind.CUMULATE
                ? time.then(new TimeStep.WindowStart(step, step, window.offsetMillis()))
                        .then(new TimeStep.Plus(step))
                : starts(time, window).then(new TimeStep.Plus(window.sizeMillis()));
    }

    private @Nullable Frontier of(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return known.get(ref.getIndex());
        }
        if (!(expression instanceof RexCall call) || call.getOperands().isEmpty()) {
            return null;
        }
        return switch (call.getKind()) {
            case PLUS -> shifted(call, 1);
            case MINUS -> shifted(call, -1);
            case FLOOR -> floor(call);
            case CAST -> cast(call);
            default -> null;
        };
    }

    /** A time and an interval of fixed length. */
    private @Nullable Frontier shifted(RexCall call, int sign) {
        List<RexNode> operands = call.getOperands();
        if (operands.size() != 2 || !isTimestamp(call.getType())) {
            return null;
        }
        Frontier time = of(operands.get(0));
        if (time == null
                || !(operands.get(1) instanceof RexLiteral literal)
                || !SqlTypeName.DAY_INTERVAL_TYPES.contains(literal.getType().getSqlTypeName())) {
            return null;
        }
        BigDecimal millis = literal.getValueAs(BigDecimal.class);
        return millis == null ? null : time.then(new TimeStep.Plus(sign * millis.longValueExact()));
    }

    /** A time rounded down to a unit of fixed length. */
    private @Nullable Frontier floor(RexCall call) {
        List<RexNode> operands = call.getOperands();
        if (operands.size() != 2
                || !isTimestamp(call.getType())
                || !(operands.get(1) instanceof RexLiteral literal)
                || !(literal.getValue() instanceof TimeUnitRange unit)) {
            return null;
        }
        long millis = switch (unit) {
            case SECOND -> 1_000;
            case MINUTE -> 60_000;
            case HOUR -> 3_600_000;
            case DAY -> Timestamps.PER_DAY;
            default -> 0;
        };
        Frontier time = of(operands.get(0));
        return time == null || millis == 0 ? null : time.then(new TimeStep.WindowStart(millis, millis, 0));
    }

    /** A timestamp as a timestamp, which may only say whether it may be NULL, or as a date. */
    private @Nullable Frontier cast(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        Frontier time = of(operand);
        if (time == null || operand.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP) {
            return null;
        }
        return switch (call.getType().getSqlTypeName()) {
            case TIMESTAMP -> time;
            case DATE -> time.then(new TimeStep.Divide(Timestamps.PER_DAY));
            default -> null;
        };
    }

    private static boolean isTimestamp(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP;
    }

    /** Of rows that come from several relations column by column: columns that follow event time in all of them. */
    static Map<Integer, Frontier> least(List<Lowered> inputs) {
        Map<Integer, Frontier> least = new HashMap<>(inputs.get(0).properties().frontiers());
        for (Lowered input : inputs.subList(1, inputs.size())) {
            Map<Integer, Frontier> own = input.properties().frontiers();
            least.keySet().retainAll(own.keySet());
            least.replaceAll((column, frontier) -> frontier.least(Objects.requireNonNull(own.get(column))));
        }
        return least;
    }

    /** Of rows that may change whenever a row of their partition does: only what all of those have in common. */
    static Map<Integer, Frontier> ofPartitions(Lowered input, List<Integer> partition) {
        Map<Integer, Frontier> kept = new HashMap<>(input.properties().frontiers());
        kept.keySet().retainAll(partition);
        return kept;
    }

    /** Of groups by some keys: by the place of the key. */
    static Map<Integer, Frontier> ofGroups(Lowered input, List<Integer> keys) {
        Map<Integer, Frontier> groups = new HashMap<>();
        for (int place = 0; place < keys.size(); place++) {
            Frontier frontier = input.properties().frontiers().get(keys.get(place));
            if (frontier != null) {
                groups.put(place, frontier);
            }
        }
        return groups;
    }

    /** When groups or rows with these frontiers can be forgotten; null for never. The end of a window tells it no later than its start. */
    static @Nullable Closing release(Map<Integer, Frontier> frontiers) {
        return frontiers.entrySet().stream()
                .max(Map.Entry.comparingByKey())
                .map(last -> new Closing(last.getKey(), last.getValue(), Closing.Action.RELEASE))
                .orElse(null);
    }
}
