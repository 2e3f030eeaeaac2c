package io.millrace.server.wire;

import io.millrace.server.session.SessionService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What all connections of one endpoint share.
 *
 * @param sessions opens a session for each connection
 * @param timer ends the wait of parked fetches and closes what was abandoned; its tasks are short
 * @param clock nanoseconds that only go forward
 */
record WireContext(WireOptions options, SessionService sessions, ScheduledExecutorService timer, LongSupplier clock) {
    long nanoTime() {
        return clock.getAsLong();
    }
}
