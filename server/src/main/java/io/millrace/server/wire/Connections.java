package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one endpoint, by the id that each client chose for its own: whoever knows it speaks for the
 * connection. Safe for any number of threads.
 */
final class Connections {
    private static final Logger LOG = System.getLogger(Connections.class.getName());
    private static final int MIN_ID_LENGTH = 16;
    private static final int MAX_ID_LENGTH = 100;

    private final WireContext context;
    private final Map<String, WireConnection> open = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Connections(WireContext context) {
        this.context = context;
    }

    void open(String id, SessionOptions options) {
        if (id.length() < MIN_ID_LENGTH || id.length() > MAX_ID_LENGTH) {
            throw new EngineException(
                    ErrorCode.PROTOCOL_ERROR,
                    "A connection id has " + MIN_ID_LENGTH + " to " + MAX_ID_LENGTH
                            + " characters that others cannot guess, such as a random UUID");
        }
        int limit = context.options().maxConnections();
        if (open.size() >= limit) {
            throw new EngineException(
                    ErrorCode.LIMIT_REACHED,
                    "The server has " + limit + " open connections, which is the most. Close those no longer used");
        }
        Session session = context.sessions().open(options);
        WireConnection connection = new WireConnection(id, session, context);
        if (open.putIfAbsent(id, connection) != null) {
            connection.close(null);
            throw new EngineException(ErrorCode.PROTOCOL_ERROR, "A connection with this id is open already");
        }
        if (stopped.get()) {
            close(id, stopping());
            throw stopping();
        }
    }

    WireConnection connection(String id) {
        WireConnection connection = open.get(id);
        if (connection == null) {
            throw new EngineException(
                    ErrorCode.CONNECTION_CLOSED,
                    "The server does not know this connection: it was closed, not used for too long, or the server was"
                            + " started again. Connect again");
        }
        return connection;
    }

    /** As the client wishes. Idempotent. */
    void close(String id) {
        close(id, null);
    }

    private void close(String id, @Nullable EngineException reason) {
        WireConnection connection = open.remove(id);
        if (connection != null) {
            connection.close(reason);
        }
    }

    private static EngineException stopping() {
        return new EngineException(ErrorCode.SERVER_SHUTDOWN, "The server is stopping. Connect again later");
    }

    int size() {
        return open.size();
    }

    /** Closes connections and never-ending results whose clients are gone. */
    void closeAbandoned() {
        long connectionIdle = context.options().connectionIdle().toNanos();
        long streamIdle = context.options().streamIdle().toNanos();
        for (WireConnection connection : open.values()) {
            try {
                if (connection.isAbandoned(connectionIdle)) {
                    LOG.log(Level.INFO, "connection closed reason=idle");
                    close(connection.id());
                } else {
                    connection.closeAbandonedResults(streamIdle);
                }
            } catch (RuntimeException failure) {
                LOG.log(Level.ERROR, "connection failed to close", failure);
            }
        }
    }

    /** Closes all and lets none in any more. */
    void stop() {
        stopped.set(true);
        open.keySet().forEach(id -> close(id, stopping()));
    }
}
