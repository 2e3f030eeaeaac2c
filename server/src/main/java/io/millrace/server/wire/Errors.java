package io.millrace.server.wire;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;
import org.apache.calcite.avatica.proto.Common.Severity;
import org.apache.calcite.avatica.proto.Responses.ErrorResponse;

/** Turns what went wrong into what a client may see: message, number and SQLSTATE, never a stack trace. */
final class Errors {
    private static final Logger LOG = System.getLogger(Errors.class.getName());

    private Errors() {}

    static Reply reply(Throwable thrown) {
        if (thrown instanceof EngineException error) {
            return reply(error);
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.log(Level.ERROR, "request failed incident=" + incident, thrown);
        return reply(new EngineException(
                ErrorCode.INTERNAL_ERROR,
                "The server failed on this request, which is its own fault. Please report it, with what its log says"
                        + " for incident " + incident));
    }

    private static Reply reply(EngineException error) {
        ErrorResponse message = ErrorResponse.newBuilder()
                .setErrorMessage(error.getMessage())
                .setErrorCode(error.code().number())
                .setSqlState(error.code().sqlState())
                .setSeverity(
                        error.code() == ErrorCode.INTERNAL_ERROR ? Severity.FATAL_SEVERITY : Severity.ERROR_SEVERITY)
                // True, with none: Avatica's own client fails on an answer that says false.
                .setHasExceptions(true)
                .build();
        return new Reply(Reply.FAILED, Envelope.wrap(message, List.of()));
    }
}
