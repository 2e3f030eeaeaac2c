package io.millrace.executor.circuit;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.log.TickLog;
import io.millrace.executor.log.TickRecord;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The thread that makes the log durable while ticks go on, and tells those who wait for it. One fsync serves everything that
 * was appended before it began: the busier the server, the more statements share one.
 */
final class LogSync implements AutoCloseable {
    private final TickLog log;
    private final Thread thread;
    private final Object lock = new Object();

    /** Those who wait, in the order of their records; guarded by the lock, as all below. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private final AtomicLong acknowledged = new AtomicLong();
    private boolean closed;
    private @Nullable EngineException failure;

    /** A statement that is visible. */
    private record Waiting(long position, long tick, Receipt receipt) {}

    LogSync(TickLog log) {
        this.log = log;
        this.thread = new Thread(this::loop, "millrace-log");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    TickLog log() {
        return log;
    }

    /** Appends a record, and has it made durable soon. The circuit's thread. */
    long append(TickRecord record) {
        long position = log.append(record);
        synchronized (lock) {
            lock.notifyAll();
        }
        return position;
    }

    /** Completes a receipt when a record is durable, perhaps at once. The circuit's thread. */
    void whenDurable(long position, long tick, Receipt receipt) {
        EngineException reason;
        synchronized (lock) {
            reason = failure;
            if (reason == null && log.synced() < position) {
                waiting.add(new Waiting(position, tick, receipt));
                return;
            }
        }
        if (reason == null) {
            acknowledge(receipt, tick);
        } else {
            receipt.fail(reason);
        }
    }

    private void loop() {
        while (awaitWork()) {
            try {
                log.sync();
                complete();
            } catch (EngineException e) {
                fail(e);
            }
        }
    }

    private boolean awaitWork() {
        synchronized (lock) {
            while (failure == null && !closed && log.appended() == log.synced()) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    closed = true;
                }
            }
            return failure == null && log.appended() != log.synced();
        }
    }

    private void complete() {
        for (Waiting next = poll(); next != null; next = poll()) {
            acknowledge(next.receipt(), next.tick());
        }
    }

    private void acknowledge(Receipt receipt, long tick) {
        acknowledged.incrementAndGet();
        receipt.durable(tick);
    }

    /** How many writes were made durable and told so. */
    long acknowledged() {
        return acknowledged.get();
    }

    private @Nullable Waiting poll() {
        synchronized (lock) {
            Waiting next = waiting.peek();
            return next != null && next.position() <= log.synced() ? waiting.poll() : null;
        }
    }

    private void fail(EngineException reason) {
        synchronized (lock) {
            failure = reason;
        }
        waiting.forEach(next -> next.receipt().fail(reason));
        waiting.clear();
    }

    /** Makes durable what was appended, tells those who wait, and closes the log. When no tick runs any more. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }
}
