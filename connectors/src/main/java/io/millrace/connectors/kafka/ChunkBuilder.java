package io.millrace.connectors.kafka;

import io.millrace.connectors.format.Ranges;
import io.millrace.connectors.format.RecordsChunk;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Copies polled records into chunks: one array for all bytes of a chunk. Owned by one thread.
 *
 * @param keys whether keys are wanted
 * @param headers whether headers are wanted
 */
record ChunkBuilder(boolean keys, boolean headers) {
    private static final int CHUNK_RECORDS = 16_384;
    private static final int CHUNK_BYTES = 1024 * 1024;

    /** Adds the chunks of one partition's records, in order. */
    void build(String partition, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, Queue<RecordsChunk> into) {
        int first = 0;
        while (first < records.size()) {
            int end = first;
            long bytes = 0;
            while (end < records.size() && end - first < CHUNK_RECORDS && (end == first || bytes < CHUNK_BYTES)) {
                bytes += size(records.get(end++));
            }
            into.add(chunk(partition, records.subList(first, end), Math.toIntExact(bytes)));
            first = end;
        }
    }

    private int size(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
        return length(record.value())
                + (keys ? length(record.key()) : 0)
                + (headers ? HeaderFields.size(record.headers()) : 0);
    }

    private static int length(@Nullable ByteBuffer bytes) {
        return bytes == null ? 0 : bytes.remaining();
    }

    private RecordsChunk chunk(String partition, List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, int bytes) {
        ByteBuffer data = ByteBuffer.allocate(bytes);
        Ranges values = new Ranges();
        Ranges keyRanges = new Ranges();
        Ranges headerRanges = new Ranges();
        long[] offsets = new long[records.size()];
        long[] millis = new long[records.size()];
        for (int i = 0; i < offsets.length; i++) {
            ConsumerRecord<ByteBuffer, ByteBuffer> record = records.get(i);
            offsets[i] = record.offset();
            millis[i] = record.timestamp();
            copy(record.value(), data, values);
            copy(keys ? record.key() : null, data, keyRanges);
            int start = data.position();
            if (headers) {
                HeaderFields.write(record.headers(), data);
            }
            headerRanges.add(start, data.position() - start);
        }
        return new RecordsChunk(
                partition,
                offsets[0],
                offsets[offsets.length - 1] + 1,
                data.array(),
                values,
                offsets,
                new RecordsChunk.Details(keyRanges, headerRanges, millis),
                null);
    }

    private static void copy(@Nullable ByteBuffer from, ByteBuffer to, Ranges ranges) {
        if (from == null) {
            ranges.addAbsent();
            return;
        }
        int start = to.position();
        int length = from.remaining();
        if (from.hasArray()) {
            to.put(from.array(), from.arrayOffset() + from.position(), length);
        } else {
            to.put(from.duplicate());
        }
        ranges.add(start, length);
    }
}
