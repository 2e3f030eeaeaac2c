package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Java values of parameters as literals. Times finer than a millisecond are cut. */
final class ParameterValues {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private ParameterValues() {}

    /** A literal of the value's own type, cast to the parameter's type if that is another. */
    static RexNode literal(RexBuilder builder, RelDataType type, @Nullable Object value, int index) {
        RelDataTypeFactory factory = builder.getTypeFactory();
        if (value == null) {
            return builder.makeNullLiteral(factory.createTypeWithNullability(type, true));
        }
        if (NestedLiterals.isOne(value)) {
            return NestedLiterals.of(builder, type, value, index);
        }
        RexNode own = ownLiteral(builder, value, index);
        return own.getType().getSqlTypeName() == type.getSqlTypeName() && type.getSqlTypeName() != SqlTypeName.DECIMAL
                ? own
                : builder.makeCast(
                        factory.createTypeWithNullability(type, own.getType().isNullable()), own);
    }

    private static RexNode ownLiteral(RexBuilder builder, Object value, int index) {
        if (value instanceof Boolean truth) {
            return builder.makeLiteral(truth);
        }
        if (value instanceof Float || value instanceof Double) {
            return approximate(builder, ((Number) value).doubleValue(), index);
        }
        if (value instanceof Number number) {
            return exact(builder, number);
        }
        if (value instanceof String || value instanceof Character) {
            return builder.makeCharLiteral(new NlsString(value.toString(), null, null));
        }
        if (value instanceof byte[] bytes) {
            return builder.makeBinaryLiteral(new org.apache.calcite.avatica.util.ByteString(bytes));
        }
        if (value instanceof ByteString bytes) {
            return builder.makeBinaryLiteral(bytes);
        }
        if (value instanceof UUID uuid) {
            return builder.makeUuidLiteral(uuid);
        }
        return time(builder, value, index);
    }

    private static RexNode approximate(RexBuilder builder, double value, int index) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new EngineException(
                    ErrorCode.PARAMETER_MISMATCH,
                    "Parameter " + (index + 1) + " is " + value + ", which a parameter cannot be. Use CAST('" + value
                            + "' AS DOUBLE).");
        }
        return builder.makeApproxLiteral(
                new BigDecimal(value), builder.getTypeFactory().createSqlType(SqlTypeName.DOUBLE));
    }

    private static RexNode exact(RexBuilder builder, Number number) {
        if (number instanceof BigDecimal decimal) {
            return builder.makeExactLiteral(decimal);
        }
        return builder.makeExactLiteral(
                number instanceof BigInteger integer
                        ? new BigDecimal(integer)
                        : BigDecimal.valueOf(number.longValue()));
    }

    private static RexNode time(RexBuilder builder, Object value, int index) {
        if (value instanceof Date date) {
            return date(builder, date.toLocalDate());
        }
        if (value instanceof LocalDate date) {
            return date(builder, date);
        }
        if (value instanceof Time time) {
            return time(builder, time.toLocalTime());
        }
        if (value instanceof LocalTime time) {
            return time(builder, time);
        }
        if (value instanceof Timestamp timestamp) {
            return timestamp(builder, timestamp.toLocalDateTime());
        }
        if (value instanceof LocalDateTime timestamp) {
            return timestamp(builder, timestamp);
        }
        if (value instanceof Instant || value instanceof OffsetDateTime) {
            Instant instant = value instanceof OffsetDateTime offset ? offset.toInstant() : (Instant) value;
            LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            return builder.makeTimestampWithLocalTimeZoneLiteral(string(utc), 3);
        }
        throw new EngineException(
                ErrorCode.PARAMETER_MISMATCH,
                "Parameter " + (index + 1) + " is a " + value.getClass().getSimpleName()
                        + ", which is not a value of SQL.");
    }

    private static RexNode date(RexBuilder builder, LocalDate date) {
        return builder.makeDateLiteral(DateString.fromDaysSinceEpoch(Math.toIntExact(date.toEpochDay())));
    }

    private static RexNode time(RexBuilder builder, LocalTime time) {
        return builder.makeTimeLiteral(
                TimeString.fromMillisOfDay(Math.toIntExact(time.toNanoOfDay() / NANOS_PER_MILLI)), 3);
    }

    private static RexNode timestamp(RexBuilder builder, LocalDateTime timestamp) {
        return builder.makeTimestampLiteral(string(timestamp), 3);
    }

    private static TimestampString string(LocalDateTime utc) {
        return TimestampString.fromMillisSinceEpoch(
                utc.toInstant(ZoneOffset.UTC).toEpochMilli());
    }
}
