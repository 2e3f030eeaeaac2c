package io.millrace.connectors.format.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import io.millrace.connectors.format.FieldNames;
import io.millrace.connectors.format.FieldWriter;
import io.millrace.connectors.format.RecordParser;
import io.millrace.connectors.format.TimeOptions;
import io.millrace.connectors.format.Utf8;
import io.millrace.connectors.options.TypeFamily;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.SourceColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects. One tokenizer reads record after record, so that a good record leaves no garbage; a bad one costs a new
 * tokenizer. Every record is tokenized to its end: it must be well-formed as a whole, and every field that is a column must
 * hold a value of it; those that are not wanted are only checked. Fields that are no columns may hold anything. Owned by one worker at a time.
 */
final class JsonRecordParser implements RecordParser {
    private static final JsonFactory FACTORY = new JsonFactory();
    /**
     * After this many bytes the names met are forgotten, by us and by the tokenizer, which keeps each one: records may use
     * names as keys of a map, and then there is no end of them.
     */
    private static final long FORGET_BYTES = 4L << 20;

    private static final int NOT_WANTED = -1;
    private static final String HALF_A_PAIR = "half a surrogate pair";

    private final int[] targets;
    private final FieldWriter[] writers;

    /** What reads the fields of nested types; null for others. */
    private final @Nullable NestedField[] nested;

    private final int[] safeDigits;
    private final FieldNames names;
    private final Map<String, Field> known = new HashMap<>();

    /** By field: whether the record had it, by its very name or by one that differs in case. */
    private final Seen[] seen;

    private final Field noColumn = new Field(FieldNames.NONE, false);
    private JsonParser tokens;
    private ByteArrayFeeder feeder;

    /** How many bytes the tokenizer was fed before the record at hand. */
    private long fedBefore;

    private byte[] scratch = new byte[256];

    private enum Seen {
        NO,
        FOLDED,
        EXACT
    }

    /** What a name in a record stands for. */
    private record Field(int index, boolean exact) {}

    JsonRecordParser(List<SourceColumn> fields, int[] targets, TimeOptions times) {
        this.targets = targets.clone();
        this.writers = fields.stream()
                .map(field -> new FieldWriter(field.column(), times))
                .toArray(FieldWriter[]::new);
        this.safeDigits =
                Arrays.stream(writers).mapToInt(FieldWriter::safeDigits).toArray();
        this.nested = fields.stream()
                .map(field -> field.column().type().kind().isNested() ? new NestedField(field.column(), times) : null)
                .toArray(NestedField[]::new);
        this.names = new FieldNames(fields);
        this.seen = new Seen[targets.length];
        this.tokens = newTokenizer();
        this.feeder = (ByteArrayFeeder) tokens.getNonBlockingInputFeeder();
    }

    private static JsonParser newTokenizer() {
        try {
            return FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    public void useHeader(byte[] header) {}

    @Override
    public @Nullable String parse(byte[] data, int start, int length, Batch into, int row) {
        Arrays.fill(seen, Seen.NO);
        boolean whole = false;
        String reason;
        try {
            feeder.feedInput(data, start, start + length);
            reason = object(data, start, into, row);
            whole = true;
        } catch (JsonProcessingException malformed) {
            reason = "The record is not JSON: " + malformed.getOriginalMessage() + ".";
        } catch (MalformedRecord malformed) {
            reason = malformed.getMessage();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        fedBefore += length;
        if (!whole || fedBefore > FORGET_BYTES) {
            tokens = newTokenizer();
            feeder = (ByteArrayFeeder) tokens.getNonBlockingInputFeeder();
            fedBefore = 0;
            known.clear();
        }
        return reason != null ? reason : missing(into, row);
    }

    private @Nullable String object(byte[] data, int start, Batch into, int row) throws IOException, MalformedRecord {
        JsonToken first = tokens.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedRecord(
                    first == JsonToken.NOT_AVAILABLE
                            ? "The record is empty or cut off."
                            : "The record is no JSON object.");
        }
        String reason = null;
        for (JsonToken token = tokens.nextToken(); token != JsonToken.END_OBJECT; token = tokens.nextToken()) {
            if (token == JsonToken.NOT_AVAILABLE) {
                throw MalformedRecord.cutOff();
            }
            Field field = field(tokens.currentName());
            JsonToken value = tokens.nextToken();
            int index = field.index();
            if (index == FieldNames.NONE || seen[index] == Seen.EXACT && !field.exact()) {
                MalformedRecord.skip(tokens, value);
                continue;
            }
            seen[index] = field.exact() ? Seen.EXACT : Seen.FOLDED;
            String wrong = value(value, index, data, start, into, row);
            reason = reason == null ? wrong : reason;
        }
        if (tokens.nextToken() != JsonToken.NOT_AVAILABLE) {
            throw new MalformedRecord("The record has more than one JSON value.");
        }
        return reason;
    }

    /** What a field is written to; null if it is only checked. */
    private @Nullable Vector target(Batch into, int index) {
        return targets[index] == NOT_WANTED ? null : into.column(targets[index]);
    }

    private Field field(String name) {
        Field field = known.get(name);
        if (field != null) {
            return field;
        }
        int exact = names.exact(name);
        int index = exact == FieldNames.NONE ? names.folded(name) : exact;
        field = index == FieldNames.NONE ? noColumn : new Field(index, exact != FieldNames.NONE);
        known.put(name, field);
        return field;
    }

    private @Nullable String value(JsonToken token, int index, byte[] data, int start, Batch batch, int row)
            throws IOException, MalformedRecord {
        FieldWriter writer = writers[index];
        Vector into = target(batch, index);
        NestedField parts = nested[index];
        if (parts != null && token != JsonToken.VALUE_NULL && token != JsonToken.NOT_AVAILABLE) {
            return parts.read(tokens, token, into, row);
        }
        return switch (token) {
            case VALUE_NULL -> writer.writeNull(into, row);
            case VALUE_STRING -> text(writer, into, row);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token, index, into, row);
            case VALUE_TRUE, VALUE_FALSE ->
                writer.family() == TypeFamily.BOOLEAN || writer.family() == TypeFamily.TEXT
                        ? text(writer, into, row)
                        : writer.mismatch("a truth value");
            case START_OBJECT, START_ARRAY -> asWritten(token, writer, data, start, into, row);
            case NOT_AVAILABLE -> throw MalformedRecord.cutOff();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException(token.toString());
        };
    }

    /** A number that is only checked need not be read if it is so short that it is sure to fit. */
    private @Nullable String number(JsonToken token, int index, @Nullable Vector into, int row) throws IOException {
        FieldWriter writer = writers[index];
        if (into == null
                && tokens.getTextLength() <= safeDigits[index]
                && (token == JsonToken.VALUE_NUMBER_INT || writer.takesFractions() && !hasExponent())) {
            return null;
        }
        return writer.takesNumbers() ? text(writer, into, row) : writer.mismatch("the number " + tokens.getText());
    }

    private boolean hasExponent() throws IOException {
        char[] characters = tokens.getTextCharacters();
        int end = tokens.getTextOffset() + tokens.getTextLength();
        for (int i = tokens.getTextOffset(); i < end; i++) {
            if ((characters[i] | 0x20) == 'e') {
                return true;
            }
        }
        return false;
    }

    private @Nullable String text(FieldWriter writer, @Nullable Vector into, int row) throws IOException {
        int length = tokens.getTextLength();
        if (into == null && writer.takesAnyText()) {
            return Utf8.isWhole(tokens.getTextCharacters(), tokens.getTextOffset(), length)
                    ? null
                    : writer.mismatch(HALF_A_PAIR);
        }
        if (scratch.length < 3 * length) {
            scratch = new byte[6 * length];
        }
        int end = Utf8.encode(tokens.getTextCharacters(), tokens.getTextOffset(), length, scratch);
        return end == Utf8.INVALID ? writer.mismatch(HALF_A_PAIR) : writer.write(scratch, 0, end, into, row);
    }

    /** Objects and arrays go into character columns as they are written. */
    private @Nullable String asWritten(
            JsonToken token, FieldWriter writer, byte[] data, int start, @Nullable Vector into, int row)
            throws IOException, MalformedRecord {
        long before = tokens.currentLocation().getByteOffset() - 1;
        MalformedRecord.skip(tokens, token);
        if (writer.family() != TypeFamily.TEXT) {
            return writer.mismatch(token == JsonToken.START_OBJECT ? "an object" : "an array");
        }
        long after = tokens.currentLocation().getByteOffset();
        return writer.write(data, start + (int) (before - fedBefore), (int) (after - before), into, row);
    }

    /** Columns that the record does not have are NULL. */
    private @Nullable String missing(Batch into, int row) {
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] == Seen.NO) {
                String reason = writers[i].writeNull(target(into, i), row);
                if (reason != null) {
                    return reason;
                }
            }
        }
        return null;
    }
}
