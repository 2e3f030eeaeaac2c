package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of an expression stand for: the columns of the input batch, then the start and end of the window, if
 * windows are assigned.
 *
 * @param types of the input's columns
 * @param names of the input's columns, for messages only
 * @param window whether two window columns follow
 */
record RowShape(
        List<ColumnType> types,
        List<String> names,
        @Nullable WindowAssignment window) {
    private static final String START = "windowStart";
    private static final String END = "windowEnd";

    RowShape {
        types = List.copyOf(types);
        List<String> all = new ArrayList<>(names);
        if (window != null) {
            all.addAll(List.of("window_start", "window_end", "window_time"));
        }
        names = List.copyOf(all);
    }

    /** Whether a field is not a column of the batch but of the window. */
    boolean isWindow(int index) {
        return index >= types.size();
    }

    /** Reads a field on the row at hand. */
    Value column(int index, Body body) {
        if (isWindow(index)) {
            return windowColumn(index, body);
        }
        ColumnType type = types.get(index);
        String isNull = Value.NEVER;
        if (type.nullable()) {
            String flags = body.bound("boolean[]", "nulls" + index, "in.column(" + index + ").nulls()");
            isNull = body.declare("boolean", "n", flags + " != null && " + flags + "[row]");
        }
        String value = switch (type.storage()) {
            case LONG -> body.declare("long", "v", array(body, "long[]", "longs", index) + "[row]");
            case DOUBLE -> body.declare("double", "v", array(body, "double[]", "doubles", index) + "[row]");
            case BOOLEAN -> body.declare("boolean", "v", array(body, "boolean[]", "booleans", index) + "[row]");
            case DECIMAL128 -> decimal(index, body);
            case BYTES -> bytes(index, body);
        };
        return new Value(isNull, value, type);
    }

    /** Appends the value of a column of strings to a column of the output, without looking at it. */
    static String bytesRange(int index, Body body) {
        body.bound("byte[]", "data" + index, "in.bytes(" + index + ").data()");
        body.bound("int[]", "offsets" + index, "in.bytes(" + index + ").offsets()");
        return "data%1$d, offsets%1$d[row], offsets%1$d[row + 1] - offsets%1$d[row]".formatted(index);
    }

    private Value windowColumn(int index, Body body) {
        String name = index == types.size() ? START : END;
        if (!body.isRoot()) {
            body.kernel().variable("long", name);
            body.field("long", name);
        }
        boolean isTime = index == types.size() + 2;
        ColumnType time = types.get(Objects.requireNonNull(window).timeColumn());
        return new Value(Value.NEVER, isTime ? "(" + name + " - 1L)" : name, ColumnType.of(time.kind()));
    }

    private static String array(Body body, String javaType, String accessor, int index) {
        return body.bound(javaType, "column" + index, "in." + accessor + "(" + index + ").values()");
    }

    private static String bytes(int index, Body body) {
        String range = bytesRange(index, body);
        String slice = body.field("Slice", body.kernel().scratch("Slice", "new Slice()"));
        body.line(slice + ".set(" + range + ");");
        return slice;
    }

    private static String decimal(int index, Body body) {
        body.bound("long[]", "high" + index, "in.decimals(" + index + ").high()");
        body.bound("long[]", "low" + index, "in.decimals(" + index + ").low()");
        String decimal = body.field("Int128", body.kernel().scratch("Int128", "new Int128()"));
        body.line(decimal + ".set(high%1$d[row], low%1$d[row]);".formatted(index));
        return decimal;
    }
}
