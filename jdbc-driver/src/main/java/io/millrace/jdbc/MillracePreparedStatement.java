package io.millrace.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/**
 * A statement that the server has prepared, with parameters. Used by one thread at a time, but {@link #cancel} and
 * {@link #close} take effect from any thread while another executes or reads.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // cancel and close must not wait for an execution
final class MillracePreparedStatement extends ParameterStatement implements Executing {
    private final Execution execution;
    private final RemoteMeta meta;

    MillracePreparedStatement(
            MillraceConnection connection, Meta.StatementHandle handle, Meta.Signature signature, int holdability)
            throws SQLException {
        super(connection, handle, signature, holdability);
        this.execution = new Execution(connection.options().fetchSize());
        this.meta = connection.remoteMeta();
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (closed) {
            throw new SQLException("The statement is closed", "HY010");
        }
    }

    @Override
    public Execution execution() {
        return execution;
    }

    @Override
    public boolean isOpenHere() {
        return !closed;
    }

    @Override
    public void closedByConnection() {
        closed = true;
    }

    @Override
    public boolean execute() throws SQLException {
        checkOpen();
        return execution.run(this::cancelRemote, super::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        if (getSignature().columns.isEmpty()) {
            throw new SQLException("The statement gives no rows: use execute or executeUpdate for it", "07005");
        }
        execute();
        return openResultSet;
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        if (!getSignature().columns.isEmpty()) {
            throw new SQLException("The statement gives rows: use execute or executeQuery for it", "07005");
        }
        execute();
        return updateCount;
    }

    /** The columns of its rows, or null if it gives none. */
    @Override
    public @Nullable ResultSetMetaData getMetaData() throws SQLException {
        checkOpen();
        return getSignature().columns.isEmpty() ? null : super.getMetaData();
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        checkOpen();
        return MillraceStatement.batch(execution, this::cancelRemote, super::executeLargeBatch);
    }

    /** Ends what the statement runs, also while another thread waits for it; that thread gets an exception. */
    @Override
    public void cancel() throws SQLException {
        checkOpen();
        execution.markCancelled();
        cancelRemote();
    }

    @Override
    public void close() throws SQLException {
        Failures.close(this::close_);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return execution.warnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        execution.clearWarnings();
    }

    @Override
    public int getFetchSize() throws SQLException {
        checkOpen();
        return execution.fetchSize();
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        checkOpen();
        execution.fetchSize(rows);
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        checkOpen();
        return execution.timeoutSeconds();
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        checkOpen();
        execution.timeoutSeconds(seconds);
    }

    @Override
    public int getFetchDirection() throws SQLException {
        checkOpen();
        return ResultSet.FETCH_FORWARD;
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        checkOpen();
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        checkOpen();
    }

    private void cancelRemote() throws SQLException {
        Failures.guardAction(() -> meta.cancelStatement(handle));
    }
}
