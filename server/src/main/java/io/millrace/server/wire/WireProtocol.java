package io.millrace.server.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.calcite.avatica.proto.Requests.CatalogsRequest;
import org.apache.calcite.avatica.proto.Requests.CloseConnectionRequest;
import org.apache.calcite.avatica.proto.Requests.CloseStatementRequest;
import org.apache.calcite.avatica.proto.Requests.ColumnsRequest;
import org.apache.calcite.avatica.proto.Requests.CommitRequest;
import org.apache.calcite.avatica.proto.Requests.ConnectionSyncRequest;
import org.apache.calcite.avatica.proto.Requests.CreateStatementRequest;
import org.apache.calcite.avatica.proto.Requests.DatabasePropertyRequest;
import org.apache.calcite.avatica.proto.Requests.ExecuteBatchRequest;
import org.apache.calcite.avatica.proto.Requests.ExecuteRequest;
import org.apache.calcite.avatica.proto.Requests.FetchRequest;
import org.apache.calcite.avatica.proto.Requests.OpenConnectionRequest;
import org.apache.calcite.avatica.proto.Requests.PrepareAndExecuteBatchRequest;
import org.apache.calcite.avatica.proto.Requests.PrepareAndExecuteRequest;
import org.apache.calcite.avatica.proto.Requests.PrepareRequest;
import org.apache.calcite.avatica.proto.Requests.RollbackRequest;
import org.apache.calcite.avatica.proto.Requests.SchemasRequest;
import org.apache.calcite.avatica.proto.Requests.SyncResultsRequest;
import org.apache.calcite.avatica.proto.Requests.TableTypesRequest;
import org.apache.calcite.avatica.proto.Requests.TablesRequest;
import org.apache.calcite.avatica.proto.Requests.TypeInfoRequest;

/**
 * Answers the 21 requests of the Avatica protocol: parses the envelope, finds the connection, calls the handler of the
 * request. The one place of this package where every exception ends.
 */
final class WireProtocol implements Endpoint {
    private static final Logger LOG = System.getLogger(WireProtocol.class.getName());

    private final Connections connections;
    private final ConnectionRequests connectionRequests;
    private final Semaphore running;
    private final StatementRequests statementRequests = new StatementRequests();
    private final MetadataRequests metadataRequests = new MetadataRequests();

    /** @param maxRunning requests that may compute at one time */
    WireProtocol(Connections connections, int maxRunning) {
        this.running = new Semaphore(maxRunning);
        this.connections = connections;
        this.connectionRequests = new ConnectionRequests(connections);
    }

    @Override
    public void handle(byte[] request, Executor later, Consumer<Reply> answer) {
        try {
            dispatch(Envelope.parse(request), later, answer);
        } catch (InvalidProtocolBufferException malformed) {
            answer.accept(Errors.reply(new EngineException(
                    ErrorCode.PROTOCOL_ERROR,
                    "The request is not a message of the Avatica protocol in its protobuf form. Connect with"
                            + " jdbc:millrace://, or an Avatica client with serialization=protobuf")));
        } catch (RuntimeException | StackOverflowError failure) {
            answer.accept(Errors.reply(failure));
        }
    }

    private void dispatch(Envelope request, Executor later, Consumer<Reply> answer)
            throws InvalidProtocolBufferException {
        switch (request.name()) {
            case "FetchRequest" -> fetch(request, later, answer);
            case "OpenConnectionRequest" ->
                answer.accept(connectionRequests.open(OpenConnectionRequest.parseFrom(request.body())));
            case "CloseConnectionRequest" ->
                answer.accept(connectionRequests.close(CloseConnectionRequest.parseFrom(request.body())));
            default -> answer.accept(answerAtOnce(request));
        }
    }

    /** The one request whose answer may come later. */
    private void fetch(Envelope envelope, Executor later, Consumer<Reply> answer)
            throws InvalidProtocolBufferException {
        FetchRequest request = FetchRequest.parseFrom(envelope.body());
        WireConnection connection = connections.connection(request.getConnectionId());
        long pollMillis = connection.context().options().pollWait().toMillis();
        long wanted = envelope.number(Envelope.MAX_WAIT_MILLIS);
        Duration wait = Duration.ofMillis(wanted <= 0 ? pollMillis : Math.min(wanted, pollMillis));
        AtomicBoolean answered = new AtomicBoolean();
        connection.enter();
        try {
            statementRequests.fetch(connection, request, new ResultReader.Waiting(wait, later), reply -> {
                answered.set(true);
                connection.leave();
                answer.accept(reply);
            });
        } catch (RuntimeException failure) {
            if (answered.get()) {
                LOG.log(Level.ERROR, "request failed after its answer", failure);
                return;
            }
            connection.leave();
            throw failure;
        }
    }

    private Reply answerAtOnce(Envelope request) throws InvalidProtocolBufferException {
        var body = request.body();
        return switch (request.name()) {
            case "PrepareRequest" -> {
                PrepareRequest message = PrepareRequest.parseFrom(body);
                yield run(message.getConnectionId(), c -> statementRequests.prepare(c, message));
            }
            case "ExecuteRequest" -> {
                ExecuteRequest message = ExecuteRequest.parseFrom(body);
                String id = message.getStatementHandle().getConnectionId();
                yield run(id, c -> statementRequests.execute(c, message, request));
            }
            case "PrepareAndExecuteRequest" -> {
                PrepareAndExecuteRequest message = PrepareAndExecuteRequest.parseFrom(body);
                yield run(message.getConnectionId(), c -> statementRequests.prepareAndExecute(c, message));
            }
            case "ExecuteBatchRequest" -> {
                ExecuteBatchRequest message = ExecuteBatchRequest.parseFrom(body);
                yield run(message.getConnectionId(), c -> statementRequests.executeBatch(c, message));
            }
            case "PrepareAndExecuteBatchRequest" -> {
                PrepareAndExecuteBatchRequest message = PrepareAndExecuteBatchRequest.parseFrom(body);
                yield run(message.getConnectionId(), c -> statementRequests.prepareAndExecuteBatch(c, message));
            }
            case "CreateStatementRequest" -> {
                CreateStatementRequest message = CreateStatementRequest.parseFrom(body);
                yield with(message.getConnectionId(), statementRequests::create);
            }
            case "CloseStatementRequest" -> {
                CloseStatementRequest message = CloseStatementRequest.parseFrom(body);
                yield with(message.getConnectionId(), c -> statementRequests.close(c, message, request));
            }
            case "SyncResultsRequest" -> {
                SyncResultsRequest message = SyncResultsRequest.parseFrom(body);
                yield with(message.getConnectionId(), c -> metadataRequests.syncResults(c, message));
            }
            case "ConnectionSyncRequest" -> {
                ConnectionSyncRequest message = ConnectionSyncRequest.parseFrom(body);
                yield with(message.getConnectionId(), c -> connectionRequests.sync(c, message));
            }
            case "CommitRequest" -> with(CommitRequest.parseFrom(body).getConnectionId(), connectionRequests::commit);
            case "RollbackRequest" ->
                with(RollbackRequest.parseFrom(body).getConnectionId(), connectionRequests::rollback);
            default -> answerMetadata(request);
        };
    }

    private Reply answerMetadata(Envelope request) throws InvalidProtocolBufferException {
        var body = request.body();
        return switch (request.name()) {
            case "CatalogsRequest" ->
                with(CatalogsRequest.parseFrom(body).getConnectionId(), metadataRequests::catalogs);
            case "SchemasRequest" -> {
                SchemasRequest message = SchemasRequest.parseFrom(body);
                yield with(message.getConnectionId(), c -> metadataRequests.schemas(c, message));
            }
            case "TablesRequest" -> {
                TablesRequest message = TablesRequest.parseFrom(body);
                yield with(message.getConnectionId(), c -> metadataRequests.tables(c, message));
            }
            case "TableTypesRequest" ->
                with(TableTypesRequest.parseFrom(body).getConnectionId(), metadataRequests::tableTypes);
            case "ColumnsRequest" -> {
                ColumnsRequest message = ColumnsRequest.parseFrom(body);
                yield with(message.getConnectionId(), c -> metadataRequests.columns(c, message));
            }
            case "TypeInfoRequest" ->
                with(TypeInfoRequest.parseFrom(body).getConnectionId(), metadataRequests::typeInfo);
            case "DatabasePropertyRequest" ->
                with(DatabasePropertyRequest.parseFrom(body).getConnectionId(), metadataRequests::databaseProperties);
            default ->
                throw new EngineException(
                        ErrorCode.PROTOCOL_ERROR,
                        "The Avatica protocol has no request '" + shown(request.name()) + "'");
        };
    }

    /** Answers a request that may take long, if not too many do already. */
    private Reply run(String connectionId, ConnectionHandler handler) {
        if (!running.tryAcquire()) {
            throw new EngineException(
                    ErrorCode.LIMIT_REACHED,
                    "The server runs as many statements as it may at one time. Try again later");
        }
        try {
            return with(connectionId, handler);
        } finally {
            running.release();
        }
    }

    private Reply with(String connectionId, ConnectionHandler handler) {
        WireConnection connection = connections.connection(connectionId);
        connection.enter();
        try {
            return handler.answer(connection);
        } finally {
            connection.leave();
        }
    }

    /** A name that came from outside, fit for a message. */
    private static String shown(String name) {
        String printable = name.replaceAll("[^A-Za-z0-9_.]", "?");
        return printable.length() > 60 ? printable.substring(0, 60) : printable;
    }

    /** Answers a request that belongs to a connection. */
    @FunctionalInterface
    private interface ConnectionHandler {
        Reply answer(WireConnection connection);
    }
}
