package io.millrace.planner.validate;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Functions of numbers whose results have, over a DECIMAL, a type with room for each of them: ROUND can need one digit more before
 * the point and, where the number of digits is written in the statement, has no more than these behind it. Calcite gives them the
 * type of the argument, which cannot hold 10.0 for ROUND(9.96, 1).
 */
final class NumberFunctions {
    private static final SqlOperandTypeChecker NUMBER_AND_DIGITS = OperandTypes.or(
            OperandTypes.family(SqlTypeFamily.NUMERIC),
            OperandTypes.family(SqlTypeFamily.NUMERIC, SqlTypeFamily.INTEGER));

    private NumberFunctions() {}

    /** All of them. */
    static List<SqlOperator> all() {
        return List.of(
                of("ROUND", call -> cut(call, 1), NUMBER_AND_DIGITS),
                of("TRUNCATE", call -> cut(call, 0), NUMBER_AND_DIGITS),
                of("TRUNC", call -> cut(call, 0), NUMBER_AND_DIGITS),
                of("SIGN", NumberFunctions::sign, OperandTypes.family(SqlTypeFamily.NUMERIC)));
    }

    /** @param more digits before the point than the argument has */
    private static RelDataType cut(SqlOperatorBinding call, int more) {
        RelDataType number = call.getOperandType(0);
        if (number.getSqlTypeName() != SqlTypeName.DECIMAL) {
            return nullable(call, number);
        }
        int scale = Math.max(0, number.getScale());
        int whole = number.getPrecision() - scale + more;
        Integer digits = digits(call);
        int kept = digits == null ? scale : Math.max(0, Math.min(scale, digits));
        int precision = Math.max(1, Math.min(ColumnType.MAX_DECIMAL_PRECISION, whole + kept));
        return nullable(call, call.getTypeFactory().createSqlType(SqlTypeName.DECIMAL, precision, kept));
    }

    /** The number of digits behind the point if it is written in the statement. */
    private static @Nullable Integer digits(SqlOperatorBinding call) {
        if (call.getOperandCount() == 1) {
            return 0;
        }
        return call.isOperandLiteral(1, false) ? call.getOperandLiteralValue(1, Integer.class) : null;
    }

    /** DECIMAL(3, 3) has no room for 1. */
    private static RelDataType sign(SqlOperatorBinding call) {
        RelDataType number = call.getOperandType(0);
        return nullable(
                call,
                number.getSqlTypeName() == SqlTypeName.DECIMAL
                        ? call.getTypeFactory().createSqlType(SqlTypeName.DECIMAL, 1, 0)
                        : number);
    }

    private static RelDataType nullable(SqlOperatorBinding call, RelDataType type) {
        RelDataTypeFactory factory = call.getTypeFactory();
        boolean nullable = call.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
        return factory.createTypeWithNullability(type, nullable);
    }

    private static SqlOperator of(String name, SqlReturnTypeInference result, SqlOperandTypeChecker operands) {
        return SqlBasicFunction.create(name, result, operands, SqlFunctionCategory.NUMERIC);
    }
}
