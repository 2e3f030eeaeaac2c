package io.millrace.planner.validate;

import io.millrace.executor.type.Timestamps;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
import org.jspecify.annotations.Nullable;

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
        return kind(operator) != null;
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
        Clockwork kind = kind(call.getOperator());
        if (kind == null) {
            return call;
        }
        long value = kind.at(instant);
        return typed(
                switch (kind) {
                    case TIMESTAMP ->
                        builder.makeTimestampLiteral(TimestampString.fromMillisSinceEpoch(value), Timestamps.PRECISION);
                    case TIME -> builder.makeTimeLiteral(TimeString.fromMillisOfDay((int) value), Timestamps.PRECISION);
                    case DATE -> builder.makeDateLiteral(DateString.fromDaysSinceEpoch((int) value));
                },
                call,
                builder);
    }

    /** Such a call as a parameter that each run brings ({@link #values}), the first of them with the given number. */
    public static RexNode parameter(RexCall call, int first, RexBuilder builder) {
        Clockwork kind = kind(call.getOperator());
        return kind == null
                ? call
                : typed(
                        builder.makeDynamicParam(
                                kind == Clockwork.DATE
                                        ? builder.getTypeFactory().createSqlType(SqlTypeName.DATE)
                                        : builder.getTypeFactory()
                                                .createSqlType(SqlTypeName.valueOf(kind.name()), Timestamps.PRECISION),
                                first + List.of(Clockwork.values()).indexOf(kind)),
                        call,
                        builder);
    }

    /** The values of the parameters that {@link #parameter} makes, in their order. */
    public static List<Long> values(Instant instant) {
        return Arrays.stream(Clockwork.values()).map(kind -> kind.at(instant)).toList();
    }

    private static RexNode typed(RexNode value, RexCall call, RexBuilder builder) {
        return value.getType().equals(call.getType()) ? value : builder.makeAbstractCast(call.getType(), value, false);
    }

    private static @Nullable Clockwork kind(SqlOperator operator) {
        String name = operator.getName();
        return TIMESTAMPS.contains(name)
                ? Clockwork.TIMESTAMP
                : TIMES.contains(name) ? Clockwork.TIME : name.equals(DATE) ? Clockwork.DATE : null;
    }

    /** What such a function tells of an instant, in the unit of its type. */
    private enum Clockwork {
        TIMESTAMP,
        TIME,
        DATE;

        long at(Instant instant) {
            long millis = instant.toEpochMilli();
            return switch (this) {
                case TIMESTAMP -> millis;
                case TIME -> Timestamps.toTimeOfDay(millis);
                case DATE -> Timestamps.toDay(millis);
            };
        }
    }
}
