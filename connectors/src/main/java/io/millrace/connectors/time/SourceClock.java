package io.millrace.connectors.time;

import java.time.Duration;
import java.time.Instant;

/** The time of day and the passing of time, as sources see them; tests bring their own. Thread-safe. */
public interface SourceClock {
    /** Microseconds since 1970-01-01 00:00:00 UTC. */
    long micros();

    /** Waits for about this long. */
    void sleep(Duration time) throws InterruptedException;

    /** The machine's clock. */
    static SourceClock system() {
        return new SourceClock() {
            @Override
            public long micros() {
                Instant now = Instant.now();
                return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
            }

            @Override
            public void sleep(Duration time) throws InterruptedException {
                Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
            }
        };
    }
}
