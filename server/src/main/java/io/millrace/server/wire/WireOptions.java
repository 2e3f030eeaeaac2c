package io.millrace.server.wire;

import java.time.Duration;

/**
 * How the endpoint serves its clients.
 *
 * @param host the address to listen at; only this machine can reach the default
 * @param port the port to listen at, 0 for any free one
 * @param maxRequestBytes a longer request is refused unread
 * @param maxConnections open connections of all clients together
 * @param maxStatements open statements of one connection
 * @param maxRunning statements that run at one time; more would leave no thread to cancel them
 * @param pollWait how long a fetch of a never-ending result waits for a row before it is answered with none
 * @param streamIdle a never-ending result that was not fetched for so long is closed: its reader is gone
 * @param connectionIdle a connection without a request for so long is closed
 */
public record WireOptions(
        String host,
        int port,
        int maxRequestBytes,
        int maxConnections,
        int maxStatements,
        int maxRunning,
        Duration pollWait,
        Duration streamIdle,
        Duration connectionIdle) {
    public static final WireOptions DEFAULT = new WireOptions(
            "127.0.0.1",
            8765,
            64 << 20,
            1_000,
            1_000,
            128,
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30));

    public WireOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (maxRequestBytes < 1 || maxConnections < 1 || maxStatements < 1 || maxRunning < 1) {
            throw new IllegalArgumentException("limits must be at least 1: maxRequestBytes " + maxRequestBytes
                    + ", maxConnections " + maxConnections + ", maxStatements " + maxStatements + ", maxRunning "
                    + maxRunning);
        }
        if (pollWait.isNegative() || streamIdle.compareTo(pollWait) <= 0) {
            throw new IllegalArgumentException(
                    "streamIdle " + streamIdle + " must be longer than pollWait " + pollWait);
        }
    }

    /** The same, at another address. */
    public WireOptions at(String newHost, int newPort) {
        return new WireOptions(
                newHost,
                newPort,
                maxRequestBytes,
                maxConnections,
                maxStatements,
                maxRunning,
                pollWait,
                streamIdle,
                connectionIdle);
    }

    /** The same with other waiting times. */
    public WireOptions waiting(Duration newPollWait, Duration newStreamIdle, Duration newConnectionIdle) {
        return new WireOptions(
                host,
                port,
                maxRequestBytes,
                maxConnections,
                maxStatements,
                maxRunning,
                newPollWait,
                newStreamIdle,
                newConnectionIdle);
    }

    /** The same with other limits. */
    public WireOptions limited(int newMaxRequestBytes, int newMaxConnections, int newMaxStatements, int newMaxRunning) {
        return new WireOptions(
                host,
                port,
                newMaxRequestBytes,
                newMaxConnections,
                newMaxStatements,
                newMaxRunning,
                pollWait,
                streamIdle,
                connectionIdle);
    }
}
