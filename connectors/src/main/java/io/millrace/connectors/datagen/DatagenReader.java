package io.millrace.connectors.datagen;

import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hands out the numbers of rows as they become due, or of all rows up to a bound at once. Owned by one thread. */
final class DatagenReader implements SourceReader {
    private static final int MAX_RECORDS = 16_384;
    private static final Duration SHORTEST_WAIT = Duration.ofNanos(100_000);

    private final DatagenOptions options;
    private final SourceClock clock;
    private final long startMillis;
    private final long limit;
    private final boolean waits;
    private long next;

    /**
     * @param next the first row
     * @param limit the row after the last
     * @param waits whether rows are given when they are due, rather than at once
     */
    DatagenReader(DatagenOptions options, SourceClock clock, long startMillis, long next, long limit, boolean waits) {
        this.options = options;
        this.clock = clock;
        this.startMillis = startMillis;
        this.next = next;
        this.limit = limit;
        this.waits = waits;
    }

    @Override
    public @Nullable Chunk poll(Duration wait) throws InterruptedException {
        if (finished()) {
            return null;
        }
        long deadline = clock.micros() + wait.toNanos() / 1_000;
        long due = due();
        while (due <= next) {
            long now = clock.micros();
            if (now >= deadline) {
                return null;
            }
            long dueAt = startMillis * 1_000 + options.dueMicros(next);
            Duration pause = Duration.ofNanos((Math.min(deadline, dueAt) - now) * 1_000);
            clock.sleep(pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause);
            due = due();
        }
        long until = Math.min(due, next + MAX_RECORDS);
        RowsChunk chunk = new RowsChunk(next, until, startMillis);
        next = until;
        return chunk;
    }

    private long due() {
        return waits ? Math.min(limit, options.dueRows(clock.micros() - startMillis * 1_000)) : limit;
    }

    @Override
    public boolean finished() {
        return next >= limit;
    }

    @Override
    public void close() {}
}
