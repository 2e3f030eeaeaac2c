package io.millrace.executor.circuit;

import io.millrace.executor.column.ReaderPause;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The stamp under which tables are read while they may change: odd during a publish phase, even between two. A reader
 * reads without a lock and then asks whether anything was published meanwhile; if so what it read is void and it reads
 * again. One writer, the circuit's thread; any number of readers.
 */
final class Epoch {
    private final AtomicLong stamp = new AtomicLong();

    /** The publish phase begins. */
    void beginPublish() {
        stamp.setRelease(stamp.getPlain() + 1);
        VarHandle.fullFence();
    }

    /** The publish phase is over. */
    void endPublish() {
        VarHandle.fullFence();
        stamp.setRelease(stamp.getPlain() + 1);
    }

    /**
     * Reads something consistent: all of it from between the same two publish phases.
     *
     * @param reading reads without side effects but for its own result, which it starts anew at every call; whatever it throws is
     *     thrown on only if nothing was published meanwhile
     */
    <T> T read(Supplier<T> reading) {
        for (int tries = 0; ; tries++) {
            long before = stamp.getAcquire();
            if ((before & 1) == 0) {
                try {
                    T result = reading.get();
                    if (isStill(before)) {
                        return result;
                    }
                } catch (RuntimeException e) {
                    if (isStill(before)) {
                        throw e;
                    }
                }
            }
            ReaderPause.afterTry(tries);
        }
    }

    private boolean isStill(long before) {
        VarHandle.acquireFence();
        return stamp.getAcquire() == before;
    }
}
