package io.millrace.connectors.format;

import io.millrace.executor.connector.Chunk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Raw records of one partition: their bytes in one array, and for each its position and where its value lies, and its
 * key, headers and time if the source has such. Immutable once made; may be read by several workers.
 *
 * @param partition the partition
 * @param from the position of the first record, or where the reader stood before it
 * @param until the position after the last
 * @param data all bytes
 * @param values where the values lie; an absent one is a deletion marker
 * @param positions by record
 * @param details what only message queues have
 * @param header the bytes that say how the fields of records are called, for formats that have such
 */
public record RecordsChunk(
        String partition,
        long from,
        long until,
        byte[] data,
        Ranges values,
        long[] positions,
        @Nullable Details details,
        byte @Nullable [] header)
        implements Chunk {

    /**
     * What messages have beside their values, by record.
     *
     * @param keys where the keys lie
     * @param headers where the headers lie, encoded as the connector likes
     * @param millis their timestamps
     */
    public record Details(Ranges keys, Ranges headers, long[] millis) {
        Details slice(int first, int count) {
            return new Details(
                    keys.slice(first, count),
                    headers.slice(first, count),
                    Arrays.copyOfRange(millis, first, first + count));
        }

        long bytes() {
            return keys.bytes() + headers.bytes() + (long) Long.BYTES * millis.length;
        }
    }

    @Override
    public long position(int record) {
        return positions[record];
    }

    @Override
    public int records() {
        return values.size();
    }

    @Override
    public long bytes() {
        return data.length
                + values.bytes()
                + (long) Long.BYTES * positions.length
                + (details == null ? 0 : details.bytes());
    }

    /** The records from {@code first} up to {@code end}; shares the data. */
    public RecordsChunk slice(int first, int end) {
        if (first == 0 && end == records()) {
            return this;
        }
        return new RecordsChunk(
                partition,
                first == 0 ? from : positions[first],
                end == records() ? until : positions[end],
                data,
                values.slice(first, end - first),
                Arrays.copyOfRange(positions, first, end),
                details == null ? null : details.slice(first, end - first),
                header);
    }
}
