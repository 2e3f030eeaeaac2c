package io.millrace.jdbc;

import java.io.IOException;
import java.time.Duration;

/** Brings requests of one connection to a server. Safe for several threads, whose requests are under way at one time. */
public interface Transport extends AutoCloseable {
    /**
     * Sends a request and waits for its answer.
     *
     * @param repeatable whether the request may be sent again if the connection breaks
     * @param wait how long to wait for the answer; zero for ever
     * @return the answer, also that of a request which failed
     * @throws IOException if the server cannot be reached or does not answer
     */
    byte[] post(byte[] request, boolean repeatable, Duration wait) throws IOException;

    /** Ends requests under way; idempotent. */
    @Override
    void close();
}
