package io.millrace.planner.validate;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Which calls can fail on a row. What is not known to be safe can fail, so that a new function is nullable until someone
 * says that it need not be.
 */
public final class FailingCalls {
    /** Operators that have a value for all operands. CASE and the like pass on the nullability of their parts. */
    private static final Set<SqlKind> SAFE_KINDS = EnumSet.of(
            SqlKind.EQUALS,
            SqlKind.NOT_EQUALS,
            SqlKind.LESS_THAN,
            SqlKind.LESS_THAN_OR_EQUAL,
            SqlKind.GREATER_THAN,
            SqlKind.GREATER_THAN_OR_EQUAL,
            SqlKind.IS_DISTINCT_FROM,
            SqlKind.IS_NOT_DISTINCT_FROM,
            SqlKind.AND,
            SqlKind.OR,
            SqlKind.NOT,
            SqlKind.IS_NULL,
            SqlKind.IS_NOT_NULL,
            SqlKind.IS_TRUE,
            SqlKind.IS_NOT_TRUE,
            SqlKind.IS_FALSE,
            SqlKind.IS_NOT_FALSE,
            SqlKind.CASE,
            SqlKind.COALESCE,
            SqlKind.NVL,
            SqlKind.NULLIF,
            SqlKind.GREATEST,
            SqlKind.LEAST,
            SqlKind.IN,
            SqlKind.NOT_IN,
            SqlKind.SEARCH,
            SqlKind.BETWEEN,
            SqlKind.EXTRACT,
            SqlKind.TRIM,
            SqlKind.LTRIM,
            SqlKind.RTRIM,
            SqlKind.POSITION,
            SqlKind.PLUS_PREFIX,
            SqlKind.DESCRIPTOR,
            SqlKind.ROW,
            SqlKind.INPUT_REF,
            SqlKind.AS);

    private static final Set<String> SAFE_FUNCTIONS = Set.of(
            "UPPER",
            "LOWER",
            "INITCAP",
            "CHAR_LENGTH",
            "CHARACTER_LENGTH",
            "LENGTH",
            "OCTET_LENGTH",
            "ASCII",
            "MD5",
            "REVERSE",
            "REPLACE",
            "||",
            "CONCAT",
            "SIGN",
            "PI",
            "SIN",
            "COS",
            "TAN",
            "ATAN",
            "ATAN2",
            "DEGREES",
            "RADIANS",
            "CBRT",
            "CURRENT_TIMESTAMP",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "NOW",
            "RAND",
            "TUMBLE",
            "HOP");

    /** Arithmetic that leaves the range of its type at worst: a double becomes an infinity, which is a value. */
    private static final Set<SqlKind> RANGE_KINDS =
            EnumSet.of(SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES, SqlKind.MINUS_PREFIX, SqlKind.FLOOR, SqlKind.CEIL);

    private FailingCalls() {}

    /** Whether a call of {@code operator} can fail, given the types of its operands and of its result. */
    public static boolean canFail(SqlOperator operator, List<RelDataType> operands, RelDataType result) {
        SqlKind kind = operator.getKind();
        if (operator.isAggregator() || operator.getSyntax() == SqlSyntax.INTERNAL && kind == SqlKind.OTHER) {
            return false;
        }
        if (kind == SqlKind.CAST || kind == SqlKind.SAFE_CAST) {
            return operands.isEmpty() || castCanFail(operands.get(0), result);
        }
        if (SAFE_KINDS.contains(kind) || SAFE_FUNCTIONS.contains(operator.getName())) {
            return false;
        }
        return !(isApproximate(result)
                && (RANGE_KINDS.contains(kind) || operator.getName().equals("ABS")));
    }

    /** Whether some value of the one type has no place in the other. */
    public static boolean castCanFail(RelDataType from, RelDataType to) {
        SqlTypeName source = from.getSqlTypeName();
        SqlTypeName target = to.getSqlTypeName();
        if (source == SqlTypeName.NULL || SqlTypeUtil.equalSansNullability(from, to)) {
            return false;
        }
        if (SqlTypeUtil.isCharacter(to)) {
            return false;
        }
        if (SqlTypeName.INT_TYPES.contains(source) && SqlTypeName.INT_TYPES.contains(target)) {
            return from.getPrecision() > to.getPrecision();
        }
        if (SqlTypeUtil.isExactNumeric(from) && target == SqlTypeName.DECIMAL) {
            return from.getPrecision() - Math.max(from.getScale(), 0) > to.getPrecision() - to.getScale();
        }
        if (SqlTypeUtil.isNumeric(from) && isApproximate(to)) {
            return false;
        }
        if (SqlTypeUtil.isInterval(from) && SqlTypeUtil.isInterval(to)) {
            return false;
        }
        return !(isMoment(source) && isMoment(target) && target != SqlTypeName.TIME && source != SqlTypeName.TIME
                || source == target && (target == SqlTypeName.VARBINARY || isMoment(source)));
    }

    private static boolean isMoment(SqlTypeName type) {
        return switch (type) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> true;
            default -> false;
        };
    }

    private static boolean isApproximate(RelDataType type) {
        return SqlTypeUtil.isApproximateNumeric(type);
    }
}
