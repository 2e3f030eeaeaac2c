package io.millrace.server.session;

/**
 * Starts the servers behind {@code jdbc:millrace:mem:NAME}, which live in the caller's JVM and keep nothing when they
 * end. Found by {@code java.util.ServiceLoader}; there is one in the class path.
 */
public interface MemoryServerFactory {
    /** Starts a server of its own. Called once for each name in use. */
    MemoryServer start(String name);

    /** A started server. */
    interface MemoryServer extends AutoCloseable {
        SessionService sessions();

        /** Stops the server and frees what it holds. Its sessions are closed already. */
        @Override
        void close();
    }
}
