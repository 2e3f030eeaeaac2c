package io.millrace.executor.circuit;

/** Where a circuit gets the time of day from. It may jump, back as well: {@link TickClock} makes of it what ticks are told. Thread-safe. */
public interface WallClock {
    /** The machine's. */
    WallClock SYSTEM = new WallClock() {
        @Override
        public long millis() {
            return System.currentTimeMillis();
        }

        @Override
        public void whenSet(Runnable action) {
            // The machine tells nobody; who waits for a time looks again every second.
        }
    };

    /** Milliseconds since 1970. */
    long millis();

    /** Has an action run each time that the clock was set to another time, on any thread; called once. */
    void whenSet(Runnable action);
}
