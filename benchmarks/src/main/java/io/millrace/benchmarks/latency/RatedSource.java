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
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An endless stream {@code (k BIGINT)} whose row {@code i} is there a fixed time after row {@code i - 1}, behind a history
 * that was there from the start. Every {@value #PROBE}th row has the key {@link #PROBE_KEY}.
 */
final class RatedSource implements Source {
    static final int PROBE = 200;
    static final long PROBE_KEY = -1;
    private static final int CHUNK_ROWS = 8_192;
    private static final long IDLE_NANOS = 100_000;

    private final long history;
    private final int keys;
    private final double nanosPerRow;
    private final long start = System.nanoTime();

    RatedSource(long history, int rowsPerSecond, int keys) {
        this.history = history;
        this.keys = keys;
        this.nanosPerRow = 1e9 / rowsPerSecond;
    }

    /** When a row behind the history is due, as {@link System#nanoTime}. */
    long due(long row) {
        return start + (long) ((row - history) * nanosPerRow);
    }

    private long available() {
        return history + (long) ((System.nanoTime() - start) / nanosPerRow);
    }

    @Override
    public Positions start() {
        return Positions.of(Map.of("p", 0L));
    }

    @Override
    public Positions end(Positions from) {
        return Positions.of(Map.of("p", available()));
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return BadRecordPolicy.FAIL;
    }

    @Override
    public SourceReader reader(Positions from) {
        return new Reader(from.of("p", 0), Long.MAX_VALUE);
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        return new Reader(from.of("p", 0), until.of("p", 0));
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        return (chunk, first, count, into) -> decode(chunk.from() + first, count, into);
    }

    private void decode(long from, int count, Batch into) {
        int size = into.size();
        if (into.width() > 0) {
            long[] values = into.longs(0).valuesForWriting(size + count);
            for (int i = 0; i < count; i++) {
                long row = from + i;
                values[size + i] = row % PROBE == 0 ? PROBE_KEY : Math.floorMod(row * 0x9E3779B97F4A7C15L, keys);
            }
        }
        into.setSize(size + count);
    }

    private record Rows(long from, long until) implements Chunk {
        @Override
        public String partition() {
            return "p";
        }

        @Override
        public int records() {
            return (int) (until - from);
        }

        @Override
        public long bytes() {
            return 100L * records();
        }
    }

    private final class Reader implements SourceReader {
        private final long until;
        private long next;

        Reader(long next, long until) {
            this.next = next;
            this.until = until;
        }

        @Override
        public @Nullable Chunk poll(Duration wait) {
            long end = Math.min(Math.min(available(), until), next + CHUNK_ROWS);
            if (end <= next) {
                LockSupport.parkNanos(Math.min(IDLE_NANOS, wait.toNanos()));
                return null;
            }
            Rows rows = new Rows(next, end);
            next = end;
            return rows;
        }

        @Override
        public boolean finished() {
            return next >= until;
        }

        @Override
        public void close() {}
    }
}
