package io.millrace.connectors.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.connectors.format.FieldWriter;
import io.millrace.connectors.format.MetadataField;
import io.millrace.connectors.format.MetadataFields;
import io.millrace.connectors.format.RecordsChunk;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.type.TypeKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The headers of messages. In a chunk they lie one after another: the name's length (4 bytes), the name, the value's length
 * (4 bytes; -1 for none), the value.
 */
final class HeaderFields {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int NO_VALUE = -1;

    private HeaderFields() {}

    /** How many bytes headers take in a chunk. */
    static int size(Headers headers) {
        int size = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            size += 2 * Integer.BYTES
                    + header.key().getBytes(StandardCharsets.UTF_8).length
                    + (value == null ? 0 : value.length);
        }
        return size;
    }

    /** Writes headers where a buffer stands. */
    static void write(Headers headers, ByteBuffer into) {
        for (Header header : headers) {
            byte[] name = header.key().getBytes(StandardCharsets.UTF_8);
            into.putInt(name.length).put(name);
            byte[] value = header.value();
            if (value == null) {
                into.putInt(NO_VALUE);
            } else {
                into.putInt(value.length).put(value);
            }
        }
    }

    /** All headers as a JSON object of texts; the last one of a name counts. */
    static MetadataField all(SourceColumn column) {
        MetadataFields.require(column, TypeKind.VARCHAR);
        FieldWriter writer = MetadataFields.writer(column);
        return (chunk, record, into, row) -> {
            if (into == null && writer.takesAnyText()) {
                return null;
            }
            byte[] json = json(headers(chunk, record));
            return writer.writeBytes(json, 0, json.length, into, row);
        };
    }

    /** The value of the last header of a name; NULL where there is none. */
    static MetadataField one(SourceColumn column, String name) {
        MetadataFields.require(column, TypeKind.VARCHAR, TypeKind.VARBINARY);
        return new OneHeader(MetadataFields.writer(column), name.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer headers(RecordsChunk chunk, int record) {
        RecordsChunk.Details details = chunk.details();
        return details == null
                ? ByteBuffer.allocate(0)
                : ByteBuffer.wrap(
                        chunk.data(),
                        details.headers().start(record),
                        details.headers().length(record));
    }

    private static byte[] json(ByteBuffer headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        java.util.Map<String, @Nullable String> texts = new java.util.LinkedHashMap<>();
        while (headers.hasRemaining()) {
            String name = text(headers, headers.getInt());
            int length = headers.getInt();
            texts.put(name, length == NO_VALUE ? null : text(headers, length));
        }
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            for (var entry : texts.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static String text(ByteBuffer from, int length) {
        String text = new String(from.array(), from.arrayOffset() + from.position(), length, StandardCharsets.UTF_8);
        from.position(from.position() + length);
        return text;
    }

    private record OneHeader(FieldWriter writer, byte[] name) implements MetadataField {
        @Override
        public @Nullable String write(RecordsChunk chunk, int record, @Nullable Vector into, int row) {
            ByteBuffer headers = headers(chunk, record);
            int start = 0;
            int length = NO_VALUE;
            while (headers.hasRemaining()) {
                int nameLength = headers.getInt();
                int nameStart = headers.position();
                headers.position(nameStart + nameLength);
                int valueLength = headers.getInt();
                if (Arrays.equals(chunk.data(), nameStart, nameStart + nameLength, name, 0, name.length)) {
                    start = headers.position();
                    length = valueLength;
                }
                headers.position(headers.position() + Math.max(0, valueLength));
            }
            return length == NO_VALUE
                    ? writer.writeNull(into, row)
                    : writer.writeBytes(chunk.data(), start, length, into, row);
        }
    }
}
