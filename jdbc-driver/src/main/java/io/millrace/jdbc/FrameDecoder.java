package io.millrace.jdbc;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.avatica.Meta.Frame;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Common.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the rows of a frame: an array per row with Boolean, Long (all integers and times), Double, BigDecimal, String,
 * byte[], a List of such (the elements of an array, the fields of a row, the keys and values of a map in turn) or null. {@link ValueAccessor} makes of them what a caller asks for.
 */
final class FrameDecoder {
    private FrameDecoder() {}

    static Frame decode(Common.Frame frame) {
        List<Object> rows = new ArrayList<>(frame.getRowsCount());
        for (Common.Row row : frame.getRowsList()) {
            @Nullable Object[] values = new @Nullable Object[row.getValueCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = decode(row.getValue(i).getScalarValue());
            }
            rows.add(values);
        }
        return new Frame(frame.getOffset(), frame.getDone(), rows);
    }

    private static List<@Nullable Object> parts(List<TypedValue> values) {
        List<@Nullable Object> parts = new ArrayList<>(values.size());
        values.forEach(value -> parts.add(decode(value)));
        return Collections.unmodifiableList(parts);
    }

    private static @Nullable Object decode(TypedValue value) {
        return switch (value.getType()) {
            case NULL, OBJECT -> null;
            case BOOLEAN, PRIMITIVE_BOOLEAN -> value.getBoolValue();
            case BYTE,
                    SHORT,
                    INTEGER,
                    LONG,
                    NUMBER,
                    PRIMITIVE_BYTE,
                    PRIMITIVE_SHORT,
                    PRIMITIVE_INT,
                    PRIMITIVE_LONG,
                    JAVA_SQL_DATE,
                    JAVA_SQL_TIME,
                    JAVA_SQL_TIMESTAMP,
                    JAVA_UTIL_DATE -> value.getNumberValue();
            case FLOAT, PRIMITIVE_FLOAT -> (double) Float.intBitsToFloat((int) value.getNumberValue());
            case DOUBLE, PRIMITIVE_DOUBLE -> value.getDoubleValue();
            case BIG_DECIMAL -> new BigDecimal(value.getStringValue());
            case STRING, CHARACTER, PRIMITIVE_CHAR -> value.getStringValue();
            case BYTE_STRING -> value.getBytesValue().toByteArray();
            case ARRAY, STRUCT, MULTISET -> parts(value.getArrayValueList());
            case BIG_INTEGER, UNRECOGNIZED ->
                throw new RemoteFailure(
                        "The server sent a value of a kind that this driver does not know: " + value.getType()
                                + ". Use the driver of the server's version",
                        "0A000",
                        0,
                        null);
        };
    }
}
