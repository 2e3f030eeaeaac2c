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
        return new Reply(Reply.FAILED, Envelope.wrap(message(known(thrown)), List.of()));
    }

    /** Of a batch that failed after some of its statements were done. */
    static Reply replyToBatch(Throwable thrown, List<Long> doneCounts) {
        return new Reply(Reply.FAILED, Envelope.wrapDone(message(known(thrown)), doneCounts));
    }

    private static EngineException known(Throwable thrown) {
        if (thrown instanceof EngineException error) {
            return error;
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        LOG.log(Level.ERROR, "request failed incident=" + incident, thrown);
        return new EngineException(
                ErrorCode.INTERNAL_ERROR,
                "The server failed on this request, which is its own fault. Please report it, with what its log says"
                        + " for incident " + incident);
    }

    private static ErrorResponse message(EngineException error) {
        return ErrorResponse.newBuilder()
                .setErrorMessage(error.getMessage())
                .setErrorCode(error.code().number())
                .setSqlState(error.code().sqlState())
                .setSeverity(
                        error.code() == ErrorCode.INTERNAL_ERROR ? Severity.FATAL_SEVERITY : Severity.ERROR_SEVERITY)
                // True, with none: Avatica's own client fails on an answer that says false.
                .setHasExceptions(true)
                .build();
    }
}
