package io.millrace.server.statement;

import io.millrace.server.session.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps tables as they are while a statement that has read them computes what it writes. Writers that read nothing share a
 * table among themselves, and so do readers; whoever both reads and writes a table has it alone. Readers of the SELECT kind
 * take no part: they have snapshots.
 *
 * <p>All locks of a statement are taken at once and in the order of asking, so nobody starves and nothing deadlocks. Held
 * until the changes are visible, not until they are durable: waiting statements share an fsync. Thread-safe.
 */
public final class TableLocks {
    /** Held or waited for, in the order of asking. */
    private final List<Lock> locks = new ArrayList<>();

    /**
     * What a statement holds. Closing it lets the next one in.
     *
     * <p>{@code granted} is guarded by the outer object.
     */
    public final class Lock implements AutoCloseable {
        private final Set<String> writes;
        private final Set<String> reads;
        private boolean granted;

        private Lock(Set<String> writes, Set<String> reads) {
            this.writes = writes;
            this.reads = reads;
        }

        private boolean excludes(Lock other) {
            return reads.stream().anyMatch(other.writes::contains)
                    || writes.stream().anyMatch(other.reads::contains);
        }

        @Override
        public void close() {
            release(this);
        }
    }

    /**
     * Waits until a statement may run.
     *
     * @param writes the tables it changes
     * @param reads the tables that must not change until it has done that
     */
    public Lock acquire(Set<String> writes, Set<String> reads, Cancellation cancellation) {
        Lock lock = new Lock(Set.copyOf(writes), Set.copyOf(reads));
        boolean waits;
        synchronized (this) {
            locks.add(lock);
            grant();
            waits = !lock.granted;
        }
        if (waits) {
            cancellation.onCancel(this::wake);
            await(lock, cancellation);
        }
        return lock;
    }

    private synchronized void await(Lock lock, Cancellation cancellation) {
        boolean interrupted = false;
        while (!lock.granted) {
            if (cancellation.isCancelled()) {
                release(lock);
                cancellation.check();
            }
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void release(Lock lock) {
        locks.remove(lock);
        grant();
    }

    /** Lets in whoever has no conflict with anybody before it. */
    private void grant() {
        boolean any = false;
        for (int i = 0; i < locks.size(); i++) {
            Lock lock = locks.get(i);
            if (!lock.granted && locks.subList(0, i).stream().noneMatch(lock::excludes)) {
                lock.granted = true;
                any = true;
            }
        }
        if (any) {
            notifyAll();
        }
    }
}
