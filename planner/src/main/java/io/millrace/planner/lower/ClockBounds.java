package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.Timestamps;
import io.millrace.planner.kernel.ZonedOperators;
import io.millrace.planner.validate.CurrentTime;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * From conditions on the present time to the moments at which they begin or cease to hold: {@code ts > NOW() - INTERVAL '1' HOUR} holds
 * until {@code ts + INTERVAL '1' HOUR}. The side with the time is taken apart from the outside, a function of it that never falls at a
 * time, and the other side gets what undoes it. Between local times and instants that goes by the calendar of the zone; where its clocks
 * are put back, the first time that they show something counts. One instance is for one filter.
 */
final class ClockBounds {
    private static final String UTC = "UTC";

    private final RexBuilder builder;
    private final List<Bound> enters = new ArrayList<>();
    private final List<Bound> leaves = new ArrayList<>();

    private ClockBounds(RexBuilder builder) {
        this.builder = builder;
    }

    /**
     * A moment.
     *
     * @param time of the row, an instant or, which is the same number, a local time of UTC
     * @param plusMillis what is to be added
     */
    record Bound(RexNode time, long plusMillis) {}

    /** The moments of conditions, all of which must hold. */
    static ClockBounds of(List<RexNode> conditions, RexBuilder builder) {
        ClockBounds bounds = new ClockBounds(builder);
        conditions.forEach(condition -> bounds.add(condition, false));
        return bounds;
    }

    /** From all of these on the conditions hold. */
    List<Bound> enters() {
        return enters;
    }

    /** From the first of these on they do not. */
    List<Bound> leaves() {
        return leaves;
    }

    private void add(RexNode condition, boolean negated) {
        if (!(condition instanceof RexCall call)) {
            throw refused("");
        }
        SqlKind kind = call.getKind();
        if (kind == SqlKind.NOT) {
            add(call.getOperands().get(0), !negated);
        } else if (kind == (negated ? SqlKind.OR : SqlKind.AND)) {
            call.getOperands().forEach(operand -> add(operand, negated));
        } else if (kind == SqlKind.OR || kind == SqlKind.AND) {
            throw refused(
                    " Conditions joined by OR make rows come and go more than once: select each alternative by itself and join"
                            + " them with UNION.");
        } else if (kind == SqlKind.IS_TRUE && !negated) {
            add(call.getOperands().get(0), false);
        } else if (SqlKind.COMPARISON.contains(kind) && call.getOperands().size() == 2) {
            compare(
                    negated ? negation(kind) : kind,
                    call.getOperands().get(0),
                    call.getOperands().get(1));
        } else {
            throw refused("");
        }
    }

    private static SqlKind negation(SqlKind comparison) {
        return switch (comparison) {
            case LESS_THAN -> SqlKind.GREATER_THAN_OR_EQUAL;
            case LESS_THAN_OR_EQUAL -> SqlKind.GREATER_THAN;
            case GREATER_THAN -> SqlKind.LESS_THAN_OR_EQUAL;
            case GREATER_THAN_OR_EQUAL -> SqlKind.LESS_THAN;
            case NOT_EQUALS -> SqlKind.EQUALS;
            default -> throw refused("");
        };
    }

    private void compare(SqlKind kind, RexNode left, RexNode right) {
        boolean leftAsks = CurrentTime.asks(left);
        if (leftAsks && CurrentTime.asks(right)) {
            throw refused(" Write it on one side of the comparison only.");
        }
        RexNode time = leftAsks ? left : right;
        RexNode row = leftAsks ? right : left;
        long step = row.getType().getSqlTypeName() == SqlTypeName.DATE ? Timestamps.PER_DAY : 1;
        switch (leftAsks ? kind : kind.reverse()) {
            case GREATER_THAN -> enters.add(solve(time, row, step));
            case GREATER_THAN_OR_EQUAL -> enters.add(solve(time, row, 0));
            case LESS_THAN -> leaves.add(solve(time, row, 0));
            case LESS_THAN_OR_EQUAL -> leaves.add(solve(time, row, step));
            case EQUALS -> {
                enters.add(solve(time, row, 0));
                leaves.add(solve(time, row, step));
            }
            default -> throw refused("");
        }
    }

    /** The first moment at which a function of the present time is not less than a value of the row plus some milliseconds. */
    private Bound solve(RexNode time, RexNode row, long plus) {
        if (!(time instanceof RexCall call)) {
            throw refused("");
        }
        if (CurrentTime.isNow(call)) {
            return new Bound(instant(row), plus);
        }
        RexNode operand = call.getOperands().get(0);
        SqlOperator operator = call.getOperator();
        if (operator.equals(ZonedOperators.CAST)) {
            return zonedCast(call, operand, row, plus);
        }
        if (operator.equals(ZonedOperators.FLOOR)) {
            RexNode up = builder.makeCall(
                    SqlParserPos.ZERO,
                    row.getType(),
                    ZonedOperators.CEIL,
                    List.of(
                            moved(row, plus),
                            call.getOperands().get(1),
                            call.getOperands().get(2)));
            return solve(operand, up, 0);
        }
        if (operator.equals(ZonedOperators.PLUS) || operator.equals(ZonedOperators.MINUS)) {
            return zonedShift(call, row, plus);
        }
        return switch (call.getKind()) {
            case CAST -> cast(call, operand, row, plus);
            case PLUS, MINUS -> shift(call, row, plus);
            case FLOOR -> {
                if (call.getOperands().size() != 2) {
                    throw refused("");
                }
                RexNode up = builder.makeCall(
                        SqlStdOperatorTable.CEIL,
                        moved(row, plus),
                        call.getOperands().get(1));
                yield solve(operand, up, 0);
            }
            default -> throw refused("");
        };
    }

    /** A cast of the time to the same kind of type, or between a local time and its day. */
    private Bound cast(RexCall call, RexNode operand, RexNode row, long plus) {
        SqlTypeName from = operand.getType().getSqlTypeName();
        SqlTypeName to = call.getType().getSqlTypeName();
        if (from == to && call.getType().getPrecision() >= operand.getType().getPrecision()) {
            return solve(operand, row, plus);
        }
        if (from == SqlTypeName.TIMESTAMP && to == SqlTypeName.DATE) {
            return solve(operand, cast(row, SqlTypeName.TIMESTAMP), plus);
        }
        if (from == SqlTypeName.DATE && to == SqlTypeName.TIMESTAMP) {
            return solve(operand, dayFrom(moved(row, plus)), 0);
        }
        throw refused("");
    }

    /** A cast of the time between an instant and what clocks of a zone show. */
    private Bound zonedCast(RexCall call, RexNode operand, RexNode row, long plus) {
        RexNode zone = call.getOperands().get(1);
        SqlTypeName from = operand.getType().getSqlTypeName();
        SqlTypeName to = call.getType().getSqlTypeName();
        boolean fixed = isUtc(zone);
        if (from == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                && (to == SqlTypeName.TIMESTAMP && call.getType().getPrecision() >= Timestamps.PRECISION
                        || to == SqlTypeName.DATE)) {
            RexNode local = to == SqlTypeName.DATE ? cast(row, SqlTypeName.TIMESTAMP) : row;
            return fixed
                    ? solve(operand, local, plus)
                    : solve(operand, zoned(moved(local, plus), SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, zone), 0);
        }
        if (to == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE) {
            RexNode local = zoned(moved(row, plus), SqlTypeName.TIMESTAMP, zone);
            return solve(operand, from == SqlTypeName.DATE ? dayFrom(local) : local, 0);
        }
        throw refused("");
    }

    /** The time plus or minus an interval. */
    private Bound shift(RexCall call, RexNode row, long plus) {
        List<RexNode> operands = call.getOperands();
        boolean minus = call.getKind() == SqlKind.MINUS;
        boolean swapped = !minus && isInterval(operands.get(0));
        RexNode time = operands.get(swapped ? 1 : 0);
        RexNode interval = operands.get(swapped ? 0 : 1);
        if (!isInterval(interval) || !CurrentTime.asks(time) || CurrentTime.asks(interval)) {
            throw refused("");
        }
        refuseMonths(interval);
        if (interval instanceof RexLiteral literal) {
            long millis = millis(literal);
            if (time.getType().getSqlTypeName() == SqlTypeName.DATE && millis % Timestamps.PER_DAY != 0) {
                throw refused(" A DATE is moved by whole days.");
            }
            return solve(time, row, minus ? Math.addExact(plus, millis) : Math.subtractExact(plus, millis));
        }
        SqlOperator inverse = minus ? SqlStdOperatorTable.DATETIME_PLUS : SqlStdOperatorTable.MINUS_DATE;
        RexNode moved =
                builder.makeCall(SqlParserPos.ZERO, row.getType(), inverse, List.of(moved(row, plus), interval));
        return solve(time, moved, 0);
    }

    /** An instant plus or minus days by the calendar of a zone. */
    private Bound zonedShift(RexCall call, RexNode row, long plus) {
        RexNode interval = call.getOperands().get(1);
        RexNode zone = call.getOperands().get(2);
        refuseMonths(interval);
        boolean minus = call.getOperator().equals(ZonedOperators.MINUS);
        RexNode time = call.getOperands().get(0);
        if (isUtc(zone) && interval instanceof RexLiteral literal) {
            long millis = millis(literal);
            return solve(time, row, minus ? Math.addExact(plus, millis) : Math.subtractExact(plus, millis));
        }
        RexNode moved = builder.makeCall(
                SqlParserPos.ZERO,
                row.getType(),
                minus ? ZonedOperators.PLUS : ZonedOperators.MINUS,
                List.of(moved(row, plus), interval, zone));
        return solve(time, moved, 0);
    }

    private static void refuseMonths(RexNode interval) {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName())) {
            throw refused(" Months differ in length: add them to the column instead, ts + INTERVAL '1' MONTH > NOW().");
        }
    }

    private static long millis(RexLiteral interval) {
        BigDecimal millis = interval.getValueAs(BigDecimal.class);
        if (millis == null) {
            throw refused("");
        }
        return millis.longValueExact();
    }

    private static boolean isInterval(RexNode node) {
        return node.getType().getIntervalQualifier() != null;
    }

    private static boolean isUtc(RexNode zone) {
        return zone instanceof RexLiteral literal && UTC.equals(RexLiteral.stringValue(literal));
    }

    /** The first day that does not begin before a local time. */
    private RexNode dayFrom(RexNode local) {
        RexNode day = builder.makeFlag(TimeUnitRange.DAY);
        return cast(
                builder.makeCall(SqlStdOperatorTable.CEIL, cast(local, SqlTypeName.TIMESTAMP), day), SqlTypeName.DATE);
    }

    /** A value of the row plus some milliseconds, which are days if it is a DATE. */
    private RexNode moved(RexNode row, long millis) {
        if (millis == 0) {
            return row;
        }
        TimeUnit unit = row.getType().getSqlTypeName() == SqlTypeName.DATE ? TimeUnit.DAY : TimeUnit.SECOND;
        RexNode interval = builder.makeIntervalLiteral(
                BigDecimal.valueOf(millis), new SqlIntervalQualifier(unit, null, SqlParserPos.ZERO));
        return builder.makeCall(
                SqlParserPos.ZERO, row.getType(), SqlStdOperatorTable.DATETIME_PLUS, List.of(row, interval));
    }

    private RexNode cast(RexNode row, SqlTypeName to) {
        return row.getType().getSqlTypeName() == to ? row : builder.makeAbstractCast(type(row, to), row, false);
    }

    private RexNode zoned(RexNode row, SqlTypeName to, RexNode zone) {
        return row.getType().getSqlTypeName() == to
                ? row
                : builder.makeCall(SqlParserPos.ZERO, type(row, to), ZonedOperators.CAST, List.of(row, zone));
    }

    private RelDataType type(RexNode row, SqlTypeName name) {
        RelDataType type = name == SqlTypeName.DATE
                ? builder.getTypeFactory().createSqlType(name)
                : builder.getTypeFactory().createSqlType(name, Timestamps.PRECISION);
        return builder.getTypeFactory()
                .createTypeWithNullability(type, row.getType().isNullable());
    }

    /** The row's time as it is kept: without casts that do not change its number. */
    private RexNode instant(RexNode row) {
        RexNode plain = row;
        while (plain instanceof RexCall call
                && call.getKind() == SqlKind.CAST
                && call.getOperands().get(0).getType().getSqlTypeName()
                        == plain.getType().getSqlTypeName()) {
            plain = call.getOperands().get(0);
        }
        if (plain instanceof RexCall call
                && call.getOperator().equals(ZonedOperators.CAST)
                && isUtc(call.getOperands().get(1))
                && call.getOperands().get(0).getType().getSqlTypeName() == SqlTypeName.TIMESTAMP) {
            return instant(call.getOperands().get(0));
        }
        return cast(
                plain,
                plain.getType().getSqlTypeName() == SqlTypeName.DATE
                        ? SqlTypeName.TIMESTAMP
                        : plain.getType().getSqlTypeName());
    }

    private static EngineException refused(String hint) {
        return new EngineException(
                ErrorCode.TIME_NOT_MAINTAINABLE,
                "This condition on the present time cannot be kept up to date. What can be are comparisons (<, <=, =, >=, >, BETWEEN) of"
                        + " columns with NOW(), CURRENT_TIMESTAMP, LOCALTIMESTAMP or CURRENT_DATE, moved by intervals or rounded down, and"
                        + " several of them joined by AND: ts > NOW() - INTERVAL '1' HOUR." + hint);
    }
}
