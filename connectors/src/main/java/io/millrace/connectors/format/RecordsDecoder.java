package io.millrace.connectors.format;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes chunks of raw records: fields of the value, fields of the key, metadata. Every column is checked, those wanted are
 * written, so that all readers of a table find the same records bad. Owned by one worker at a time;
 * without garbage but for what {@link FieldWriter} says.
 */
public final class RecordsDecoder implements Decoder {
    private final Parts parts;
    private final BadRecords badRecords;
    private byte @Nullable [] header;

    /**
     * What is made of a record.
     *
     * @param value of its value; null if the table has no column from there
     * @param key of its key; null if the table has no column from there
     * @param metadata the metadata columns
     */
    public record Parts(
            @Nullable RecordParser value, @Nullable RecordParser key, List<Metadata> metadata) {
        public Parts {
            metadata = List.copyOf(metadata);
        }
    }

    /**
     * A metadata column.
     *
     * @param target its column in the batch, or -1 if it is only checked
     * @param field what writes it
     */
    public record Metadata(int target, MetadataField field) {}

    public RecordsDecoder(Parts parts, BadRecords badRecords) {
        this.parts = parts;
        this.badRecords = badRecords;
    }

    @Override
    public void decode(Chunk chunk, int first, int count, Batch into) {
        RecordsChunk records = (RecordsChunk) chunk;
        RecordParser value = parts.value();
        if (value != null && records.header() != null && !Arrays.equals(records.header(), header)) {
            header = records.header();
            value.useHeader(records.header());
        }
        int row = into.size();
        for (int i = first; i < first + count; i++) {
            String reason = decode(records, i, into, row);
            if (reason == null) {
                row++;
            } else {
                badRecords.report(
                        records.partition(),
                        records.positions()[i],
                        reason,
                        records.data(),
                        records.values().start(i),
                        records.values().length(i));
            }
        }
        into.setSize(row);
    }

    private @Nullable String decode(RecordsChunk records, int record, Batch into, int row) {
        String reason = null;
        if (parts.value() != null) {
            reason = part(parts.value(), records, records.values(), record, into, row);
        }
        if (reason == null && parts.key() != null && records.details() != null) {
            reason = part(parts.key(), records, records.details().keys(), record, into, row);
        }
        for (int i = 0; reason == null && i < parts.metadata().size(); i++) {
            Metadata metadata = parts.metadata().get(i);
            Vector target = metadata.target() < 0 ? null : into.column(metadata.target());
            reason = metadata.field().write(records, record, target, row);
        }
        return reason;
    }

    private @Nullable String part(
            RecordParser parser, RecordsChunk records, Ranges ranges, int record, Batch into, int row) {
        if (ranges.isAbsent(record)) {
            return parser == parts.key() ? "The record has no key." : "The record has no value.";
        }
        return parser.parse(records.data(), ranges.start(record), ranges.length(record), into, row);
    }
}
