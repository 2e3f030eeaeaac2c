package io.millrace.planner.lower;

import io.millrace.executor.nested.NestedValues;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.Timestamps;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Java values of parameters as the plain data that kernels take, where a value is one of its parameter's type as it stands. */
public final class ParameterData {
    private static final int NANOS_PER_MILLI = 1_000_000;

    private ParameterData() {}

    /** The data of some values, nulls for NULL, or empty if a value has to be cast to its type first. */
    public static Optional<List<@Nullable Object>> of(List<ColumnType> types, List<? extends @Nullable Object> values) {
        List<@Nullable Object> data = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            Object value = values.get(i);
            Object own = value == null ? null : of(types.get(i), value);
            if (value != null && own == null) {
                return Optional.empty();
            }
            data.add(own);
        }
        return Optional.of(data);
    }

    private static @Nullable Object of(ColumnType type, Object value) {
        return switch (type.kind()) {
            case BOOLEAN -> value instanceof Boolean ? value : null;
            case TINYINT -> whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER, INTERVAL_MONTHS -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT, INTERVAL_MILLIS -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case REAL ->
                value instanceof Double number && Double.compare(number, number.floatValue()) == 0 ? value : null;
            case DOUBLE -> value instanceof Double ? value : null;
            case DECIMAL -> value instanceof BigDecimal number ? decimal(type, number) : null;
            case VARCHAR -> value instanceof String && type.precision() == ColumnType.UNBOUNDED ? value : null;
            case VARBINARY ->
                value instanceof byte[] bytes && type.precision() == ColumnType.UNBOUNDED ? binary(bytes) : null;
            case DATE -> value instanceof LocalDate date ? (Object) date.toEpochDay() : null;
            case TIME -> value instanceof LocalTime time ? (Object) (time.toNanoOfDay() / NANOS_PER_MILLI) : null;
            case TIMESTAMP ->
                value instanceof LocalDateTime time && type.precision() == Timestamps.PRECISION
                        ? (Object) time.toInstant(ZoneOffset.UTC).toEpochMilli()
                        : null;
            case TIMESTAMP_LTZ ->
                value instanceof Instant time && type.precision() == Timestamps.PRECISION
                        ? (Object) time.toEpochMilli()
                        : null;
            case UUID -> value instanceof UUID uuid ? binary(NestedValues.bytes(uuid)) : null;
            case ARRAY, MULTISET, MAP, ROW -> nested(type, value);
            case CHAR, BINARY -> null;
        };
    }

    /** A binary string as a kernel takes it. */
    private static String binary(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable Object nested(ColumnType type, Object value) {
        return value instanceof List || value instanceof Map ? binary(NestedValues.encode(value, type)) : null;
    }

    private static @Nullable Object whole(Object value, long least, long most) {
        boolean isWhole =
                value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
        long number = isWhole ? ((Number) value).longValue() : 0;
        return isWhole && number >= least && number <= most ? (Object) number : null;
    }

    private static @Nullable Object decimal(ColumnType type, BigDecimal number) {
        if (number.stripTrailingZeros().scale() > type.scale()) {
            return null;
        }
        BigDecimal scaled = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
        if (scaled.precision() > type.precision()) {
            return null;
        }
        return type.storage() == Storage.LONG
                ? (Object) scaled.unscaledValue().longValueExact()
                : scaled.unscaledValue();
    }
}
