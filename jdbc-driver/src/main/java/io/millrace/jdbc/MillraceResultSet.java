package io.millrace.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.Meta.Frame;
import org.apache.calcite.avatica.QueryState;
import org.jspecify.annotations.Nullable;

/** Rows of a result as they come; reading waits for rows, and gives each at once. */
final class MillraceResultSet extends AvaticaResultSet {
    private final RemoteMeta meta;
    private @Nullable RowIterator rows;
    private int executionNumber;

    MillraceResultSet(
            AvaticaStatement statement,
            RemoteMeta meta,
            QueryState state,
            Meta.Signature signature,
            ResultSetMetaData metaData,
            TimeZone timeZone,
            @Nullable Frame firstFrame)
            throws SQLException {
        super(statement, state, signature, metaData, timeZone, firstFrame);
        this.meta = meta;
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (isClosed()) {
            throw new SQLException("The result is closed", "24000");
        }
    }

    @Override
    protected AvaticaResultSet execute() throws SQLException {
        Execution execution = ((Executing) statement).execution();
        Meta.StatementHandle handle = statement.handle;
        RowIterator iterator = new RowIterator(
                firstFrame == null ? Frame.MORE : firstFrame,
                offset -> meta.fetch(handle, offset, execution.fetchSize()),
                execution);
        rows = iterator;
        executionNumber = execution.number();
        return execute2(new RowCursor(iterator), columnMetaDataList);
    }

    /** Frees the result at the server too, if it is not read to its end. */
    @Override
    public void close() {
        RowIterator open = rows;
        rows = null;
        super.close();
        Executing executing = (Executing) statement;
        // A later execution or closing the statement has freed the result with it.
        if (open != null
                && open.isOpen()
                && executing.isOpenHere()
                && executing.execution().number() == executionNumber) {
            try {
                meta.closeResult(statement.handle);
            } catch (RemoteFailure failure) {
                if (!failure.isConnectionLost()) {
                    throw failure;
                }
                // The server is gone, and the result with it.
            }
        }
    }

    @Override
    public boolean next() throws SQLException {
        try {
            return Failures.guard(super::next);
        } catch (SQLException failure) {
            if (isClosed()) {
                throw new SQLException("The result was closed while it was read", "24000", failure);
            }
            throw failure;
        }
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        return getObject(column, Object.class);
    }

    @Override
    public @Nullable Object getObject(String label) throws SQLException {
        return getObject(label, Object.class);
    }

    @Override
    public int getType() throws SQLException {
        checkOpen();
        return TYPE_FORWARD_ONLY;
    }

    @Override
    public int getConcurrency() throws SQLException {
        checkOpen();
        return CONCUR_READ_ONLY;
    }

    @Override
    public int getFetchDirection() throws SQLException {
        checkOpen();
        return FETCH_FORWARD;
    }
}
