package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.BatchResult;
import io.millrace.server.session.Cancellation;
import io.millrace.server.session.Prepared;
import io.millrace.server.session.Result;
import io.millrace.server.session.RowCursor;
import io.millrace.server.session.Session;
import io.millrace.server.session.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.calcite.avatica.proto.Common.StatementHandle;
import org.apache.calcite.avatica.proto.Common.TypedValue;
import org.apache.calcite.avatica.proto.Requests.CloseStatementRequest;
import org.apache.calcite.avatica.proto.Requests.ExecuteBatchRequest;
import org.apache.calcite.avatica.proto.Requests.ExecuteRequest;
import org.apache.calcite.avatica.proto.Requests.FetchRequest;
import org.apache.calcite.avatica.proto.Requests.PrepareAndExecuteBatchRequest;
import org.apache.calcite.avatica.proto.Requests.PrepareAndExecuteRequest;
import org.apache.calcite.avatica.proto.Requests.PrepareRequest;
import org.apache.calcite.avatica.proto.Requests.UpdateBatch;
import org.apache.calcite.avatica.proto.Responses.CloseStatementResponse;
import org.apache.calcite.avatica.proto.Responses.CreateStatementResponse;
import org.apache.calcite.avatica.proto.Responses.ExecuteBatchResponse;
import org.apache.calcite.avatica.proto.Responses.ExecuteResponse;
import org.apache.calcite.avatica.proto.Responses.FetchResponse;
import org.apache.calcite.avatica.proto.Responses.PrepareResponse;
import org.apache.calcite.avatica.proto.Responses.ResultSetResponse;
import org.jspecify.annotations.Nullable;

/** Requests that prepare, execute, fetch, cancel and close statements. */
final class StatementRequests {
    /** What a result without an update count says for it. */
    private static final long NO_COUNT = -1;

    Reply create(WireConnection connection) {
        WireStatement statement = connection.createStatement(null);
        return Reply.of(CreateStatementResponse.newBuilder()
                .setConnectionId(connection.id())
                .setStatementId(statement.id())
                .build());
    }

    Reply prepare(WireConnection connection, PrepareRequest request) {
        Prepared prepared = connection.session().prepare(request.getSql());
        WireStatement statement = connection.createStatement(prepared);
        return Reply.of(PrepareResponse.newBuilder()
                .setStatement(StatementHandle.newBuilder()
                        .setConnectionId(connection.id())
                        .setId(statement.id())
                        .setSignature(Signatures.of(prepared)))
                .build());
    }

    Reply execute(WireConnection connection, ExecuteRequest request, Envelope envelope) {
        WireStatement statement =
                connection.statement(request.getStatementHandle().getId());
        int frameRows = Math.max(request.getFirstFrameMaxSize(), saturated(request.getDeprecatedFirstFrameMaxSize()));
        return run(
                connection,
                statement,
                new Execution(
                        statement.prepared(),
                        request.getParameterValuesList(),
                        envelope.number(Envelope.MAX_ROWS),
                        frameRows,
                        envelope.number(Envelope.WITHOUT_SIGNATURE) == 0));
    }

    Reply prepareAndExecute(WireConnection connection, PrepareAndExecuteRequest request) {
        WireStatement statement = connection.statement(request.getStatementId());
        Prepared prepared = connection.session().prepare(request.getSql());
        long maxRows = request.getMaxRowsTotal();
        // Clients send the limit of all rows as that of the first frame too, which costs nothing here.
        int frameRows = request.getFirstFrameMaxSize();
        return run(
                connection, statement, new Execution(prepared, List.of(), maxRows <= 0 ? 0 : maxRows, frameRows, true));
    }

    private Reply run(WireConnection connection, WireStatement statement, Execution execution) {
        Prepared prepared = execution.prepared();
        List<@Nullable Object> parameters =
                new ParameterDecoder(prepared.parameters(), connection.timeZone()).decode(execution.parameters());
        Cancellation cancellation = statement.begin();
        Result result = connection.session().execute(prepared, parameters, execution.maxRows(), cancellation);
        ResultSetResponse.Builder response =
                ResultSetResponse.newBuilder().setConnectionId(connection.id()).setStatementId(statement.id());
        if (result instanceof Result.Rows rows) {
            RowCursor cursor = rows.cursor();
            ResultReader reader = statement.open(
                    cursor,
                    new ResultReader(
                            cursor,
                            new FrameEncoder(cursor.columns(), connection.timeZone()),
                            prepared.kind() == Prepared.Kind.STREAM,
                            connection.context()));
            try {
                response.setUpdateCount(NO_COUNT).setFirstFrame(reader.first(execution.frameRows()));
            } catch (RuntimeException failure) {
                statement.discard(reader);
                throw failure;
            }
            if (execution.withSignature()) {
                response.setSignature(Signatures.of(prepared));
            }
        } else if (result instanceof Result.Count count) {
            response.setUpdateCount(count.count());
        }
        return Reply.of(ExecuteResponse.newBuilder().addResults(response).build(), result.warnings());
    }

    /** Answers now or, if the result has no row yet, later. */
    void fetch(WireConnection connection, FetchRequest request, ResultReader.Waiting waiting, Consumer<Reply> answer) {
        WireStatement statement = connection.statement(request.getStatementId());
        int frameRows = Math.max(request.getFrameMaxSize(), saturated(request.getFetchMaxRowCount()));
        statement.result().fetch(request.getOffset(), frameRows, waiting, outcome -> {
            Throwable failure = outcome.failure();
            if (failure != null) {
                answer.accept(Errors.reply(failure));
            } else {
                answer.accept(Reply.of(
                        FetchResponse.newBuilder().setFrame(outcome.frame()).build()));
            }
        });
    }

    Reply executeBatch(WireConnection connection, ExecuteBatchRequest request) {
        WireStatement statement = connection.statement(request.getStatementId());
        Prepared prepared = statement.prepared();
        ParameterDecoder decoder = new ParameterDecoder(prepared.parameters(), connection.timeZone());
        List<List<@Nullable Object>> rows = new ArrayList<>(request.getUpdatesCount());
        for (UpdateBatch update : request.getUpdatesList()) {
            rows.add(decoder.decode(update.getParameterValuesList()));
        }
        Cancellation cancellation = statement.begin();
        BatchResult result = connection.session().executeBatch(prepared, rows, cancellation);
        return batchReply(connection, statement, result.counts(), result.warnings());
    }

    /** Statements of a batch run one after the other; the first that fails ends it, and the answer tells what was done. */
    Reply prepareAndExecuteBatch(WireConnection connection, PrepareAndExecuteBatchRequest request) {
        WireStatement statement = connection.statement(request.getStatementId());
        Session session = connection.session();
        Cancellation cancellation = statement.begin();
        List<Long> counts = new ArrayList<>(request.getSqlCommandsCount());
        List<Warning> warnings = new ArrayList<>();
        for (String sql : request.getSqlCommandsList()) {
            try {
                Prepared prepared = session.prepare(sql);
                if (prepared.kind().hasRows()) {
                    throw new EngineException(
                            ErrorCode.INVALID_STATEMENT,
                            "Statement " + (counts.size() + 1) + " of the batch gives rows. A batch is made of"
                                    + " statements that write");
                }
                Result result = session.execute(prepared, List.of(), 0, cancellation);
                counts.add(result instanceof Result.Count count ? count.count() : 0L);
                warnings.addAll(result.warnings());
            } catch (RuntimeException failure) {
                return Errors.replyToBatch(failure, counts);
            }
        }
        return batchReply(
                connection,
                statement,
                counts.stream().mapToLong(Long::longValue).toArray(),
                warnings);
    }

    /** Closes the statement or, if our driver says so, only what it runs or its result. */
    Reply close(WireConnection connection, CloseStatementRequest request, Envelope envelope) {
        long part = envelope.number(Envelope.CLOSE_ONLY);
        if (part == Envelope.EXECUTION) {
            connection.cancelStatement(request.getStatementId());
        } else if (part == Envelope.RESULT) {
            connection.closeResult(request.getStatementId());
        } else {
            connection.closeStatement(request.getStatementId());
        }
        return Reply.of(CloseStatementResponse.getDefaultInstance());
    }

    private static Reply batchReply(
            WireConnection connection, WireStatement statement, long[] counts, List<Warning> warnings) {
        ExecuteBatchResponse.Builder response = ExecuteBatchResponse.newBuilder()
                .setConnectionId(connection.id())
                .setStatementId(statement.id());
        for (long count : counts) {
            response.addUpdateCounts(count);
        }
        return Reply.of(response.build(), warnings);
    }

    private static int saturated(long count) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, count));
    }

    /**
     * What to run.
     *
     * @param maxRows the most rows of the result, 0 for all
     * @param frameRows the most rows of the first frame, the server's choice if not positive
     */
    private record Execution(
            Prepared prepared, List<TypedValue> parameters, long maxRows, int frameRows, boolean withSignature) {}
}
