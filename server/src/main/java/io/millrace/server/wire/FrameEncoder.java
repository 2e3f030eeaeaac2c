package io.millrace.server.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.proto.Common.ColumnValue;
import org.apache.calcite.avatica.proto.Common.Rep;
import org.apache.calcite.avatica.proto.Common.Row;
import org.apache.calcite.avatica.proto.Common.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Encodes rows of one schema for the protocol. Immutable; cost is about two small objects a value, which the protocol's
 * message classes impose.
 */
final class FrameEncoder {
    private static final ColumnValue NULL = ColumnValue.newBuilder()
            .setScalarValue(TypedValue.newBuilder().setType(Rep.NULL).setNull(true))
            .build();
    private static final DateTimeFormatter INSTANT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSxxx");

    private final ValueEncoder[] encoders;

    /** @param timeZone the zone in which instants are written */
    FrameEncoder(Schema columns, ZoneId timeZone) {
        List<Column> list = columns.columns();
        encoders = new ValueEncoder[list.size()];
        for (int i = 0; i < encoders.length; i++) {
            encoders[i] = encoder(list.get(i).type(), timeZone);
        }
    }

    /** Encodes one row, a value per column. */
    Row encode(@Nullable Object[] values) {
        Row.Builder row = Row.newBuilder();
        for (int i = 0; i < encoders.length; i++) {
            Object value = values[i];
            if (value == null) {
                row.addValue(NULL);
            } else {
                TypedValue.Builder typed = TypedValue.newBuilder();
                encoders[i].encode(value, typed);
                row.addValue(ColumnValue.newBuilder().setScalarValue(typed));
            }
        }
        return row.build();
    }

    private static ValueEncoder encoder(ColumnType type, ZoneId timeZone) {
        return switch (type.kind()) {
            case BOOLEAN -> (value, to) -> to.setType(Rep.BOOLEAN).setBoolValue((Boolean) value);
            case TINYINT -> number(Rep.BYTE);
            case SMALLINT -> number(Rep.SHORT);
            case INTEGER, DATE, TIME, INTERVAL_MONTHS -> number(Rep.INTEGER);
            case BIGINT, TIMESTAMP, INTERVAL_MILLIS -> number(Rep.LONG);
            case REAL ->
                (value, to) ->
                        to.setType(Rep.FLOAT).setNumberValue(Float.floatToIntBits(((Number) value).floatValue()));
            case DOUBLE -> (value, to) -> to.setType(Rep.DOUBLE).setDoubleValue((Double) value);
            case DECIMAL -> (value, to) -> to.setType(Rep.BIG_DECIMAL).setStringValue(value.toString());
            case CHAR, VARCHAR -> (value, to) -> to.setType(Rep.STRING).setStringValue((String) value);
            case BINARY, VARBINARY ->
                (value, to) ->
                        to.setType(Rep.BYTE_STRING).setBytesValue(UnsafeByteOperations.unsafeWrap((byte[]) value));
            case TIMESTAMP_LTZ ->
                (value, to) -> to.setType(Rep.STRING)
                        .setStringValue(INSTANT.format(
                                Instant.ofEpochMilli((Long) value).atZone(timeZone)));
            case UUID -> (value, to) -> to.setType(Rep.STRING).setStringValue(value.toString());
            case ARRAY, MULTISET -> {
                ValueEncoder element = encoder(type.part(0), timeZone);
                yield (value, to) -> {
                    to.setType(Rep.ARRAY)
                            .setComponentType(JdbcType.of(type.part(0)).rep());
                    ((List<?>) value).forEach(item -> to.addArrayValue(encoded(item, element)));
                };
            }
            case MAP -> {
                ValueEncoder key = encoder(type.part(0), timeZone);
                ValueEncoder mapped = encoder(type.part(1), timeZone);
                yield (value, to) -> {
                    to.setType(Rep.STRUCT);
                    ((Map<?, ?>) value)
                            .forEach((name, item) ->
                                    to.addArrayValue(encoded(name, key)).addArrayValue(encoded(item, mapped)));
                };
            }
            case ROW -> {
                List<ValueEncoder> fields = type.parts().stream()
                        .map(field -> encoder(field.type(), timeZone))
                        .toList();
                yield (value, to) -> {
                    to.setType(Rep.STRUCT);
                    for (int field = 0; field < fields.size(); field++) {
                        to.addArrayValue(encoded(((List<?>) value).get(field), fields.get(field)));
                    }
                };
            }
        };
    }

    private static TypedValue encoded(@Nullable Object value, ValueEncoder encoder) {
        if (value == null) {
            return NULL.getScalarValue();
        }
        TypedValue.Builder typed = TypedValue.newBuilder();
        encoder.encode(value, typed);
        return typed.build();
    }

    private static ValueEncoder number(Rep rep) {
        return (value, to) -> to.setType(rep).setNumberValue((Long) value);
    }

    /** Writes a value that is not null into a message. */
    @FunctionalInterface
    private interface ValueEncoder {
        void encode(Object value, TypedValue.Builder to);
    }
}
