package io.millrace.server.session;

/**
 * Opens sessions: the one door from a wire into the server. Safe for any number of threads; may be called until the
 * server stops, afterwards it throws {@code SERVER_SHUTDOWN}.
 */
public interface SessionService {
    /** Opens a session. The caller closes it, also when its client vanishes. */
    Session open(SessionOptions options);

    /** The version that clients see as the product's version, such as {@code 0.1.0}. */
    String version();
}
