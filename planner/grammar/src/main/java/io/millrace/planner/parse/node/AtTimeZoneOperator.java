package io.millrace.planner.parse.node;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * {@code time AT TIME ZONE zone}: of an instant what clocks of the zone show then, a TIMESTAMP; of a TIMESTAMP or DATE the instant
 * at which they show it, a TIMESTAMP WITH LOCAL TIME ZONE.
 */
public final class AtTimeZoneOperator extends SqlBinaryOperator {
    public static final AtTimeZoneOperator INSTANCE = new AtTimeZoneOperator();

    /** Below that of a cast with ::, above that of arithmetic. */
    private static final int PRECEDENCE = 92;

    private AtTimeZoneOperator() {
        super(
                "AT TIME ZONE",
                SqlKind.OTHER_FUNCTION,
                PRECEDENCE,
                true,
                AtTimeZoneOperator::type,
                null,
                OperandTypes.or(
                        OperandTypes.family(SqlTypeFamily.TIMESTAMP, SqlTypeFamily.CHARACTER),
                        OperandTypes.family(SqlTypeFamily.DATE, SqlTypeFamily.CHARACTER)));
    }

    private static RelDataType type(SqlOperatorBinding call) {
        RelDataType time = call.getOperandType(0);
        RelDataTypeFactory factory = call.getTypeFactory();
        boolean nullable = time.isNullable() || call.getOperandType(1).isNullable();
        SqlTypeName name = time.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
                ? SqlTypeName.TIMESTAMP
                : SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        RelDataType type = time.getSqlTypeName() == SqlTypeName.DATE
                ? factory.createSqlType(name)
                : factory.createSqlType(name, time.getPrecision());
        return factory.createTypeWithNullability(type, nullable);
    }
}
