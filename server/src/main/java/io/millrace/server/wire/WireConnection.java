package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Session;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A connection of a remote client: its session and its statements. Safe for any number of threads. */
final class WireConnection {
    private final String id;
    private final Session session;
    private final WireContext context;
    private final Map<Integer, WireStatement> statements = new ConcurrentHashMap<>();
    private final AtomicInteger lastStatement = new AtomicInteger();

    /** Requests that are not answered yet; a connection with one is not idle. */
    private final AtomicInteger pending = new AtomicInteger();

    private volatile long lastUsedNanos;

    WireConnection(String id, Session session, WireContext context) {
        this.id = id;
        this.session = session;
        this.context = context;
        this.lastUsedNanos = context.nanoTime();
    }

    String id() {
        return id;
    }

    Session session() {
        return session;
    }

    WireContext context() {
        return context;
    }

    /** The zone in which instants are written and local times are read. */
    ZoneId timeZone() {
        return session.timeZone();
    }

    /** A request has come for this connection; {@link #leave} when it is answered. */
    void enter() {
        pending.incrementAndGet();
        lastUsedNanos = context.nanoTime();
    }

    void leave() {
        lastUsedNanos = context.nanoTime();
        pending.decrementAndGet();
    }

    boolean isAbandoned(long idleNanos) {
        return pending.get() == 0 && context.nanoTime() - lastUsedNanos > idleNanos;
    }

    /** A new statement, prepared or not. */
    WireStatement createStatement(@Nullable Prepared prepared) {
        int limit = context.options().maxStatements();
        if (statements.size() >= limit) {
            throw new EngineException(
                    ErrorCode.LIMIT_REACHED,
                    "This connection has " + limit + " open statements, which is the most. Close those no longer used");
        }
        WireStatement statement = new WireStatement(newStatementId(), prepared);
        statements.put(statement.id(), statement);
        return statement;
    }

    /** A number for a result that comes whole with one answer and needs no state here. */
    int newStatementId() {
        return lastStatement.incrementAndGet();
    }

    WireStatement statement(int number) {
        WireStatement statement = statements.get(number);
        if (statement == null) {
            throw new EngineException(
                    ErrorCode.STATEMENT_NOT_FOUND, "Statement " + number + " of this connection is closed");
        }
        return statement;
    }

    /** The statement if it is open; cancelling what has ended is no error. */
    void cancelStatement(int number) {
        WireStatement statement = statements.get(number);
        if (statement != null) {
            statement.cancel();
        }
    }

    /** Idempotent. */
    void closeStatement(int number) {
        WireStatement statement = statements.remove(number);
        if (statement != null) {
            statement.close(null);
        }
    }

    /** Closes the open result of a statement and not the statement. Idempotent. */
    void closeResult(int number) {
        WireStatement statement = statements.get(number);
        if (statement != null) {
            statement.closeResult();
        }
    }

    void closeAbandonedResults(long idleNanos) {
        statements.values().forEach(statement -> statement.closeIfAbandoned(idleNanos));
    }

    /**
     * Ends all statements, then the session.
     *
     * @param reason what readers that wait are told; null if it is their client that closes
     */
    void close(@Nullable EngineException reason) {
        statements.values().forEach(statement -> statement.close(reason));
        statements.clear();
        session.close();
    }
}
