package io.millrace.planner.validate;

import io.millrace.executor.type.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlAbstractTimeFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.TimestampString;

/**
 * Functions that tell the time. Within one statement the time stands still; it is that of the clock when the statement begins.
 * CURRENT_TIMESTAMP and NOW are that instant; all others are what clocks of the session's time zone show then.
 */
public final class CurrentTime {
    static final SqlFunction NOW = SqlBasicFunction.create(
            "NOW",
            ReturnTypes.explicit(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, Timestamps.PRECISION),
            OperandTypes.NILADIC,
            SqlFunctionCategory.TIMEDATE);

    /** Calcite's is a local time. */
    static final SqlFunction CURRENT_TIMESTAMP =
            new SqlAbstractTimeFunction("CURRENT_TIMESTAMP", SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE) {};

    private static final Set<String> NAMES =
            Set.of("CURRENT_TIMESTAMP", "NOW", "LOCALTIMESTAMP", "CURRENT_TIME", "LOCALTIME", "CURRENT_DATE");

    private CurrentTime() {}

    /** Whether it is a time of day, which goes round: no moment ends a condition on it. */
    static boolean isTimeOfDay(SqlOperator operator) {
        return operator.getName().equals("CURRENT_TIME") || operator.getName().equals("LOCALTIME");
    }

    static boolean isCurrentTime(SqlOperator operator) {
        return NAMES.contains(operator.getName());
    }

    /**
     * Such a call as one of {@link #NOW}, brought to the call's type.
     *
     * @param now makes a call of NOW
     */
    static RexNode call(RelDataType type, int operands, RexBuilder builder, Function<RelDataType, RexNode> now) {
        RelDataTypeFactory factory = builder.getTypeFactory();
        RelDataType instant = factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, Timestamps.PRECISION);
        RexNode value = now.apply(instant);
        RelDataType precise = precise(factory, type, operands);
        return precise.equals(instant) ? value : builder.makeAbstractCast(precise, value, false);
    }

    /** The type of such a call: with milliseconds, unless fewer digits are asked for. */
    private static RelDataType precise(RelDataTypeFactory factory, RelDataType type, int operands) {
        return operands > 0 || type.getSqlTypeName() == SqlTypeName.DATE
                ? type
                : factory.createTypeWithNullability(
                        factory.createSqlType(type.getSqlTypeName(), Timestamps.PRECISION), type.isNullable());
    }

    /** Whether an expression is the present instant. */
    public static boolean isNow(RexNode node) {
        return node instanceof RexCall call && call.getOperator().equals(NOW);
    }

    /** Whether an expression, or a part of it, is the present instant. */
    public static boolean asks(RexNode node) {
        return isNow(node)
                || node instanceof RexCall call && call.getOperands().stream().anyMatch(CurrentTime::asks);
    }

    /** The value of a call of NOW at an instant, or the call itself if it is another. */
    public static RexNode at(RexCall call, Instant instant, RexBuilder builder) {
        return call.getOperator().equals(NOW)
                ? builder.makeTimestampWithLocalTimeZoneLiteral(
                        TimestampString.fromMillisSinceEpoch(instant.toEpochMilli()), Timestamps.PRECISION)
                : call;
    }

    /** A call of NOW as a parameter that each run brings ({@link #values}), with the given number. */
    public static RexNode parameter(RexCall call, int number, RexBuilder builder) {
        return call.getOperator().equals(NOW) ? builder.makeDynamicParam(call.getType(), number) : call;
    }

    /** The values of the parameters that {@link #parameter} makes. */
    public static List<Long> values(Instant instant) {
        return List.of(instant.toEpochMilli());
    }
}
