package io.millrace.executor.circuit;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Schema;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a query as they happen: first its present content, then the delta of each tick, whole ticks only. A
 * subscriber that falls too far behind is cut off with an error; the circuit never waits for it. Taken from by one thread.
 */
public final class Subscription implements AutoCloseable {
    /**
     * A part of a tick's delta.
     *
     * @param tick the tick that made it
     * @param rows with weights; the receiver's own
     */
    public record Delta(long tick, Batch rows) {}

    /** How often a thread that waits for the reader looks whether others wait for it. */
    private static final long ROOM_MILLIS = 50;

    private final Schema schema;
    private final boolean appendOnly;
    private final long maxRows;
    private final ArrayDeque<Delta> open = new ArrayDeque<>();
    private final ArrayDeque<Delta> ready = new ArrayDeque<>();
    private final Runnable onClose;
    private long readyRows;

    /** What the query held when the subscription became live, if it is to be read first and not all of it was. */
    private @Nullable SubscribedContent content;

    /** How many of the ready rows were there when the subscription became live. */
    private long contentRows;

    private boolean live;
    private boolean closed;
    private @Nullable RuntimeException failure;
    private @Nullable Runnable onReady;

    /** Holds back what changes in a period, or null if all is delivered as it happens. */
    private final @Nullable Throttle throttle;

    /**
     * Nothing to read yet.
     *
     * @param maxRows how many rows the reader may be behind
     * @param periodMillis of which length periods are whose net change is delivered at their end; 0 if each tick's is at once
     */
    Subscription(ViewPlan plan, long maxRows, long periodMillis, Runnable onClose) {
        this.schema = plan.schema();
        this.appendOnly = plan.appendOnly();
        this.throttle = periodMillis == 0 ? null : new Throttle(periodMillis, schema.types());
        this.maxRows = maxRows;
        this.onClose = onClose;
    }

    public Schema schema() {
        return schema;
    }

    /** Whether no row is ever deleted, so that every weight is positive. */
    public boolean isAppendOnly() {
        return appendOnly;
    }

    /**
     * The next part, waiting for it at most so long.
     *
     * @return null if there was none in that time, or the subscription is closed
     * @throws EngineException if the query has failed, or this subscriber was too slow
     */
    public @Nullable Delta poll(Duration wait) throws InterruptedException {
        awaitReady(wait);
        return poll();
    }

    private synchronized void awaitReady(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!isReady()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    /** Whether there is something to take or to throw, or the subscription is closed. */
    private synchronized boolean isReady() {
        return content != null || !ready.isEmpty() || failure != null || closed;
    }

    /** The next part if one is there, without waiting; else as {@link #poll(Duration)}. */
    public @Nullable Delta poll() {
        SubscribedContent first = content();
        if (first == null) {
            return takeReady();
        }
        // Copied without the lock, so that the circuit's thread never waits for it.
        Delta delta = first.next();
        if (first.isOver()) {
            contentRead();
        }
        return delta;
    }

    private synchronized @Nullable SubscribedContent content() {
        return content;
    }

    private synchronized void contentRead() {
        content = null;
    }

    private synchronized @Nullable Delta takeReady() {
        Delta delta = ready.poll();
        if (delta != null) {
            readyRows -= delta.rows().size();
            contentRows = Math.max(0, contentRows - delta.rows().size());
            notifyAll();
            return delta;
        }
        if (failure != null && !closed) {
            throw failure;
        }
        return null;
    }

    /**
     * Has an action run once, perhaps at once, on any thread, when there is something to take or to throw, or the
     * subscription is closed. Replaces an earlier action.
     */
    public void whenReady(Runnable action) {
        synchronized (this) {
            if (!isReady()) {
                onReady = action;
                return;
            }
        }
        action.run();
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** Gathers a part of the tick at hand. */
    synchronized void add(long tick, Batch rows) {
        open.add(new Delta(tick, rows));
    }

    /**
     * Waits until the reader has taken enough that there is room. For the thread that catches up, before the subscription is
     * live.
     *
     * @param pressed whether the circuit begins to wait for this subscription; then a slow reader is cut off
     */
    void awaitRoom(BooleanSupplier pressed) {
        boolean room = false;
        while (!room) {
            // Asked without the lock, as it takes others.
            room = awaitRoom(pressed.getAsBoolean());
        }
    }

    /** Waits a while; the caller asks again until there is room. */
    @SuppressWarnings("WaitNotInLoop")
    private synchronized boolean awaitRoom(boolean pressed) {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new EngineException(ErrorCode.CANCELLED, "The reader has gone.");
        }
        if (readyRows <= maxRows) {
            return true;
        }
        if (pressed) {
            cutOff();
            return false;
        }
        try {
            wait(ROOM_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(ErrorCode.CANCELLED, null, "The statement was interrupted.", e);
        }
        return false;
    }

    private void cutOff() {
        ready.clear();
        content = null;
        onClose.run();
        failure = new EngineException(
                ErrorCode.SUBSCRIBER_TOO_SLOW,
                "This reader fell more than " + maxRows
                        + " rows behind the stream and was cut off. Read faster, or narrow the query with WHERE.");
    }

    /** Shows what was gathered: the tick is published. Once live, a reader with too much waiting is cut off here. */
    void seal() {
        synchronized (this) {
            if (!isOver()) {
                Throttle holding = live ? throttle : null;
                for (Delta delta : open) {
                    if (holding == null) {
                        add(delta);
                    } else {
                        holding.hold(delta.tick(), delta.rows());
                    }
                }
                // More than a reader could take at once goes out before its time.
                if (holding != null && holding.rows() > maxRows / 2) {
                    release(holding);
                }
                cutOffIfTooSlow();
            }
            open.clear();
        }
        wakeReader();
    }

    private void add(Delta delta) {
        readyRows += delta.rows().size();
        ready.add(delta);
    }

    private void release(Throttle holding) {
        holding.take().forEach(rows -> add(new Delta(holding.lastTick(), rows)));
    }

    private void cutOffIfTooSlow() {
        if (live && readyRows - contentRows > maxRows) {
            cutOff();
        }
    }

    /** Whether changes are held back for a time. */
    boolean isThrottled() {
        return throttle != null;
    }

    /** Delivers what was held back if its time has come; gives when it will, or the greatest long if there is nothing. The circuit's thread. */
    long deliver(long now) {
        synchronized (this) {
            Throttle holding = throttle;
            long due = holding == null || isOver() ? Frontier.END : holding.due(now);
            if (holding == null || due > now) {
                return due;
            }
            release(holding);
            cutOffIfTooSlow();
        }
        wakeReader();
        return Frontier.END;
    }

    private void wakeReader() {
        Runnable action = null;
        synchronized (this) {
            if (isReady()) {
                action = onReady;
                onReady = null;
                notifyAll();
            }
        }
        if (action != null) {
            action.run();
        }
    }

    /**
     * From now on a full buffer cuts the subscriber off instead of holding up its catching up. What it has not taken yet of
     * the content it begins with does not count.
     *
     * @param tick the last tick that the content holds
     * @param rows the content, unless it was given as it came
     */
    void goLive(long tick, List<FrozenRows> rows) {
        SubscribedContent first = new SubscribedContent(tick, schema, rows);
        synchronized (this) {
            live = true;
            contentRows = readyRows;
            content = first.isOver() || isOver() ? null : first;
        }
        wakeReader();
    }

    /** Ends the subscription with an error. */
    void fail(RuntimeException reason) {
        synchronized (this) {
            if (failure == null) {
                failure = reason;
            }
        }
        wakeReader();
    }

    /** Whether nothing more will be taken from it. */
    synchronized boolean isOver() {
        return closed || failure != null;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open.clear();
            ready.clear();
            content = null;
        }
        wakeReader();
        onClose.run();
    }
}
