package io.millrace.planner.validate;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Timestamps;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Our rules for the types of results. Aggregates: SUM of integers is BIGINT, of DECIMAL(p, s) DECIMAL(38, s), of
 * approximate numbers DOUBLE; AVG is DOUBLE, of a DECIMAL it is a DECIMAL with at least six digits behind the point. Both
 * may be NULL even over NOT NULL arguments, because a sum that does not fit is.
 *
 * <p>DECIMAL(p1, s1) op DECIMAL(p2, s2), an integer counting as a DECIMAL of its digits; at most 38 digits, and where that
 * cuts, digits behind the point go first, down to six:
 *
 * <pre>
 *   + -   scale max(s1, s2)          digits before the point max(p1 - s1, p2 - s2) + 1
 *   *     scale s1 + s2              digits before the point p1 - s1 + p2 - s2
 *   /     scale max(6, s1, s2)       digits before the point p1 - s1 + s2
 *   %     scale max(s1, s2)          digits before the point min(p1 - s1, p2 - s2)
 * </pre>
 */
final class SqlTypes extends RelDataTypeSystemImpl {
    static final SqlTypes INSTANCE = new SqlTypes();

    private static final int DIVISION_SCALE = 6;
    private static final int MAX_LENGTH = Integer.MAX_VALUE;

    private SqlTypes() {}

    @Override
    public int getMaxPrecision(SqlTypeName type) {
        return switch (type) {
            case DECIMAL -> ColumnType.MAX_DECIMAL_PRECISION;
            case CHAR, VARCHAR, BINARY, VARBINARY -> MAX_LENGTH;
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> Timestamps.PRECISION;
            default -> super.getMaxPrecision(type);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName type) {
        return type == SqlTypeName.DECIMAL ? ColumnType.MAX_DECIMAL_PRECISION : super.getMaxScale(type);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName type) {
        return switch (type) {
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> Timestamps.PRECISION;
            default ->
                SqlTypeName.INTERVAL_TYPES.contains(type)
                        ? super.getMaxPrecision(type)
                        : super.getDefaultPrecision(type);
        };
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType type = switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case REAL, FLOAT, DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> decimal(factory, ColumnType.MAX_DECIMAL_PRECISION, argument.getScale());
            default -> argument;
        };
        return factory.createTypeWithNullability(type, true);
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType type = switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, FLOAT, DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case DECIMAL -> averageOfDecimal(factory, argument);
            default -> argument;
        };
        return factory.createTypeWithNullability(type, true);
    }

    @Override
    public @Nullable RelDataType deriveDecimalPlusType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        return fit(factory, Math.max(whole(left), whole(right)) + 1, Math.max(scale(left), scale(right)));
    }

    @Override
    public @Nullable RelDataType deriveDecimalMultiplyType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        return fit(factory, whole(left) + whole(right), scale(left) + scale(right));
    }

    @Override
    public @Nullable RelDataType deriveDecimalDivideType(
            RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        int scale = Math.max(DIVISION_SCALE, Math.max(scale(left), scale(right)));
        return fit(factory, whole(left) + scale(right), scale);
    }

    @Override
    public @Nullable RelDataType deriveDecimalModType(RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        if (!isDecimalArithmetic(left, right)) {
            return null;
        }
        return fit(factory, Math.min(whole(left), whole(right)), Math.max(scale(left), scale(right)));
    }

    private static RelDataType averageOfDecimal(RelDataTypeFactory factory, RelDataType argument) {
        return fit(factory, whole(argument), Math.max(DIVISION_SCALE, argument.getScale()));
    }

    private static boolean isDecimalArithmetic(RelDataType left, RelDataType right) {
        return SqlTypeUtil.isExactNumeric(left)
                && SqlTypeUtil.isExactNumeric(right)
                && (SqlTypeUtil.isDecimal(left) || SqlTypeUtil.isDecimal(right));
    }

    private static int whole(RelDataType type) {
        return type.getPrecision() - scale(type);
    }

    private static int scale(RelDataType type) {
        return Math.max(type.getScale(), 0);
    }

    private static RelDataType fit(RelDataTypeFactory factory, int whole, int scale) {
        int room = Math.max(ColumnType.MAX_DECIMAL_PRECISION - whole, Math.min(scale, DIVISION_SCALE));
        int fittedScale = Math.min(scale, room);
        int precision = Math.min(ColumnType.MAX_DECIMAL_PRECISION, whole + fittedScale);
        return decimal(factory, Math.max(precision, 1), fittedScale);
    }

    private static RelDataType decimal(RelDataTypeFactory factory, int precision, int scale) {
        return factory.createSqlType(SqlTypeName.DECIMAL, precision, scale);
    }
}
