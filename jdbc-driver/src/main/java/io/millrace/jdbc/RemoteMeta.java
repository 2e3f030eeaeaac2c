package io.millrace.jdbc;

import com.google.protobuf.UnknownFieldSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.proto.Common;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * What Avatica's JDBC classes ask for, as requests to the server. Statements: here; metadata: in the superclass.
 *
 * <p>Calls of one connection may come from several threads.
 */
final class RemoteMeta extends RemoteMetadata {
    private static final long NO_COUNT = -1;

    RemoteMeta(AvaticaConnection connection) {
        super(connection);
    }

    @Override
    public void openConnection(ConnectionHandle handle, Map<String, String> info) {
        remote().call(
                        Requests.OpenConnectionRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .putAllInfo(info)
                                .build(),
                        Responses.OpenConnectionResponse.parser());
    }

    @Override
    public void closeConnection(ConnectionHandle handle) {
        remote().callRepeatable(
                        Requests.CloseConnectionRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .build(),
                        Responses.CloseConnectionResponse.parser());
    }

    @Override
    public StatementHandle createStatement(ConnectionHandle handle) {
        Responses.CreateStatementResponse response = remote().call(
                        Requests.CreateStatementRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .build(),
                        Responses.CreateStatementResponse.parser());
        return new StatementHandle(response.getConnectionId(), response.getStatementId(), null);
    }

    @Override
    public void closeStatement(StatementHandle handle) {
        remote().callRepeatable(closeRequest(handle), Responses.CloseStatementResponse.parser());
    }

    /** Ends what the statement runs; the statement stays. */
    void cancelStatement(StatementHandle handle) {
        closeOnly(handle, Envelope.EXECUTION);
    }

    /** Frees the open result of the statement; the statement stays. */
    void closeResult(StatementHandle handle) {
        closeOnly(handle, Envelope.RESULT);
    }

    private void closeOnly(StatementHandle handle, int part) {
        remote().call(
                        closeRequest(handle),
                        Envelope.number(Envelope.CLOSE_ONLY, part),
                        Responses.CloseStatementResponse.parser());
    }

    @Override
    public StatementHandle prepare(ConnectionHandle handle, String sql, long maxRowCount) {
        Responses.PrepareResponse response = remote().call(
                        Requests.PrepareRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .setSql(sql)
                                .build(),
                        Responses.PrepareResponse.parser());
        Common.StatementHandle statement = response.getStatement();
        return new StatementHandle(
                statement.getConnectionId(), statement.getId(), Meta.Signature.fromProto(statement.getSignature()));
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the caller is Avatica
    public ExecuteResult prepareAndExecute(
            StatementHandle handle, String sql, long maxRowCount, PrepareCallback callback) {
        return prepareAndExecute(handle, sql, maxRowCount, 0, callback);
    }

    @Override
    public ExecuteResult prepareAndExecute(
            StatementHandle handle, String sql, long maxRows, int maxRowsInFirstFrame, PrepareCallback callback) {
        // Without holding the statement's monitor, so that it can be cancelled and closed meanwhile.
        Executing statement = statement(handle);
        Remote.Answer<Responses.ExecuteResponse> answer = remote().call(
                        Requests.PrepareAndExecuteRequest.newBuilder()
                                .setConnectionId(handle.connectionId)
                                .setStatementId(handle.id)
                                .setSql(sql)
                                .setMaxRowsTotal(maxRows)
                                .setFirstFrameMaxSize(statement.execution().fetchSize())
                                .build(),
                        UnknownFieldSet.getDefaultInstance(),
                        Responses.ExecuteResponse.parser());
        statement.execution().warn(answer.warnings());
        MetaResultSet result = result(answer.message(), null);
        try {
            synchronized (callback.getMonitor()) {
                callback.clear();
                callback.assign(result.signature, result.firstFrame, result.updateCount);
            }
            callback.execute();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return new ExecuteResult(List.of(result));
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the caller is Avatica
    public ExecuteResult execute(StatementHandle handle, List<TypedValue> parameters, long maxRowCount) {
        return execute(handle, parameters, (int) Math.min(Integer.MAX_VALUE, maxRowCount));
    }

    @Override
    public ExecuteResult execute(StatementHandle handle, List<TypedValue> parameters, int frameRows) {
        AvaticaStatement statement = Objects.requireNonNull(connection.statementMap.get(handle.id), "statement");
        Executing executing = statement(handle);
        Requests.ExecuteRequest.Builder request = Requests.ExecuteRequest.newBuilder()
                .setStatementHandle(Common.StatementHandle.newBuilder()
                        .setConnectionId(handle.connectionId)
                        .setId(handle.id))
                .setHasParameterValues(true)
                .setFirstFrameMaxSize(executing.execution().fetchSize());
        for (TypedValue value : parameters) {
            request.addParameterValues(encoded(value));
        }
        UnknownFieldSet fields = UnknownFieldSet.newBuilder()
                .mergeFrom(Envelope.number(Envelope.WITHOUT_SIGNATURE, 1))
                .mergeFrom(Envelope.number(Envelope.MAX_ROWS, maxRows(executing)))
                .build();
        Remote.Answer<Responses.ExecuteResponse> answer =
                remote().call(request.build(), fields, Responses.ExecuteResponse.parser());
        executing.execution().warn(answer.warnings());
        return new ExecuteResult(List.of(result(answer.message(), statement.handle.signature)));
    }

    @Override
    public ExecuteBatchResult executeBatch(StatementHandle handle, List<List<TypedValue>> rows) {
        Requests.ExecuteBatchRequest.Builder request = Requests.ExecuteBatchRequest.newBuilder()
                .setConnectionId(handle.connectionId)
                .setStatementId(handle.id);
        for (List<TypedValue> row : rows) {
            Requests.UpdateBatch.Builder update = Requests.UpdateBatch.newBuilder();
            for (TypedValue value : row) {
                update.addParameterValues(encoded(value));
            }
            request.addUpdates(update);
        }
        return batch(handle, remote().call(request.build(), noFields(), Responses.ExecuteBatchResponse.parser()));
    }

    @Override
    public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle handle, List<String> commands) {
        Requests.PrepareAndExecuteBatchRequest request = Requests.PrepareAndExecuteBatchRequest.newBuilder()
                .setConnectionId(handle.connectionId)
                .setStatementId(handle.id)
                .addAllSqlCommands(commands)
                .build();
        return batch(handle, remote().call(request, noFields(), Responses.ExecuteBatchResponse.parser()));
    }

    @Override
    public Frame fetch(StatementHandle handle, long offset, int maxRows) {
        // The offset makes it repeatable: the server keeps rows until a later fetch asks for what follows them.
        Responses.FetchResponse response = remote().callWaiting(
                        Requests.FetchRequest.newBuilder()
                                .setConnectionId(handle.connectionId)
                                .setStatementId(handle.id)
                                .setOffset(offset)
                                .setFrameMaxSize(maxRows)
                                .build(),
                        Responses.FetchResponse.parser());
        return FrameDecoder.decode(response.getFrame());
    }

    /** Never asked for: {@link RowIterator} takes the place of the code that would. */
    @Override
    public boolean syncResults(StatementHandle handle, QueryState state, long offset) {
        throw new RemoteFailure("The result is no longer open. Run the statement again", "26000", 0, null);
    }

    @Override
    public void commit(ConnectionHandle handle) {
        remote().call(
                        Requests.CommitRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .build(),
                        Responses.CommitResponse.parser());
    }

    @Override
    public void rollback(ConnectionHandle handle) {
        remote().call(
                        Requests.RollbackRequest.newBuilder()
                                .setConnectionId(handle.id)
                                .build(),
                        Responses.RollbackResponse.parser());
    }

    private ExecuteBatchResult batch(StatementHandle handle, Remote.Answer<Responses.ExecuteBatchResponse> answer) {
        statement(handle).execution().warn(answer.warnings());
        List<Long> counts = answer.message().getUpdateCountsList();
        return new ExecuteBatchResult(counts.stream().mapToLong(Long::longValue).toArray());
    }

    /** @param known the signature if the answer has none */
    private static MetaResultSet result(Responses.ExecuteResponse response, Meta.@Nullable Signature known) {
        Responses.ResultSetResponse result = response.getResults(0);
        if (result.getUpdateCount() != NO_COUNT) {
            return MetaResultSet.count(result.getConnectionId(), result.getStatementId(), result.getUpdateCount());
        }
        Meta.Signature signature = known == null ? Meta.Signature.fromProto(result.getSignature()) : known;
        return MetaResultSet.create(
                result.getConnectionId(),
                result.getStatementId(),
                false,
                signature,
                FrameDecoder.decode(result.getFirstFrame()));
    }

    private static Common.TypedValue encoded(@Nullable TypedValue value) {
        if (value == null) {
            return TypedValue.PROTO_IMPLICIT_NULL;
        }
        if (value.type == ColumnMetaData.Rep.ARRAY && value.value instanceof List<?> parts) {
            Common.TypedValue.Builder array =
                    Common.TypedValue.newBuilder().setType(Common.Rep.ARRAY).setComponentType(Common.Rep.OBJECT);
            parts.forEach(part -> array.addArrayValue(encoded((TypedValue) part)));
            return array.build();
        }
        return value.toProto();
    }

    private Executing statement(StatementHandle handle) {
        AvaticaStatement statement = connection.statementMap.get(handle.id);
        if (statement instanceof Executing executing) {
            return executing;
        }
        throw new RemoteFailure("The statement is closed", "26000", 0, null);
    }

    private static long maxRows(Executing statement) {
        try {
            return statement.getLargeMaxRows();
        } catch (SQLException closed) {
            throw new IllegalStateException(closed);
        }
    }

    private static Requests.CloseStatementRequest closeRequest(StatementHandle handle) {
        return Requests.CloseStatementRequest.newBuilder()
                .setConnectionId(handle.connectionId)
                .setStatementId(handle.id)
                .build();
    }

    private static UnknownFieldSet noFields() {
        return UnknownFieldSet.getDefaultInstance();
    }
}
