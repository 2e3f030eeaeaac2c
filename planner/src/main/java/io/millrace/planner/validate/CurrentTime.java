package io.millrace.planner.validate;

import io.millrace.executor.type.Timestamps;
import java.time.Instant;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/**
 * Functions that tell the time. Within one statement the time stands still; it is that of the clock in UTC when the
 * statement begins.
 */
public final class CurrentTime {
    static final SqlFunction NOW = SqlBasicFunction.create(
            "NOW",
            ReturnTypes.explicit(SqlTypeName.TIMESTAMP, Timestamps.PRECISION),
            OperandTypes.NILADIC,
            SqlFunctionCategory.TIMEDATE);

    private static final Set<String> TIMESTAMPS = Set.of("CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "NOW");
    private static final Set<String> TIMES = Set.of("CURRENT_TIME", "LOCALTIME");
    private static final String DATE = "CURRENT_DATE";

    private CurrentTime() {}

    static boolean isCurrentTime(SqlOperator operator) {
        return TIMESTAMPS.contains(operator.getName())
                || TIMES.contains(operator.getName())
                || operator.getName().equals(DATE);
    }

    /** The type of such a call: with milliseconds, unless fewer digits are asked for. */
    static RelDataType precise(RelDataTypeFactory factory, RelDataType type, int operands) {
        return operands > 0 || type.getSqlTypeName() == SqlTypeName.DATE
                ? type
                : factory.createTypeWithNullability(
                        factory.createSqlType(type.getSqlTypeName(), Timestamps.PRECISION), type.isNullable());
    }

    /** The value of such a call at an instant, or the call itself if it is another. */
    public static RexNode at(RexCall call, Instant instant, RexBuilder builder) {
        String name = call.getOperator().getName();
        long millis = instant.toEpochMilli();
        RexNode literal;
        if (TIMESTAMPS.contains(name)) {
            literal = builder.makeTimestampLiteral(TimestampString.fromMillisSinceEpoch(millis), Timestamps.PRECISION);
        } else if (TIMES.contains(name)) {
            literal = builder.makeTimeLiteral(
                    TimeString.fromMillisOfDay((int) Timestamps.toTimeOfDay(millis)), Timestamps.PRECISION);
        } else if (name.equals(DATE)) {
            literal = builder.makeDateLiteral(DateString.fromDaysSinceEpoch((int) Timestamps.toDay(millis)));
        } else {
            return call;
        }
        return literal.getType().equals(call.getType())
                ? literal
                : builder.makeAbstractCast(call.getType(), literal, false);
    }
}
