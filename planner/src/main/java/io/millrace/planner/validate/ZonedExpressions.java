package io.millrace.planner.validate;

import io.millrace.executor.type.Timestamps;
import io.millrace.planner.kernel.ZonedOperators;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/**
 * Puts a zone into each call with a TIMESTAMP WITH LOCAL TIME ZONE whose value depends on one. Fields of an instant, and functions
 * that know local times only, are those of the local time; instants and local times are compared as instants.
 */
final class ZonedExpressions {
    /** Functions of local times. */
    private static final Set<String> LOCAL = Set.of(
            "DATE_FORMAT",
            "DAYNAME",
            "MONTHNAME",
            "LAST_DAY",
            "ADD_MONTHS",
            "TO_CHAR",
            "AGE",
            "DATE_PART",
            "DATE_ADD",
            "DATE_SUB",
            "MONTHS_BETWEEN",
            "NEXT_DAY",
            "WEEKDAY",
            "WEEKOFYEAR");

    /** Calls whose operands must be of one type. */
    private static final Set<SqlKind> MIXING = Set.of(
            SqlKind.COALESCE,
            SqlKind.CASE,
            SqlKind.NULLIF,
            SqlKind.GREATEST,
            SqlKind.LEAST,
            SqlKind.GREATEST_PG,
            SqlKind.LEAST_PG,
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM);

    private final RexBuilder builder;

    ZonedExpressions(RexBuilder builder) {
        this.builder = builder;
    }

    /** Operands in one type where some of those that are compared, mixed or subtracted are instants and others local. */
    List<RexNode> operands(SqlOperator operator, List<RexNode> operands) {
        boolean mixes = MIXING.contains(operator.getKind())
                || operator.getKind() == SqlKind.MINUS && !isInterval(operands.get(operands.size() - 1));
        if (!mixes || operands.stream().noneMatch(ZonedExpressions::isInstant)) {
            return operands;
        }
        List<RexNode> unified = new ArrayList<>();
        for (RexNode operand : operands) {
            SqlTypeName name = operand.getType().getSqlTypeName();
            boolean local = name == SqlTypeName.TIMESTAMP || name == SqlTypeName.DATE;
            unified.add(local ? builder.makeAbstractCast(instant(operand), operand, false) : operand);
        }
        return unified;
    }

    private RelDataType instant(RexNode operand) {
        return builder.getTypeFactory()
                .createTypeWithNullability(
                        builder.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE),
                        operand.getType().isNullable());
    }

    /** The call with the zone in it, or null if its value depends on none. */
    @Nullable
    RexNode call(SqlParserPos position, RelDataType type, SqlOperator operator, List<RexNode> operands, ZoneId zone) {
        if (operator instanceof WindowFunction window) {
            return hasLocalDays(window, operands) ? zoned(position, type, operator, operands, zone) : null;
        }
        if (operands.isEmpty() || operands.stream().noneMatch(ZonedExpressions::isInstant)) {
            return null;
        }
        RexNode first = operands.get(0);
        return switch (operator.getKind()) {
            case FLOOR, CEIL -> {
                SqlOperator zoned = operator.getKind() == SqlKind.FLOOR ? ZonedOperators.FLOOR : ZonedOperators.CEIL;
                yield operands.size() == 2 ? zoned(position, type, zoned, operands, zone) : null;
            }
            case EXTRACT -> isEpoch(first) ? null : local(position, type, operator, operands, zone);
            case PLUS -> byCalendar(operands.get(1)) ? shift(position, ZonedOperators.PLUS, operands, zone) : null;
            case MINUS -> {
                if (isInterval(operands.get(1))) {
                    yield byCalendar(operands.get(1)) ? shift(position, ZonedOperators.MINUS, operands, zone) : null;
                }
                yield isCalendarUnit(type) ? zoned(position, type, ZonedOperators.DIFFERENCE, operands, zone) : null;
            }
            default -> {
                String name = operator.getName().toUpperCase(Locale.ROOT);
                if (name.equals("DATE_TRUNC") && operands.size() == 2) {
                    yield zoned(position, type, ZonedOperators.DATE_TRUNC, operands, zone);
                }
                yield LOCAL.contains(name) ? local(position, type, operator, operands, zone) : null;
            }
        };
    }

    /** A cast between an instant and something else with the zone in it, or null if it is another cast. */
    @Nullable
    RexNode cast(SqlParserPos position, RelDataType type, RexNode operand, boolean safe, ZoneId zone) {
        boolean from = isInstant(operand);
        boolean to = type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        if (from == to || operand.getType().getSqlTypeName() == SqlTypeName.NULL) {
            return null;
        }
        return zoned(position, type, safe ? ZonedOperators.TRY_CAST : ZonedOperators.CAST, List.of(operand), zone);
    }

    /** Days and months of an instant: its type is that of the instant, whatever Calcite makes of it. */
    private RexNode shift(SqlParserPos position, SqlOperator operator, List<RexNode> operands, ZoneId zone) {
        boolean nullable =
                operands.stream().anyMatch(operand -> operand.getType().isNullable());
        RelDataType type = builder.getTypeFactory()
                .createTypeWithNullability(operands.get(0).getType(), nullable);
        return zoned(position, type, operator, operands.subList(0, 2), zone);
    }

    /** Whether windows over instants are of whole days, which begin at local midnight. */
    private static boolean hasLocalDays(WindowFunction window, List<RexNode> operands) {
        return !window.takesKeys()
                && operands.get(0) instanceof RexCall descriptor
                && descriptor.getOperands().stream().anyMatch(ZonedExpressions::isInstant)
                && operands.subList(1, 1 + window.intervals()).stream().allMatch(ZonedExpressions::isWholeDays)
                && operands.size() <= 2 + window.intervals()
                && operands.stream().noneMatch(operand -> SqlTypeUtil.inCharFamily(operand.getType()));
    }

    private static boolean isWholeDays(RexNode interval) {
        BigDecimal millis = interval instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        return millis != null
                && millis.remainder(BigDecimal.valueOf(Timestamps.PER_DAY)).signum() == 0;
    }

    private RexNode local(
            SqlParserPos position, RelDataType type, SqlOperator operator, List<RexNode> operands, ZoneId zone) {
        List<RexNode> local = new ArrayList<>();
        for (RexNode operand : operands) {
            RelDataType timestamp = builder.getTypeFactory()
                    .createTypeWithNullability(
                            builder.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP),
                            operand.getType().isNullable());
            local.add(
                    isInstant(operand)
                            ? zoned(position, timestamp, ZonedOperators.CAST, List.of(operand), zone)
                            : operand);
        }
        return builder.makeCall(position, type, operator, local);
    }

    private RexNode zoned(
            SqlParserPos position, RelDataType type, SqlOperator operator, List<RexNode> operands, ZoneId zone) {
        List<RexNode> all = new ArrayList<>(operands);
        all.add(builder.makeCharLiteral(new NlsString(zone.getId(), null, null)));
        return builder.makeCall(position, type, operator, all);
    }

    static boolean isInstant(RexNode node) {
        return node.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    }

    private static boolean isInterval(RexNode node) {
        return node.getType().getIntervalQualifier() != null;
    }

    private static boolean byCalendar(RexNode interval) {
        return isCalendarUnit(interval.getType());
    }

    /** Whether an interval has days or months, which have no fixed length. */
    private static boolean isCalendarUnit(RelDataType type) {
        SqlIntervalQualifier qualifier = type.getIntervalQualifier();
        return qualifier != null
                && (qualifier.isYearMonth()
                        || qualifier.getStartUnit() == TimeUnit.DAY
                        || qualifier.getStartUnit() == TimeUnit.WEEK);
    }

    private static boolean isEpoch(RexNode unit) {
        return unit instanceof RexLiteral literal && literal.getValue() == TimeUnitRange.EPOCH;
    }
}
