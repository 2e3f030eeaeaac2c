package io.millrace.executor.circuit;

import io.millrace.executor.plan.Frontier;
import java.util.concurrent.TimeUnit;

/**
 * The time that ticks are told: all operators of a tick see the same, it never goes back, and it is in the tick log before anything is
 * decided by it. Read from the wall clock, and only where a plan asks for it; it moves by {@value #STEP_MILLIS} ms at least, so that time
 * alone makes no more than a hundred ticks and records a second. The circuit's thread, but for {@link #bound}.
 */
final class TickClock {
    static final long STEP_MILLIS = 10;

    private final WallClock wall;
    private volatile long now = Frontier.NONE;

    TickClock(WallClock wall) {
        this.wall = wall;
    }

    /** What time it is, for what decides nothing. Any thread. */
    long wallMillis() {
        return wall.millis();
    }

    /** What the last tick was told, in milliseconds since 1970; {@link Frontier#NONE} if no tick has been told. */
    long now() {
        return now;
    }

    /** What the next tick may be told: the time of the wall clock, unless the last one was told nearly that, or more. */
    long next() {
        long time = wall.millis();
        return time >= now + STEP_MILLIS ? time : now;
    }

    /** From now on this is the time, unless it is later already. */
    void set(long millis) {
        now = Math.max(now, millis);
    }

    /** The bound of {@link Frontier#CLOCK}: what is before this has been. Any thread. */
    long bound() {
        long time = now;
        return time == Frontier.NONE ? Frontier.NONE : time + 1;
    }

    /** Whether a tick may be told of a time. */
    boolean isDue(long millis) {
        return millis != Frontier.END && wall.millis() >= earliest(millis);
    }

    /** Nanoseconds until {@link #isDue}, if the wall clock only runs. */
    long nanosUntil(long millis) {
        return millis == Frontier.END
                ? Long.MAX_VALUE
                : TimeUnit.MILLISECONDS.toNanos(Math.max(0, earliest(millis) - wall.millis()));
    }

    /** Nanoseconds until the wall clock shows a time, if it only runs. */
    long nanosUntilWall(long millis) {
        return millis == Frontier.END
                ? Long.MAX_VALUE
                : TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis - wall.millis()));
    }

    private long earliest(long millis) {
        return Math.max(millis, now + STEP_MILLIS);
    }
}
