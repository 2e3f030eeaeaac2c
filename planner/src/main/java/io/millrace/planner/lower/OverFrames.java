package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Exclusion;
import io.millrace.executor.plan.OverFrame.Unit;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.GroupFrames;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.jspecify.annotations.Nullable;

/** The frame of a window in the executor's terms: offsets as numbers in the unit in which the order's column is stored. */
final class OverFrames {
    private static final long DAY_MILLIS = 86_400_000;
    private static final BigDecimal GROUPS = BigDecimal.valueOf(GroupFrames.MARK);

    private OverFrames() {}

    /** The frame of a window over rows of some types in an order. */
    static OverFrame of(RexWindow window, List<SortColumn> order, List<ColumnType> types) {
        Exclusion exclusion = switch (window.getExclude()) {
            case EXCLUDE_NO_OTHER -> Exclusion.NOTHING;
            case EXCLUDE_CURRENT_ROW -> Exclusion.CURRENT_ROW;
            case EXCLUDE_GROUP -> Exclusion.GROUP;
            case EXCLUDE_TIES -> Exclusion.TIES;
        };
        RexWindowBound lower = window.getLowerBound();
        RexWindowBound upper = window.getUpperBound();
        if (window.isRows()) {
            BigDecimal start = offset(lower, null);
            BigDecimal end = offset(upper, null);
            return countsGroups(start) || countsGroups(end)
                    ? new OverFrame(Unit.GROUPS, unmarked(start), unmarked(end), exclusion)
                    : new OverFrame(Unit.ROWS, start, end, exclusion);
        }
        boolean peersOnly = lower.getOffset() == null && upper.getOffset() == null;
        if (peersOnly) {
            // Without an order all rows are peers.
            boolean all = order.isEmpty();
            return new OverFrame(
                    Unit.GROUPS, all ? null : offset(lower, null), all ? null : offset(upper, null), exclusion);
        }
        if (order.size() != 1) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "RANGE with PRECEDING or FOLLOWING counts by the value of one column. Write ORDER BY with one column,"
                            + " or ROWS.");
        }
        ColumnType type = types.get(order.get(0).column());
        boolean months = isMonths(lower) || isMonths(upper);
        return new OverFrame(months ? Unit.MONTHS : Unit.RANGE, offset(lower, type), offset(upper, type), exclusion);
    }

    private static boolean countsGroups(@Nullable BigDecimal offset) {
        return offset != null && offset.abs().compareTo(GROUPS) >= 0;
    }

    /** The offset that was written; see {@link GroupFrames}. */
    private static @Nullable BigDecimal unmarked(@Nullable BigDecimal offset) {
        if (offset == null || !countsGroups(offset)) {
            return offset;
        }
        return offset.signum() < 0 ? offset.add(GROUPS) : offset.subtract(GROUPS);
    }

    private static boolean isMonths(RexWindowBound bound) {
        RexNode offset = bound.getOffset();
        return offset != null && ColumnTypes.of(offset.getType()).kind() == TypeKind.INTERVAL_MONTHS;
    }

    /** The offset from the current row, null where there is none; in rows if {@code type} is null. */
    private static @Nullable BigDecimal offset(RexWindowBound bound, @Nullable ColumnType type) {
        if (bound.isUnbounded()) {
            return null;
        }
        RexNode offset = bound.getOffset();
        if (offset == null) {
            return BigDecimal.ZERO;
        }
        BigDecimal value = offset instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        if (value == null || value.signum() < 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    "PRECEDING and FOLLOWING take a constant that is not negative, but got " + offset + ".");
        }
        if (type == null && value.stripTrailingZeros().scale() > 0) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT, "ROWS takes a whole number, but got " + value.toPlainString() + ".");
        }
        BigDecimal stored = type == null ? value : stored(value, offset, type);
        return bound.isPreceding() ? stored.negate() : stored;
    }

    private static BigDecimal stored(BigDecimal value, RexNode offset, ColumnType type) {
        ColumnType own = ColumnTypes.of(offset.getType());
        return switch (type.kind()) {
            case DATE ->
                own.kind() == TypeKind.INTERVAL_MILLIS
                        ? value.divide(BigDecimal.valueOf(DAY_MILLIS), MathContext.DECIMAL64)
                        : value;
            case TIMESTAMP, TIMESTAMP_LTZ ->
                own.kind() == TypeKind.INTERVAL_MILLIS
                        ? value.multiply(BigDecimal.valueOf(Timestamps.PER_SECOND))
                                .movePointLeft(3)
                        : value;
            case DECIMAL -> value.movePointRight(type.scale());
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    TIME,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> value;
        };
    }
}
