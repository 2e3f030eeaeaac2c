package io.millrace.functions;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of one type as JSON: numbers and truth values as such, arrays and multisets as arrays, maps and rows as objects,
 * everything else as a text in quotes, times by ISO 8601. One for each call in a kernel; what it gives is valid until its next
 * value.
 */
public final class JsonText {
    private static final Slice NULL = Slice.of("null");
    private static final Slice TRUE = Slice.of("true");
    private static final Slice FALSE = Slice.of("false");
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final ColumnType type;

    /** Reads parts; none for a type without. */
    private final List<NestedCursor> cursors = new ArrayList<>();

    private final List<JsonText> parts = new ArrayList<>();
    private final SliceBuilder text = new SliceBuilder();
    private final SliceBuilder scalar = new SliceBuilder();
    private final Int128 decimal = new Int128();

    public JsonText(ColumnType type) {
        this.type = type;
        if (type.kind().isNested()) {
            cursors.add(new NestedCursor(type));
        }
        for (Column part : type.parts()) {
            parts.add(new JsonText(part.type()));
        }
    }

    /** The JSON of an integer, a time, or a decimal of up to 18 digits. */
    public Slice of(long value) {
        append(value, text.reset(0));
        return text;
    }

    /** The JSON of a REAL or DOUBLE. */
    public Slice of(double value) {
        append(value, text.reset(0));
        return text;
    }

    /** The JSON of a BOOLEAN. */
    public Slice of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** The JSON of a decimal of more than 18 digits. */
    public Slice of(Int128 value) {
        text.reset(0).append(TextFormat.ofDecimal(value, type.scale(), scalar));
        return text;
    }

    /** The JSON of a text, a binary string, a UUID or a nested value. */
    public Slice of(Slice value) {
        append(value, text.reset(value.length + 2));
        return text;
    }

    /** Writes a text in quotes. */
    static void quote(Slice value, SliceBuilder into) {
        into.append('"');
        for (int at = value.start; at < value.start + value.length; at++) {
            int next = value.data[at] & 0xFF;
            if (next == '"' || next == '\\') {
                into.append('\\');
                into.append(next);
            } else if (next < ' ') {
                control(next, into);
            } else {
                into.append(next);
            }
        }
        into.append('"');
    }

    private static void control(int character, SliceBuilder into) {
        into.append('\\');
        switch (character) {
            case '\b' -> into.append('b');
            case '\t' -> into.append('t');
            case '\n' -> into.append('n');
            case '\f' -> into.append('f');
            case '\r' -> into.append('r');
            default -> {
                into.appendAscii("u00");
                into.append(HEX[character >> 4]);
                into.append(HEX[character & 0xF]);
            }
        }
    }

    private void append(long value, SliceBuilder into) {
        switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> into.append(TextFormat.ofLong(value, scalar));
            case INTERVAL_MONTHS -> quote(TextFormat.ofMonths(value, scalar), into);
            case INTERVAL_MILLIS -> quote(TextFormat.ofMillis(value, scalar), into);
            case DECIMAL -> into.append(TextFormat.ofDecimal(value, type.scale(), scalar));
            case DATE -> quote(TextFormat.ofDate(value, scalar), into);
            case TIME -> quote(TextFormat.ofTime(value, scalar), into);
            case TIMESTAMP -> moment(value, into);
            case TIMESTAMP_LTZ -> {
                moment(value, into);
                into.length--;
                into.appendAscii("Z\"");
            }
            case BOOLEAN, REAL, DOUBLE, CHAR, VARCHAR, BINARY, VARBINARY, UUID, ARRAY, MULTISET, MAP, ROW ->
                throw new IllegalStateException(type + " is no integer");
        }
    }

    /** As ISO 8601 writes it: with a T. */
    private void moment(long value, SliceBuilder into) {
        int start = into.length;
        quote(TextFormat.ofTimestamp(value, scalar), into);
        for (int at = start; at < into.length; at++) {
            if (into.data[at] == ' ') {
                into.data[at] = 'T';
            }
        }
    }

    private void append(double value, SliceBuilder into) {
        boolean real = type.kind() == TypeKind.REAL;
        Slice number = real ? TextFormat.ofReal(value, scalar) : TextFormat.ofDouble(value, scalar);
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            quote(number, into);
        } else {
            into.append(number);
        }
    }

    private void append(Slice value, SliceBuilder into) {
        switch (type.kind()) {
            case CHAR, VARCHAR -> quote(value, into);
            case BINARY, VARBINARY -> quote(TextFunctions.toHex(value, scalar), into);
            case UUID -> quote(Uuids.format(value, scalar), into);
            case ARRAY, MULTISET -> elements(value, into);
            case MAP -> entries(value, into);
            case ROW -> fields(value, into);
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> throw new IllegalStateException(type + " is not bytes");
        }
    }

    private void elements(Slice value, SliceBuilder into) {
        NestedCursor cursor = cursors.get(0);
        cursor.open(value);
        into.append('[');
        for (int element = 0; cursor.hasNext(); element++) {
            separate(element, into);
            part(cursor, 0, into);
        }
        into.append(']');
    }

    private void fields(Slice value, SliceBuilder into) {
        NestedCursor cursor = cursors.get(0);
        cursor.open(value);
        into.append('{');
        for (int field = 0; field < parts.size(); field++) {
            separate(field, into);
            quote(Slice.of(type.parts().get(field).name()), into);
            into.append(':');
            part(cursor, field, into);
        }
        into.append('}');
    }

    /** A key that is no text becomes one. */
    private void entries(Slice value, SliceBuilder into) {
        NestedCursor cursor = cursors.get(0);
        cursor.open(value);
        into.append('{');
        for (int entry = 0; cursor.hasNext(); entry++) {
            separate(entry, into);
            int start = into.length;
            part(cursor, 0, into);
            if (into.data[start] != '"') {
                scalar.reset(0);
                scalar.append(into.data, start, into.length - start);
                into.length = start;
                quote(scalar, into);
            }
            into.append(':');
            part(cursor, 1, into);
        }
        into.append('}');
    }

    private static void separate(int index, SliceBuilder into) {
        if (index > 0) {
            into.append(',');
        }
    }

    private void part(NestedCursor cursor, int part, SliceBuilder into) {
        if (!cursor.read(part)) {
            into.append(NULL);
            return;
        }
        JsonText of = parts.get(part);
        switch (of.type.storage()) {
            case LONG -> of.append(cursor.longValue(), into);
            case DOUBLE -> of.append(cursor.doubleValue(), into);
            case BOOLEAN -> into.append(of.of(cursor.booleanValue()));
            case DECIMAL128 -> into.append(TextFormat.ofDecimal(cursor.decimal(decimal), of.type.scale(), of.scalar));
            case BYTES -> of.append(cursor.slice(), into);
        }
    }
}
