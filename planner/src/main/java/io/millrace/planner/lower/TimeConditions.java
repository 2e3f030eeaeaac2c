package io.millrace.planner.lower;

import io.millrace.executor.plan.TimeRange;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Finds in a condition of a join how far apart rows of both sides are in event time: comparisons of a time of one side with a time of
 * the other, each with any intervals of fixed length added or taken away. What is not such a comparison is left over.
 */
final class TimeConditions {
    private final Times left;
    private final Times right;
    private final int leftWidth;
    private final List<RexNode> rest = new ArrayList<>();

    private @Nullable Time leftTime;
    private @Nullable Time rightTime;
    private long least = TimeRange.ANY_LEAST;
    private long most = TimeRange.ANY_MOST;

    /** Tells of the columns of a side. */
    interface Times {
        /** What a column is computed by, from the columns of some node. */
        RexNode origin(int column);

        /** Whether it is known how far event time has come in a column, and the column can be compared by it. */
        boolean followsEventTime(int column);
    }

    /**
     * A time: a column of a node below a side, and what is added to it.
     *
     * @param column of the side
     * @param base the column below that it comes from
     * @param own what the column is more than that
     * @param millis what the time is more than that
     */
    private record Time(boolean isLeft, int column, int base, long own, long millis) {
        Time plus(long added) {
            return new Time(isLeft, column, base, own, Math.addExact(millis, added));
        }

        boolean comesFrom(@Nullable Time other) {
            return other == null || other.base == base;
        }
    }

    private TimeConditions(Times left, Times right, int leftWidth) {
        this.left = left;
        this.right = right;
        this.leftWidth = leftWidth;
    }

    /**
     * Takes a condition apart.
     *
     * @param condition over the columns of the left side, then those of the right side; null for none
     * @param leftWidth how many columns the left side has
     */
    static TimeConditions of(@Nullable RexNode condition, Times left, Times right, int leftWidth, RexBuilder builder) {
        TimeConditions times = new TimeConditions(left, right, leftWidth);
        if (condition != null) {
            RexNode plain = RexUtil.expandSearch(builder, null, condition);
            for (RexNode conjunct : RelOptUtil.conjunctions(plain)) {
                if (!times.take(conjunct)) {
                    times.rest.add(conjunct);
                }
            }
        }
        return times;
    }

    /** How far apart rows are, or null if nothing is known. */
    @Nullable
    TimeRange range() {
        Time first = leftTime;
        Time second = rightTime;
        return first == null || second == null ? null : new TimeRange(first.column, second.column, least, most);
    }

    /** What else must be true, or null. */
    @Nullable
    RexNode rest(RexBuilder builder) {
        return rest.isEmpty() ? null : RexUtil.composeConjunction(builder, rest);
    }

    private boolean take(RexNode test) {
        RexNode plain =
                test.isA(SqlKind.IS_TRUE) ? ((RexCall) test).getOperands().get(0) : test;
        boolean negated = plain.isA(SqlKind.NOT);
        RexNode conjunct = negated ? ((RexCall) plain).getOperands().get(0) : plain;
        if (!(conjunct instanceof RexCall call) || call.getOperands().size() != 2) {
            return false;
        }
        Time first = time(call.getOperands().get(0));
        Time second = time(call.getOperands().get(1));
        if (first == null || second == null || first.isLeft == second.isLeft) {
            return false;
        }
        SqlKind comparison = negated ? negation(call.getKind()) : call.getKind();
        return first.isLeft ? take(comparison, first, second) : take(comparison.reverse(), second, first);
    }

    /** What is true where a comparison is false; both are NULL at the same time. */
    private static SqlKind negation(SqlKind comparison) {
        return switch (comparison) {
            case LESS_THAN -> SqlKind.GREATER_THAN_OR_EQUAL;
            case LESS_THAN_OR_EQUAL -> SqlKind.GREATER_THAN;
            case GREATER_THAN -> SqlKind.LESS_THAN_OR_EQUAL;
            case GREATER_THAN_OR_EQUAL -> SqlKind.LESS_THAN;
            default -> SqlKind.OTHER;
        };
    }

    private boolean take(SqlKind comparison, Time first, Time second) {
        if (!first.comesFrom(leftTime) || !second.comesFrom(rightTime)) {
            return false;
        }
        Time l = leftTime == null ? first : leftTime;
        Time r = rightTime == null ? second : rightTime;
        // Both are told as differences of the columns found first.
        long bound =
                Math.subtractExact(Math.subtractExact(second.millis, r.own), Math.subtractExact(first.millis, l.own));
        switch (comparison) {
            case GREATER_THAN_OR_EQUAL -> least = Math.max(least, bound);
            case GREATER_THAN -> least = Math.max(least, bound + 1);
            case LESS_THAN_OR_EQUAL -> most = Math.min(most, bound);
            case LESS_THAN -> most = Math.min(most, bound - 1);
            case EQUALS -> {
                least = Math.max(least, bound);
                most = Math.min(most, bound);
            }
            default -> {
                return false;
            }
        }
        leftTime = l;
        rightTime = r;
        return true;
    }

    /** A column that follows event time, with intervals added to it; null if an expression is something else. */
    private @Nullable Time time(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            boolean isLeft = ref.getIndex() < leftWidth;
            int column = isLeft ? ref.getIndex() : ref.getIndex() - leftWidth;
            Times side = isLeft ? left : right;
            if (!isTimestamp(ref.getType()) || !side.followsEventTime(column)) {
                return null;
            }
            Origin origin = origin(side.origin(column));
            return origin == null ? null : new Time(isLeft, column, origin.base, origin.millis, origin.millis);
        }
        RexNode inner = inner(expression);
        Time time = inner == null ? null : time(inner);
        return time == null ? null : time.plus(added(expression));
    }

    /** A column of the node below and what is added to it. */
    private record Origin(int base, long millis) {}

    private static @Nullable Origin origin(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return new Origin(ref.getIndex(), 0);
        }
        RexNode inner = inner(expression);
        Origin origin = inner == null ? null : origin(inner);
        return origin == null ? null : new Origin(origin.base, Math.addExact(origin.millis, added(expression)));
    }

    /** The time that an interval is added to, or that is cast to a type that shows it as it is; null of other expressions. */
    private static @Nullable RexNode inner(RexNode expression) {
        if (!(expression instanceof RexCall call) || !isTimestamp(call.getType())) {
            return null;
        }
        RexNode first = call.getOperands().get(0);
        if (call.isA(SqlKind.CAST)) {
            boolean same = first.getType().getSqlTypeName() == call.getType().getSqlTypeName()
                    && first.getType().getPrecision() <= call.getType().getPrecision();
            return same ? first : null;
        }
        boolean moves = (call.isA(SqlKind.PLUS) || call.isA(SqlKind.MINUS))
                && call.getOperands().size() == 2
                && call.getOperands().get(1) instanceof RexLiteral literal
                && SqlTypeName.DAY_INTERVAL_TYPES.contains(literal.getType().getSqlTypeName())
                && literal.getValueAs(BigDecimal.class) != null;
        return moves ? first : null;
    }

    /** The milliseconds that an expression with an {@link #inner} adds to it. */
    private static long added(RexNode expression) {
        RexCall call = (RexCall) expression;
        if (call.isA(SqlKind.CAST)) {
            return 0;
        }
        RexLiteral literal = (RexLiteral) call.getOperands().get(1);
        long millis =
                Objects.requireNonNull(literal.getValueAs(BigDecimal.class)).longValueExact();
        return call.isA(SqlKind.PLUS) ? millis : -millis;
    }

    private static boolean isTimestamp(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
            default -> false;
        };
    }
}
