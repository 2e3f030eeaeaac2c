package io.millrace.server.wire;

import io.millrace.server.session.SessionService;
import java.io.IOException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The running endpoint: connections over HTTP and, through {@link #endpoint}, from the same JVM. Owns the HTTP threads
 * and one timer thread.
 */
public final class WireServer implements AutoCloseable {
    private static final int SWEEPS_AN_IDLE_TIME = 4;

    private final Connections connections;
    private final Endpoint endpoint;
    private final ScheduledThreadPoolExecutor timer;
    private final Future<?> sweeper;
    private @Nullable HttpFront front;

    private WireServer(SessionService sessions, WireOptions options, LongSupplier clock) {
        timer = new ScheduledThreadPoolExecutor(1, WireServer::daemon);
        timer.setRemoveOnCancelPolicy(true);
        connections = new Connections(new WireContext(options, sessions, timer, clock));
        endpoint = new WireProtocol(connections, options.maxRunning());
        long sweep = Math.min(
                        options.streamIdle().toNanos(), options.connectionIdle().toNanos())
                / SWEEPS_AN_IDLE_TIME;
        sweeper = timer.scheduleWithFixedDelay(connections::closeAbandoned, sweep, sweep, TimeUnit.NANOSECONDS);
    }

    /** Begins to listen; throws {@link IOException} if the address of the options cannot be had. */
    public static WireServer start(SessionService sessions, WireOptions options) throws IOException {
        return start(sessions, options, System::nanoTime);
    }

    static WireServer start(SessionService sessions, WireOptions options, LongSupplier clock) throws IOException {
        WireServer server = new WireServer(sessions, options, clock);
        try {
            server.front = HttpFront.start(server.endpoint, options);
        } catch (IOException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        return server;
    }

    /** An endpoint for clients of this JVM, without HTTP. */
    static WireServer embedded(SessionService sessions, WireOptions options) {
        return new WireServer(sessions, options, System::nanoTime);
    }

    /** The port it listens at, 0 if it does not. */
    public int port() {
        HttpFront open = front;
        return open == null ? 0 : open.port();
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Closes what clients left behind, as the timer does. */
    void closeAbandoned() {
        connections.closeAbandoned();
    }

    /** Ends all statements and sessions, then stops listening. The session service stays open. */
    @Override
    public void close() {
        connections.stop();
        HttpFront open = front;
        if (open != null) {
            open.close();
        }
        sweeper.cancel(false);
        timer.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "millrace-wire-timer");
        thread.setDaemon(true);
        return thread;
    }
}
