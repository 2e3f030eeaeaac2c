package io.millrace.benchmarks.latency;

import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream of single BIGINT keys that another thread offers one at a time. One reader at a time; what was read is forgotten. */
final class OfferedSource implements Source {
    private final LinkedBlockingQueue<Long> keys = new LinkedBlockingQueue<>();

    void offer(long key) {
        keys.add(key);
    }

    @Override
    public Positions start() {
        return Positions.of(Map.of("p", 0L));
    }

    @Override
    public Positions end(Positions start) {
        return start;
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return BadRecordPolicy.FAIL;
    }

    @Override
    public SourceReader reader(Positions from) {
        return new Reader(from.of("p", 0));
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        throw new UnsupportedOperationException("nothing is kept to read again");
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        return (chunk, first, count, into) -> decode((OneKey) chunk, columns, into);
    }

    private static void decode(OneKey chunk, List<Integer> columns, Batch into) {
        for (int column = 0; column < columns.size(); column++) {
            into.longs(column).set(into.size(), chunk.key());
        }
        into.setSize(into.size() + 1);
    }

    private record OneKey(long from, long key) implements Chunk {
        @Override
        public String partition() {
            return "p";
        }

        @Override
        public long until() {
            return from + 1;
        }

        @Override
        public int records() {
            return 1;
        }

        @Override
        public long bytes() {
            return Long.BYTES;
        }
    }

    private final class Reader implements SourceReader {
        private long next;

        Reader(long next) {
            this.next = next;
        }

        @Override
        public @Nullable Chunk poll(Duration wait) throws InterruptedException {
            Long key = keys.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            return key == null ? null : new OneKey(next++, key);
        }

        @Override
        public boolean finished() {
            return false;
        }

        @Override
        public void close() {}
    }
}
