package io.millrace.connectors.file;

import io.millrace.connectors.format.RecordsChunk;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Holds records back until they are due. Owned by one thread. */
final class ReplayReader implements SourceReader {
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
    private final FileReader files;
    private final ReplayTimes times;
    private final SourceClock clock;

    /** Records read and not yet given, from {@link #next} on. */
    private @Nullable RecordsChunk waiting;

    private int next;
    private long nextDueMillis;

    ReplayReader(FileReader files, ReplayTimes times, SourceClock clock) {
        this.files = files;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public @Nullable RecordsChunk poll(Duration wait) throws InterruptedException {
        RecordsChunk chunk = waiting;
        if (chunk == null) {
            chunk = files.poll(Duration.ZERO);
            if (chunk == null) {
                return null;
            }
            waiting = chunk;
            next = 0;
            times.begin(chunk);
            nextDueMillis = times.dueMillis(chunk, 0);
        }
        long deadline = clock.micros() + wait.toNanos() / 1_000;
        for (long now = clock.micros(); now < nextDueMillis * 1_000; now = clock.micros()) {
            if (now >= deadline) {
                return null;
            }
            Duration pause = Duration.ofNanos((Math.min(deadline, nextDueMillis * 1_000) - now) * 1_000);
            clock.sleep(pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause);
        }
        return take(chunk);
    }

    private RecordsChunk take(RecordsChunk chunk) {
        long nowMillis = clock.micros() / 1_000;
        int from = next;
        int end = from;
        while (end < chunk.records() && nextDueMillis <= nowMillis) {
            end++;
            if (end < chunk.records()) {
                nextDueMillis = times.dueMillis(chunk, end);
            }
        }
        next = end;
        waiting = end < chunk.records() ? chunk : null;
        return chunk.slice(from, end);
    }

    @Override
    public boolean finished() {
        return waiting == null && files.finished();
    }

    /** Records that are not due yet are no silence of the file that holds them. */
    @Override
    public boolean isCaughtUp(String partition) {
        return waiting == null && files.isCaughtUp(partition);
    }

    @Override
    public void close() {
        files.close();
    }
}
