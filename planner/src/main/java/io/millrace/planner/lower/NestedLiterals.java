package io.millrace.planner.lower;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** Parameters of nested types as constructors of their parts, whose times are numbers in the unit of their types. */
final class NestedLiterals {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private NestedLiterals() {}

    /** Whether a value is one of a nested type. */
    static boolean isOne(Object value) {
        return value instanceof List || value instanceof Map;
    }

    static RexNode of(RexBuilder builder, RelDataType type, Object value, int index) {
        List<RexNode> parts = new ArrayList<>();
        SqlOperator constructor = switch (type.getSqlTypeName()) {
            case ARRAY -> {
                list(value, index).forEach(part -> parts.add(part(builder, type.getComponentType(), part, index)));
                yield SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR;
            }
            case MULTISET -> {
                list(value, index).forEach(part -> parts.add(part(builder, type.getComponentType(), part, index)));
                yield SqlStdOperatorTable.MULTISET_VALUE;
            }
            case MAP -> {
                if (!(value instanceof Map<?, ?> map)) {
                    throw mismatch(type, index);
                }
                map.forEach((key, mapped) -> {
                    parts.add(part(builder, type.getKeyType(), key, index));
                    parts.add(part(builder, type.getValueType(), mapped, index));
                });
                yield SqlStdOperatorTable.MAP_VALUE_CONSTRUCTOR;
            }
            case ROW -> {
                List<?> fields = list(value, index);
                for (int field = 0; field < type.getFieldCount(); field++) {
                    parts.add(part(builder, type.getFieldList().get(field).getType(), fields.get(field), index));
                }
                yield SqlStdOperatorTable.ROW;
            }
            default -> throw mismatch(type, index);
        };
        return builder.makeCall(builder.getTypeFactory().createTypeWithNullability(type, false), constructor, parts);
    }

    private static List<?> list(Object value, int index) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new EngineException(
                ErrorCode.PARAMETER_MISMATCH, "Parameter " + (index + 1) + " is a map where a list is wanted.");
    }

    private static EngineException mismatch(RelDataType type, int index) {
        return new EngineException(
                ErrorCode.PARAMETER_MISMATCH, "Parameter " + (index + 1) + " is not a value of type " + type + ".");
    }

    private static RexNode part(RexBuilder builder, @Nullable RelDataType type, @Nullable Object value, int index) {
        RelDataType known = Objects.requireNonNull(type);
        Object timed = value instanceof Long number ? time(known, number) : value;
        return ParameterValues.literal(builder, known, timed, index);
    }

    private static Object time(RelDataType type, long number) {
        return switch (type.getSqlTypeName()) {
            case DATE -> LocalDate.ofEpochDay(number);
            case TIME -> LocalTime.ofNanoOfDay(number * NANOS_PER_MILLI);
            case TIMESTAMP -> LocalDateTime.ofInstant(Instant.ofEpochMilli(number), ZoneOffset.UTC);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> Instant.ofEpochMilli(number);
            default -> number;
        };
    }
}
