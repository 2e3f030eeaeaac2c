package io.millrace.server.session;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One client's conversation with the server. All methods may be called from several threads at a time: a client that
 * reads a never-ending result on one thread goes on with other statements on another. Every method throws
 * {@code EngineException} and nothing else; after {@link #close} all of them throw {@code CONNECTION_CLOSED}.
 */
public interface Session extends AutoCloseable {
    /** Parses and validates one statement, without running anything of it. */
    Prepared prepare(String sql);

    /**
     * Runs a statement of this session. Statements whose objects changed since they were prepared are prepared anew, or
     * refused if their columns would differ.
     *
     * @param parameters one value per parameter, in the representation that {@link RowCursor.Rows} tells for its type
     * @param maxRows the most rows the cursor will ever give, or 0 for no limit
     * @param cancellation ends the statement and its cursor early, from any thread
     */
    Result execute(Prepared statement, List<@Nullable Object> parameters, long maxRows, Cancellation cancellation);

    /**
     * Runs a writing statement once per row of parameters, as one statement: all rows or none.
     *
     * @return the update count of each row, and the warnings
     */
    BatchResult executeBatch(Prepared statement, List<List<@Nullable Object>> rows, Cancellation cancellation);

    /** Whether each statement is a transaction of its own (the default). Switching it on commits. */
    void autoCommit(boolean on);

    boolean autoCommit();

    /** Makes what was written since the last commit visible, all in one tick, and durable. */
    void commit();

    /** Forgets what was written since the last commit. */
    void rollback();

    /** Refuses writing statements while on; a promise of the client, off by default. */
    void readOnly(boolean on);

    boolean readOnly();

    /** The schema in which unqualified names are looked up first. */
    void schema(String name);

    String schema();

    /** The zone of local times: that of the connection until a statement sets another. */
    ZoneId timeZone();

    /** The catalog as this session sees it, for a driver's metadata. */
    Metadata metadata();

    /** Ends all statements, forgets what is not committed. Idempotent. */
    @Override
    void close();
}
