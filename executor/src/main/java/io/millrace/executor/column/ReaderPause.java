package io.millrace.executor.column;

import java.util.concurrent.locks.LockSupport;

/**
 * How a reader waits that found what it reads under an optimistic stamp being changed: it spins, then parks, since the
 * machine has other work. Called by the threads of readers only, never by a worker.
 */
public final class ReaderPause {
    private static final int SPINS = 1_000;

    /** A change that takes longer than the spins is waited for in steps of this. */
    private static final long PAUSE_NANOS = 20_000;

    private ReaderPause() {}

    /**
     * Waits a little before the next try.
     *
     * @param tries how many there were before the one that failed
     */
    public static void afterTry(int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
