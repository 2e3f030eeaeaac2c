package io.millrace.connectors.time;

import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a generated stream: hands out the numbers of rows as they become due, or of all rows up to a bound at once. Owned
 * by one thread.
 */
public final class PacedReader implements SourceReader {
    private static final int MAX_RECORDS = 16_384;
    private static final Duration SHORTEST_WAIT = Duration.ofNanos(100_000);

    private final Rows rows;
    private final SourceClock clock;
    private final long startMicros;
    private final long limit;
    private final boolean waits;
    private long next;

    /** What is generated. */
    public interface Rows {
        /** When a row is due, in microseconds since the start. */
        long dueMicros(long row);

        /** How many rows are due this long after the start. */
        long dueRows(long elapsedMicros);

        /** Some rows as a chunk; they are made where they are decoded. */
        Chunk chunk(long from, long until);
    }

    private PacedReader(Rows rows, SourceClock clock, long startMillis, long next, long limit, boolean waits) {
        this.rows = rows;
        this.clock = clock;
        this.startMicros = startMillis * 1_000;
        this.next = next;
        this.limit = limit;
        this.waits = waits;
    }

    /**
     * A reader that gives rows when they are due.
     *
     * @param startMillis when the stream began
     * @param next the first row
     * @param limit the row after the last
     */
    public static PacedReader waiting(Rows rows, SourceClock clock, long startMillis, long next, long limit) {
        return new PacedReader(rows, clock, startMillis, next, limit, true);
    }

    /** A reader that gives rows at once. */
    public static PacedReader bounded(Rows rows, SourceClock clock, long next, long limit) {
        return new PacedReader(rows, clock, 0, next, limit, false);
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
            long dueAt = startMicros + rows.dueMicros(next);
            Duration pause = Duration.ofNanos((Math.min(deadline, dueAt) - now) * 1_000);
            clock.sleep(pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause);
            due = due();
        }
        long until = Math.min(due, next + MAX_RECORDS);
        Chunk chunk = rows.chunk(next, until);
        next = until;
        return chunk;
    }

    private long due() {
        return waits ? Math.min(limit, rows.dueRows(clock.micros() - startMicros)) : limit;
    }

    @Override
    public boolean finished() {
        return next >= limit;
    }

    @Override
    public void close() {}
}
