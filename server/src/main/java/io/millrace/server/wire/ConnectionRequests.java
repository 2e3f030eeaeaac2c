package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.server.session.Session;
import io.millrace.server.session.SessionOptions;
import java.sql.Connection;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import org.apache.calcite.avatica.proto.Common.ConnectionProperties;
import org.apache.calcite.avatica.proto.Requests.CloseConnectionRequest;
import org.apache.calcite.avatica.proto.Requests.ConnectionSyncRequest;
import org.apache.calcite.avatica.proto.Requests.OpenConnectionRequest;
import org.apache.calcite.avatica.proto.Responses.CloseConnectionResponse;
import org.apache.calcite.avatica.proto.Responses.CommitResponse;
import org.apache.calcite.avatica.proto.Responses.ConnectionSyncResponse;
import org.apache.calcite.avatica.proto.Responses.OpenConnectionResponse;
import org.apache.calcite.avatica.proto.Responses.RollbackResponse;

/** Requests about a connection as a whole: opening, closing, its settings, its transaction. */
final class ConnectionRequests {
    /** A statement sees what was committed when it began; what a transaction writes shows all at once. */
    static final int ISOLATION = Connection.TRANSACTION_READ_COMMITTED;

    private final Connections connections;

    ConnectionRequests(Connections connections) {
        this.connections = connections;
    }

    Reply open(OpenConnectionRequest request) {
        // Other clients send all their own properties along; these two are the ones that mean something here.
        Map<String, String> info = request.getInfoMap();
        String user = info.getOrDefault("user", "");
        ZoneId zone = timeZone(info.getOrDefault("timeZone", "UTC"));
        connections.open(request.getConnectionId(), new SessionOptions(user, zone));
        return Reply.of(OpenConnectionResponse.getDefaultInstance());
    }

    Reply close(CloseConnectionRequest request) {
        connections.close(request.getConnectionId());
        return Reply.of(CloseConnectionResponse.getDefaultInstance());
    }

    /** Sets what the request names, and tells all settings. */
    Reply sync(WireConnection connection, ConnectionSyncRequest request) {
        Session session = connection.session();
        ConnectionProperties wanted = request.getConnProps();
        int isolation = wanted.getTransactionIsolation();
        if (isolation > ISOLATION) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "Transactions are isolated as READ COMMITTED; a stricter level is not supported yet");
        }
        if (!wanted.getSchema().isEmpty()) {
            session.schema(wanted.getSchema());
        }
        if (wanted.getHasReadOnly()) {
            session.readOnly(wanted.getReadOnly());
        }
        if (wanted.getHasAutoCommit() && wanted.getAutoCommit() != session.autoCommit()) {
            session.autoCommit(wanted.getAutoCommit());
        }
        return Reply.of(ConnectionSyncResponse.newBuilder()
                .setConnProps(ConnectionProperties.newBuilder()
                        .setHasAutoCommit(true)
                        .setAutoCommit(session.autoCommit())
                        .setHasReadOnly(true)
                        .setReadOnly(session.readOnly())
                        .setTransactionIsolation(ISOLATION)
                        .setSchema(session.schema()))
                .build());
    }

    Reply commit(WireConnection connection) {
        connection.session().commit();
        return Reply.of(CommitResponse.getDefaultInstance());
    }

    Reply rollback(WireConnection connection) {
        connection.session().rollback();
        return Reply.of(RollbackResponse.getDefaultInstance());
    }

    private static ZoneId timeZone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new EngineException(
                    ErrorCode.ILLEGAL_OPTION_VALUE,
                    null,
                    "Time zone '" + name + "' is not known. Name one as in 'Europe/Berlin', 'UTC' or '+02:00'",
                    unknown);
        }
    }
}
