package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.RowCursor;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a remote client: what was prepared under its number, what runs now, and the result that is open.
 * Requests for one statement may come on several threads: the one that cancels or closes does not wait for the one that
 * runs.
 */
final class WireStatement {
    private final int id;
    private final @Nullable Prepared prepared;

    // The following are guarded by this.
    private @Nullable Cancellation running;
    private @Nullable ResultReader result;
    private boolean closed;

    WireStatement(int id, @Nullable Prepared prepared) {
        this.id = id;
        this.prepared = prepared;
    }

    int id() {
        return id;
    }

    /** What a request prepared under this number. */
    Prepared prepared() {
        Prepared statement = prepared;
        if (statement == null) {
            throw new EngineException(
                    ErrorCode.PROTOCOL_ERROR, "Statement " + id + " was not prepared, so it cannot be executed");
        }
        return statement;
    }

    /** Begins an execution: closes the result of the last one. */
    Cancellation begin() {
        Cancellation cancellation = new Cancellation();
        ResultReader earlier;
        synchronized (this) {
            checkOpen();
            earlier = result;
            result = null;
            running = cancellation;
        }
        if (earlier != null) {
            earlier.close();
        }
        return cancellation;
    }

    /** Keeps the result of an execution for fetching. If the statement was closed meanwhile, closes it and throws. */
    ResultReader open(RowCursor cursor, ResultReader reader) {
        synchronized (this) {
            if (!closed) {
                result = reader;
                return reader;
            }
        }
        cursor.close();
        throw closedMeanwhile();
    }

    /** Forgets a result that failed before its first rows. */
    void discard(ResultReader failed) {
        synchronized (this) {
            if (result == failed) {
                result = null;
            }
        }
        failed.close();
    }

    /** The open result. */
    ResultReader result() {
        ResultReader open;
        synchronized (this) {
            open = result;
        }
        if (open == null) {
            throw new EngineException(
                    ErrorCode.STATEMENT_NOT_FOUND,
                    "The result is no longer open: it was closed, or not read for too long. Run the statement again");
        }
        return open;
    }

    /** Closes the result if its reader is gone; its next fetch is told so. */
    void closeIfAbandoned(long idleNanos) {
        ResultReader abandoned = null;
        synchronized (this) {
            ResultReader open = result;
            if (open != null && open.isAbandoned(idleNanos)) {
                abandoned = open;
                result = null;
            }
        }
        if (abandoned != null) {
            abandoned.close();
        }
    }

    /** Ends what runs, with an error to whoever waits for it. The statement can be executed again. */
    void cancel() {
        Cancellation current;
        synchronized (this) {
            current = running;
        }
        if (current != null) {
            current.cancel("The statement was cancelled");
        }
    }

    /** Closes the open result, if there is one; the statement can be executed again. */
    void closeResult() {
        ResultReader open;
        synchronized (this) {
            open = result;
            result = null;
        }
        if (open != null) {
            open.close();
        }
    }

    /**
     * Ends what runs and frees all.
     *
     * @param reason what a reader that waits is told; null if it is its own client that closes, then it meets the end
     */
    void close(@Nullable EngineException reason) {
        Cancellation current;
        ResultReader open;
        synchronized (this) {
            closed = true;
            current = running;
            open = result;
            result = null;
        }
        // Before the cancellation, so that a fetch that waits meets the end or the reason.
        if (open != null && reason != null) {
            open.close(reason);
        } else if (open != null) {
            open.close();
        }
        if (current != null) {
            current.cancel("The statement was closed while it ran");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw closedMeanwhile();
        }
    }

    private static EngineException closedMeanwhile() {
        return new EngineException(ErrorCode.CANCELLED, "The statement was closed while it ran");
    }
}
