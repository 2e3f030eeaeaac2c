package io.millrace.executor.circuit;

/** A clock that a test sets, and that stands still otherwise. Thread-safe. */
public final class ManualClock implements WallClock {
    private volatile long millis;
    private volatile Runnable told = () -> {};

    public ManualClock(long millis) {
        this.millis = millis;
    }

    /** From now on it is this time, before or behind the present one. */
    public void set(long to) {
        millis = to;
        told.run();
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public void whenSet(Runnable action) {
        told = action;
    }
}
