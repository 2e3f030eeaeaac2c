package io.millrace.connectors.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.connectors.format.FieldWriter;
import io.millrace.connectors.format.TimeOptions;
import io.millrace.connectors.format.Utf8;
import io.millrace.connectors.options.Columns;
import io.millrace.connectors.options.TypeFamily;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.nested.NestedWriter;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON arrays and objects as values of a nested type, or of a part of one: arrays into ARRAY; objects into MAP, whose
 * keys the names are, and into ROW, whose fields they name, without regard to case; a field that is not there is NULL. A
 * scalar is read as a column of its type reads it. Owned by one worker at a time.
 */
final class NestedField {
    private static final JsonToken END = JsonToken.END_OBJECT;

    private final Column column;
    private final ColumnType type;
    private final List<NestedField> parts = new ArrayList<>();
    private final NestedWriter writer = new NestedWriter();

    /** What reads a scalar, through a vector of one value. */
    private final @Nullable FieldWriter scalar;

    private final Vector value;
    private byte[] scratch = new byte[64];

    /** A row's fields while it is read: where each stands in {@code fields}, whose order is the record's. */
    private final NestedWriter fields = new NestedWriter();

    private final int[] starts;
    private final int[] ends;
    private @Nullable String reason;

    NestedField(Column column, TimeOptions times) {
        this.column = column;
        this.type = column.type();
        this.scalar = type.kind().isNested() ? null : new FieldWriter(column, times);
        this.value = Vector.of(type.storage());
        for (Column part : type.parts()) {
            String name = type.kind() == TypeKind.ROW ? column.name() + "." + part.name() : column.name();
            parts.add(new NestedField(new Column(name, part.type()), times));
        }
        this.starts = new int[parts.size()];
        this.ends = new int[parts.size()];
    }

    /** Reads the value that begins with a token, to its end; answers what is wrong with it, or null. */
    @Nullable
    String read(JsonParser tokens, JsonToken first, @Nullable Vector into, int row)
            throws IOException, MalformedRecord {
        reason = null;
        writer.clear();
        nested(tokens, first);
        if (reason == null && into != null) {
            ((BytesVector) into).set(row, writer.data(), 0, writer.length());
        }
        return reason;
    }

    /** Reads a value and adds it to another. */
    private void part(JsonParser tokens, JsonToken first, NestedWriter to) throws IOException, MalformedRecord {
        reason = null;
        if (first == JsonToken.VALUE_NULL) {
            to.addNull();
        } else if (type.kind().isNested()) {
            writer.clear();
            nested(tokens, first);
            to.addPayload(writer.data(), 0, writer.length());
        } else {
            scalar(tokens, first, to);
        }
    }

    private void nested(JsonParser tokens, JsonToken first) throws IOException, MalformedRecord {
        JsonToken wanted = type.kind() == TypeKind.ARRAY ? JsonToken.START_ARRAY : JsonToken.START_OBJECT;
        if (first != wanted) {
            MalformedRecord.skip(tokens, first);
            wrong("Column '" + column.name() + "' is " + Columns.name(type) + " and the record has no "
                    + (type.kind() == TypeKind.ARRAY ? "array" : "object") + " there.");
            return;
        }
        switch (type.kind()) {
            case ARRAY -> array(tokens);
            case MAP -> map(tokens);
            default -> row(tokens);
        }
    }

    private void array(JsonParser tokens) throws IOException, MalformedRecord {
        NestedField element = parts.get(0);
        for (JsonToken token = next(tokens); token != JsonToken.END_ARRAY; token = next(tokens)) {
            element.part(tokens, token, writer);
            wrong(element.reason);
        }
        writer.end();
    }

    private void map(JsonParser tokens) throws IOException, MalformedRecord {
        NestedField key = parts.get(0);
        NestedField mapped = parts.get(1);
        for (JsonToken token = next(tokens); token != END; token = next(tokens)) {
            writer.startEntry();
            byte[] name = tokens.currentName().getBytes(StandardCharsets.UTF_8);
            key.reason = null;
            key.text(name, name.length, writer);
            wrong(key.reason);
            writer.endKey();
            mapped.part(tokens, next(tokens), writer);
            wrong(mapped.reason);
        }
        writer.endEntries();
    }

    private void row(JsonParser tokens) throws IOException, MalformedRecord {
        fields.clear();
        Arrays.fill(starts, -1);
        for (JsonToken token = next(tokens); token != END; token = next(tokens)) {
            int field = field(tokens.currentName());
            JsonToken first = next(tokens);
            if (field < 0) {
                MalformedRecord.skip(tokens, first);
                continue;
            }
            starts[field] = fields.length();
            parts.get(field).part(tokens, first, fields);
            ends[field] = fields.length();
            wrong(parts.get(field).reason);
        }
        for (int field = 0; field < starts.length; field++) {
            if (starts[field] < 0) {
                writer.addNull();
            } else {
                writer.copy(fields.data(), starts[field], ends[field] - starts[field]);
            }
        }
    }

    private int field(String name) {
        int folded = -1;
        for (int field = 0; field < parts.size(); field++) {
            String own = type.parts().get(field).name();
            if (own.equals(name)) {
                return field;
            }
            if (own.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                folded = field;
            }
        }
        return folded;
    }

    private void scalar(JsonParser tokens, JsonToken token, NestedWriter to) throws IOException, MalformedRecord {
        FieldWriter reader = reader();
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        boolean truth = token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE;
        if (token.isStructStart()) {
            MalformedRecord.skip(tokens, token);
            wrong(reader.mismatch(token == JsonToken.START_OBJECT ? "an object" : "an array"));
        } else if (number && !reader.takesNumbers()) {
            wrong(reader.mismatch("the number " + tokens.getText()));
        } else if (truth && reader.family() != TypeFamily.BOOLEAN && reader.family() != TypeFamily.TEXT) {
            wrong(reader.mismatch("a truth value"));
        } else {
            int length = tokens.getTextLength();
            if (scratch.length < 3 * length) {
                scratch = new byte[6 * length];
            }
            int end = Utf8.encode(tokens.getTextCharacters(), tokens.getTextOffset(), length, scratch);
            if (end == Utf8.INVALID) {
                wrong(reader.mismatch("half a surrogate pair"));
            } else {
                text(scratch, end, to);
            }
        }
    }

    /** Reads a scalar from its text. */
    private void text(byte[] data, int length, NestedWriter to) {
        value.clear();
        String bad = reader().write(data, 0, length, value, 0);
        wrong(bad);
        if (bad != null) {
            return;
        }
        switch (type.storage()) {
            case LONG -> to.add(((LongVector) value).get(0));
            case DOUBLE -> to.add(((DoubleVector) value).get(0));
            case BOOLEAN -> to.add(((BooleanVector) value).get(0));
            case DECIMAL128 -> {
                DecimalVector decimal = (DecimalVector) value;
                to.add(decimal.high()[0], decimal.low()[0]);
            }
            case BYTES -> {
                BytesVector bytes = (BytesVector) value;
                if (type.kind() == TypeKind.UUID) {
                    to.addPayload(bytes.data(), bytes.start(0), bytes.length(0));
                } else {
                    to.addBytes(bytes.data(), bytes.start(0), bytes.length(0));
                }
            }
        }
    }

    private FieldWriter reader() {
        if (scalar == null) {
            throw new IllegalStateException(type + " is nested");
        }
        return scalar;
    }

    private void wrong(@Nullable String found) {
        if (reason == null) {
            reason = found;
        }
    }

    private static JsonToken next(JsonParser tokens) throws IOException, MalformedRecord {
        JsonToken token = tokens.nextToken();
        if (token == JsonToken.NOT_AVAILABLE) {
            throw MalformedRecord.cutOff();
        }
        return token;
    }
}
