package io.millrace.executor.circuit.stream;

import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads one stream, and the bounded queue between it and the circuit. A full queue stops the reader, and
 * so the source. A source that fails is opened anew where it stopped, after a pause that doubles up to half a minute.
 */
public final class SourceFeed implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long LONGEST_END_MILLIS = 5_000;

    private final Source source;
    private final long maxBytes;
    private final Runnable onArrival;
    private final Thread thread;
    private final ArrayDeque<Chunk> queue = new ArrayDeque<>();
    private Positions read;
    private long queuedBytes;
    private boolean closed;
    private volatile @Nullable String problem;

    /** Finds idle partitions, or null if there are none. The thread's own. */
    private final @Nullable IdleWatch idleWatch;

    /** Where idle partitions ended; guarded by the queue. */
    private final Map<String, Long> idle = new HashMap<>();

    private volatile boolean ended;

    /** Whether the source had nothing more when it was asked last. */
    private volatile boolean quiet;

    public SourceFeed(String name, Source source, Positions from, long maxBytes, Runnable onArrival) {
        this(name, source, from, maxBytes, onArrival, null);
    }

    /** As above; partitions without rows for {@code idleTimeout} are told by {@link #idle}. */
    public SourceFeed(
            String name,
            Source source,
            Positions from,
            long maxBytes,
            Runnable onArrival,
            @Nullable Duration idleTimeout) {
        this.idleWatch = idleTimeout == null ? null : new IdleWatch(idleTimeout, System::nanoTime);
        this.source = source;
        this.read = from;
        this.maxBytes = maxBytes;
        this.onArrival = onArrival;
        this.thread = new Thread(this::read, "millrace-source-" + name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** The next chunk, or null if none waits. */
    @Nullable
    public Chunk take() {
        synchronized (queue) {
            Chunk chunk = queue.poll();
            if (chunk != null) {
                queuedBytes -= chunk.bytes();
                queue.notifyAll();
            }
            return chunk;
        }
    }

    /** The chunk that {@link #take} would give. */
    @Nullable
    Chunk peek() {
        synchronized (queue) {
            return queue.peek();
        }
    }

    /** Partitions that are idle, with the position where each has ended so far. */
    Map<String, Long> idle() {
        synchronized (queue) {
            return idle.isEmpty() ? Map.of() : Map.copyOf(idle);
        }
    }

    /** Whether the source has ended for good and all of it was taken. */
    boolean isOver() {
        return ended && !hasChunks();
    }

    /** Whether the source has nothing more at present, and all before was taken. */
    boolean isQuiet() {
        return (quiet || ended) && !hasChunks();
    }

    /** Whether the queue holds anything. */
    boolean hasChunks() {
        synchronized (queue) {
            return !queue.isEmpty();
        }
    }

    /** Why the source cannot be read at present, or null. */
    @Nullable
    public String problem() {
        return problem;
    }

    private void read() {
        long pause = FIRST_PAUSE_MILLIS;
        while (!isClosed()) {
            try (SourceReader reader = source.reader(read)) {
                if (idleWatch != null) {
                    idleWatch.restart();
                }
                while (!isClosed() && !reader.finished()) {
                    Chunk chunk = reader.poll(idleWatch == null ? POLL : idleWatch.shorter(POLL));
                    problem = null;
                    pause = FIRST_PAUSE_MILLIS;
                    quiet = chunk == null;
                    if (chunk != null) {
                        put(chunk);
                    }
                    if (idleWatch != null) {
                        findIdle(reader, idleWatch);
                    }
                }
                if (!isClosed()) {
                    ended = true;
                    onArrival.run();
                }
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | LinkageError e) {
                // A connector that lacks a class, such as a codec, is a problem of this stream alone.
                String message = e.getMessage();
                problem = message == null ? e.toString() : message;
                pause = pauseAfterFailure(pause);
            }
        }
    }

    /** Waits until the thread has ended after {@link #close}, but not for ever: a source may hang. */
    public void awaitEnd() {
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void findIdle(SourceReader reader, IdleWatch watch) {
        Map<String, Long> found = watch.newlyIdle(read, reader);
        if (!found.isEmpty()) {
            synchronized (queue) {
                idle.putAll(found);
            }
            onArrival.run();
        }
    }

    private void put(Chunk chunk) throws InterruptedException {
        IdleWatch watch = idleWatch;
        synchronized (queue) {
            long waits = watch == null ? 0 : watch.now();
            while (queuedBytes > 0 && queuedBytes + chunk.bytes() > maxBytes && !closed) {
                queue.wait();
            }
            if (watch != null) {
                watch.passOver(waits);
                if (watch.gave(chunk.partition(), read)) {
                    idle.clear();
                }
            }
            idle.remove(chunk.partition());
            queue.add(chunk);
            queuedBytes += chunk.bytes();
            read = read.with(chunk.partition(), chunk.until());
        }
        onArrival.run();
    }

    private long pauseAfterFailure(long pause) {
        synchronized (queue) {
            try {
                if (!closed) {
                    queue.wait(pause);
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        return Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }

    private boolean isClosed() {
        synchronized (queue) {
            return closed;
        }
    }

    @Override
    public void close() {
        synchronized (queue) {
            closed = true;
            queue.notifyAll();
        }
        thread.interrupt();
    }
}
