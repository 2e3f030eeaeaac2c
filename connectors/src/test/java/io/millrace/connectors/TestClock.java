package io.millrace.connectors;

import io.millrace.connectors.time.SourceClock;
import java.time.Duration;
import java.time.Instant;

/** A clock that moves when somebody waits for it, or is told to. */
public final class TestClock implements SourceClock {
    private long micros = Instant.parse("2026-03-01T12:00:00Z").getEpochSecond() * 1_000_000;

    @Override
    public synchronized long micros() {
        return micros;
    }

    @Override
    public synchronized void sleep(Duration time) {
        micros += Math.max(1, time.toNanos() / 1_000);
    }

    public void advance(Duration time) {
        sleep(time);
    }
}
