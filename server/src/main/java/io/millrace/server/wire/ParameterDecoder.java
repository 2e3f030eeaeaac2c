package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.IntervalFields;
import io.millrace.executor.type.TypeKind;
import io.millrace.functions.IntervalParser;
import io.millrace.functions.Slice;
import io.millrace.functions.ValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.calcite.avatica.proto.Common.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Converts what a client bound to the parameters of a statement to the parameters' types, in the representation that
 * {@code RowCursor.Rows} tells. A value that does not fit is an error that names the parameter.
 */
final class ParameterDecoder {
    private final List<ColumnType> types;
    private final ZoneId timeZone;

    /** @param timeZone the zone of a local date and time that is bound to an instant */
    ParameterDecoder(List<ColumnType> types, ZoneId timeZone) {
        this.types = types;
        this.timeZone = timeZone;
    }

    List<@Nullable Object> decode(List<TypedValue> bound) {
        if (bound.size() != types.size()) {
            throw new EngineException(
                    ErrorCode.PARAMETER_MISMATCH,
                    "The statement has " + types.size() + " parameters, but " + bound.size() + " values were given");
        }
        List<@Nullable Object> values = new ArrayList<>(bound.size());
        for (int i = 0; i < bound.size(); i++) {
            values.add(decode(i, bound.get(i)));
        }
        return values;
    }

    private @Nullable Object decode(int index, TypedValue bound) {
        if (bound.getImplicitlyNull()) {
            throw new EngineException(ErrorCode.PARAMETER_MISMATCH, "Parameter " + (index + 1) + " was not set");
        }
        Object value = value(bound);
        if (value == null) {
            return null;
        }
        ColumnType type = types.get(index);
        try {
            return convert(value, bound, type);
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException failure) {
            throw new EngineException(
                    ErrorCode.PARAMETER_MISMATCH,
                    null,
                    "Parameter " + (index + 1) + " is of type "
                            + JdbcType.of(type).name() + ", which cannot hold the value " + abbreviated(value),
                    failure);
        }
    }

    /** The value as the client sent it: Boolean, Long, Double, BigDecimal, String, byte[] or null. */
    private static @Nullable Object value(TypedValue bound) {
        if (bound.getNull()) {
            return null;
        }
        return switch (bound.getType()) {
            case BOOLEAN, PRIMITIVE_BOOLEAN -> bound.getBoolValue();
            case BYTE,
                    PRIMITIVE_BYTE,
                    SHORT,
                    PRIMITIVE_SHORT,
                    INTEGER,
                    PRIMITIVE_INT,
                    LONG,
                    PRIMITIVE_LONG,
                    NUMBER,
                    JAVA_SQL_DATE,
                    JAVA_SQL_TIME,
                    JAVA_SQL_TIMESTAMP,
                    JAVA_UTIL_DATE -> bound.getNumberValue();
            case FLOAT, PRIMITIVE_FLOAT -> (double) Float.intBitsToFloat((int) bound.getNumberValue());
            case DOUBLE, PRIMITIVE_DOUBLE -> bound.getDoubleValue();
            case BIG_INTEGER ->
                new BigDecimal(new BigInteger(bound.getBytesValue().toByteArray()));
            case BIG_DECIMAL -> new BigDecimal(bound.getStringValue());
            case STRING, CHARACTER, PRIMITIVE_CHAR -> bound.getStringValue();
            case BYTE_STRING -> bound.getBytesValue().toByteArray();
            case NULL, OBJECT -> null;
            case ARRAY, STRUCT, MULTISET -> bound.getArrayValueList();
            case UNRECOGNIZED ->
                throw new EngineException(ErrorCode.PROTOCOL_ERROR, "A parameter is of an unknown kind");
        };
    }

    private Object convert(Object value, TypedValue bound, ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> toBoolean(value);
            case TINYINT -> toInteger(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> toInteger(value, Short.MIN_VALUE, Short.MAX_VALUE);
            case INTEGER -> toInteger(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> toInteger(value, Long.MIN_VALUE, Long.MAX_VALUE);
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> toInterval(value, type);
            case REAL -> (double) (float) toDouble(value);
            case DOUBLE -> toDouble(value);
            case DECIMAL -> {
                BigDecimal decimal = toDecimal(value).setScale(type.scale(), RoundingMode.HALF_UP);
                if (decimal.precision() - decimal.scale() > type.precision() - type.scale()) {
                    throw new ArithmeticException("out of range");
                }
                yield decimal;
            }
            case CHAR, VARCHAR -> toText(value, bound);
            case BINARY, VARBINARY -> {
                if (value instanceof byte[] bytes) {
                    yield bytes;
                }
                throw new IllegalArgumentException("not bytes");
            }
            case DATE -> toDate(value, bound);
            case TIME -> toTime(value, bound);
            case TIMESTAMP -> toTimestamp(value, bound, null);
            case TIMESTAMP_LTZ -> toTimestamp(value, bound, timeZone);
            case UUID -> toUuid(value);
            case ARRAY, MULTISET, MAP, ROW -> toNested(value, type);
        };
    }

    private static UUID toUuid(Object value) {
        if (value instanceof byte[] bytes && bytes.length == 2 * Long.BYTES) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new UUID(buffer.getLong(), buffer.getLong());
        }
        if (value instanceof String text) {
            return UUID.fromString(text.trim());
        }
        throw new IllegalArgumentException("not a UUID");
    }

    /** The parts, each converted to its type. A map is a list of keys and values in turn. */
    private Object toNested(Object value, ColumnType type) {
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException("not a value of type " + type.kind());
        }
        List<@Nullable Object> parts = new ArrayList<>();
        int types = type.parts().size();
        for (int i = 0; i < list.size(); i++) {
            TypedValue part = (TypedValue) list.get(i);
            Object raw = value(part);
            parts.add(
                    raw == null
                            ? null
                            : NestedParameters.fitted(convert(raw, part, type.part(i % types)), type.part(i % types)));
        }
        return NestedParameters.of(parts, type);
    }

    private static Boolean toBoolean(Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof Long number && (number == 0 || number == 1)) {
            return number == 1;
        }
        if (value instanceof String text && text.equalsIgnoreCase("true")) {
            return true;
        }
        if (value instanceof String text && text.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException("not a boolean");
    }

    /** Months or milliseconds of a number or of a text in the form of the type's literals; cut to the type's last field. */
    private static Long toInterval(Object value, ColumnType type) {
        IntervalFields fields = IntervalFields.of(type);
        boolean months = type.kind() == TypeKind.INTERVAL_MONTHS;
        long whole = value instanceof String text
                ? parsed(text, fields, months)
                : toInteger(
                        value,
                        months ? Integer.MIN_VALUE : Long.MIN_VALUE,
                        months ? Integer.MAX_VALUE : Long.MAX_VALUE);
        long cut = whole - whole % fields.step();
        if (cut >= fields.limit() || cut <= -fields.limit()) {
            throw new ArithmeticException("out of range");
        }
        return cut;
    }

    private static long parsed(String text, IntervalFields fields, boolean months) {
        IntervalParser parser = new IntervalParser();
        Slice slice = Slice.of(text);
        long first = fields.first().length();
        boolean single = fields.first() == fields.last();
        try {
            return months
                    ? parser.toMonths(slice, first, single, fields.text())
                    : parser.toMillis(slice, first, single, fields.text());
        } catch (ValueException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Long toInteger(Object value, long min, long max) {
        long number = value instanceof Long given ? given : toDecimal(value).longValueExact();
        if (number < min || number > max) {
            throw new ArithmeticException("out of range");
        }
        return number;
    }

    private static double toDouble(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof String text) {
            return Double.parseDouble(text.trim());
        }
        throw new IllegalArgumentException("not a number");
    }

    private static BigDecimal toDecimal(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof Long number) {
            return BigDecimal.valueOf(number);
        }
        if (value instanceof Double number) {
            return BigDecimal.valueOf(number);
        }
        if (value instanceof Boolean bool) {
            return bool ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (value instanceof String text) {
            return new BigDecimal(text.trim());
        }
        throw new IllegalArgumentException("not a number");
    }

    private static String toText(Object value, TypedValue bound) {
        if (value instanceof byte[]) {
            throw new IllegalArgumentException("not text");
        }
        return switch (bound.getType()) {
            case JAVA_SQL_DATE -> LocalDate.ofEpochDay((Long) value).toString();
            case JAVA_SQL_TIME ->
                LocalTime.ofNanoOfDay((Long) value * 1_000_000).toString();
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE ->
                LocalDateTime.ofInstant(Instant.ofEpochMilli((Long) value), ZoneOffset.UTC)
                        .toString()
                        .replace('T', ' ');
            default -> value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
        };
    }

    private static Long toDate(Object value, TypedValue bound) {
        return switch (bound.getType()) {
            case JAVA_SQL_DATE -> (Long) value;
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> Math.floorDiv((Long) value, 86_400_000L);
            case STRING -> LocalDate.parse(((String) value).trim()).toEpochDay();
            default -> throw new IllegalArgumentException("not a date");
        };
    }

    private static Long toTime(Object value, TypedValue bound) {
        return switch (bound.getType()) {
            case JAVA_SQL_TIME -> (Long) value;
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> Math.floorMod((Long) value, 86_400_000L);
            case STRING -> LocalTime.parse(((String) value).trim()).toNanoOfDay() / 1_000_000;
            default -> throw new IllegalArgumentException("not a time");
        };
    }

    /**
     * Milliseconds. With a zone, of the instant, and a value without an offset is local to the zone. Without one, of the
     * wall clock as written, whatever its offset.
     */
    private static Long toTimestamp(Object value, TypedValue bound, @Nullable ZoneId zone) {
        switch (bound.getType()) {
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> {
                return local(LocalDateTime.ofInstant(Instant.ofEpochMilli((Long) value), ZoneOffset.UTC), zone);
            }
            case JAVA_SQL_DATE -> {
                return local(LocalDate.ofEpochDay((Long) value).atStartOfDay(), zone);
            }
            case STRING -> {
                String text = ((String) value).trim().replace(' ', 'T');
                if (text.indexOf('T') < 0) {
                    return local(LocalDate.parse(text).atStartOfDay(), zone);
                }
                if (hasOffset(text)) {
                    OffsetDateTime moment = OffsetDateTime.parse(text);
                    return zone == null
                            ? local(moment.toLocalDateTime(), null)
                            : moment.toInstant().toEpochMilli();
                }
                return local(LocalDateTime.parse(text), zone);
            }
            default -> throw new IllegalArgumentException("not a timestamp");
        }
    }

    private static boolean hasOffset(String text) {
        int time = text.indexOf('T');
        return text.endsWith("Z") || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0;
    }

    private static long local(LocalDateTime value, @Nullable ZoneId zone) {
        return value.atZone(zone == null ? ZoneOffset.UTC : zone).toInstant().toEpochMilli();
    }

    private static String abbreviated(Object value) {
        if (value instanceof byte[] bytes) {
            return "of " + bytes.length + " bytes";
        }
        String text = value.toString();
        return "'" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "'";
    }
}
