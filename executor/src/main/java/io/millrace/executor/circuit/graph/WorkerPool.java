package io.millrace.executor.circuit.graph;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run the shards of large ticks. A phase runs one task for every shard and ends when all have: shard 0
 * on the caller's thread, the others each on its own. Waiting spins for some microseconds, then parks.
 *
 * <p>{@link #run} is called by the circuit's thread only.
 */
public final class WorkerPool implements AutoCloseable {
    private static final int SPINS = 1_000;

    private final Thread[] threads;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile IntConsumer task = shard -> {};
    private final AtomicLong phase = new AtomicLong();
    private volatile @Nullable Thread waiting;
    private volatile boolean closed;

    public WorkerPool(int shards, String name) {
        threads = new Thread[shards - 1];
        for (int i = 0; i < threads.length; i++) {
            int shard = i + 1;
            threads[i] = new Thread(() -> serve(shard), name + "-worker-" + shard);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    int shards() {
        return threads.length + 1;
    }

    /** Runs the task for every shard and waits for all. A failure of any is thrown here. */
    public void run(IntConsumer shardTask) {
        waiting = Thread.currentThread();
        task = shardTask;
        running.set(threads.length);
        phase.incrementAndGet();
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        try {
            shardTask.accept(0);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
        for (int spins = 0; running.get() != 0; spins++) {
            idle(spins);
        }
        Throwable failed = failure.getAndSet(null);
        if (failed != null) {
            throw new IllegalStateException("a worker failed: " + failed, failed);
        }
    }

    private void serve(int shard) {
        long seen = 0;
        while (true) {
            for (int spins = 0; phase.get() == seen; spins++) {
                if (closed) {
                    return;
                }
                idle(spins);
            }
            seen++;
            try {
                task.accept(shard);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
            if (running.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
            }
        }
    }

    private static void idle(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.park();
        }
    }

    /** Ends the threads and waits for that; between two phases only. */
    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
