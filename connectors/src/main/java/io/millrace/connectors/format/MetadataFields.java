package io.millrace.connectors.format;

import io.millrace.connectors.options.Columns;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.type.TypeKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The metadata that connectors share. Each method checks the column's type. */
public final class MetadataFields {
    private static final TimeOptions NO_TIMES =
            new TimeOptions(TimeOptions.TimestampFormat.ISO, TimeOptions.FinerTime.TRUNCATE);

    private MetadataFields() {}

    /** Refuses a column that is of none of some types. */
    public static void require(SourceColumn column, TypeKind... kinds) {
        if (!Arrays.asList(kinds).contains(column.column().type().kind())) {
            throw Columns.wrongMetadataType(
                    column, Arrays.stream(kinds).map(TypeKind::name).collect(Collectors.joining(" or ")));
        }
    }

    /** A writer for a metadata column's values. */
    public static FieldWriter writer(SourceColumn column) {
        return new FieldWriter(column.column(), NO_TIMES);
    }

    /** A VARCHAR that follows from the partition's name. */
    public static MetadataField text(SourceColumn column, Function<String, String> ofPartition) {
        require(column, TypeKind.VARCHAR);
        return new PartitionText(writer(column), ofPartition);
    }

    /** An INTEGER that follows from the partition's name. */
    public static MetadataField number(SourceColumn column, ToLongFunction<String> ofPartition) {
        require(column, TypeKind.INTEGER);
        return (chunk, record, into, row) -> put(into, row, ofPartition.applyAsLong(chunk.partition()));
    }

    /** The record's position, a BIGINT. */
    public static MetadataField position(SourceColumn column) {
        require(column, TypeKind.BIGINT);
        return (chunk, record, into, row) -> put(into, row, chunk.positions()[record]);
    }

    /** The message's timestamp; NULL where it is negative or the source has none. */
    public static MetadataField timestamp(SourceColumn column) {
        require(column, TypeKind.TIMESTAMP, TypeKind.TIMESTAMP_LTZ);
        FieldWriter writer = writer(column);
        return (chunk, record, into, row) -> {
            RecordsChunk.Details details = chunk.details();
            long millis = details == null ? -1 : details.millis()[record];
            return millis < 0 ? writer.writeNull(into, row) : put(into, row, millis);
        };
    }

    /** The message's key as it is; NULL where it has none. */
    public static MetadataField key(SourceColumn column) {
        require(column, TypeKind.VARCHAR, TypeKind.VARBINARY);
        FieldWriter writer = writer(column);
        return (chunk, record, into, row) -> {
            RecordsChunk.Details details = chunk.details();
            if (details == null || details.keys().isAbsent(record)) {
                return writer.writeNull(into, row);
            }
            Ranges keys = details.keys();
            return writer.writeBytes(chunk.data(), keys.start(record), keys.length(record), into, row);
        };
    }

    private static @Nullable String put(@Nullable Vector into, int row, long value) {
        if (into != null) {
            ((LongVector) into).set(row, value);
        }
        return null;
    }

    /** Keeps the bytes of the last partition's text: chunks have one partition. */
    private static final class PartitionText implements MetadataField {
        private final FieldWriter writer;
        private final Function<String, String> ofPartition;
        private String partition = "";
        private byte[] bytes = new byte[0];

        PartitionText(FieldWriter writer, Function<String, String> ofPartition) {
            this.writer = writer;
            this.ofPartition = ofPartition;
        }

        @Override
        public @Nullable String write(RecordsChunk chunk, int record, @Nullable Vector into, int row) {
            if (!chunk.partition().equals(partition)) {
                partition = chunk.partition();
                bytes = ofPartition.apply(partition).getBytes(StandardCharsets.UTF_8);
            }
            return writer.writeBytes(bytes, 0, bytes.length, into, row);
        }
    }
}
