package io.millrace.jdbc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.List;
import org.apache.calcite.avatica.proto.Responses.ErrorResponse;

/** The server as messages: sends one, gets one, or a {@link RemoteFailure}. Safe for any number of threads. */
final class Remote {
    private static final UnknownFieldSet NOTHING = UnknownFieldSet.getDefaultInstance();

    private final Transport transport;
    private final String address;

    /** How long to wait for an answer; zero for ever. */
    private volatile Duration answerTimeout;

    Remote(Transport transport, String address, Duration answerTimeout) {
        this.transport = transport;
        this.address = address;
        this.answerTimeout = answerTimeout;
    }

    /** An answer and the warnings that came with it. */
    record Answer<T>(T message, List<SQLWarning> warnings) {}

    <T extends Message> T call(Message request, Parser<T> answers) {
        return send(Envelope.wrap(request, NOTHING), false, answerTimeout, answers)
                .message();
    }

    <T extends Message> Answer<T> call(Message request, UnknownFieldSet fields, Parser<T> answers) {
        return send(Envelope.wrap(request, fields), false, answerTimeout, answers);
    }

    /**
     * Sends a fetch, which the server may answer late. It is told to answer, if only with no row, well within the time that
     * an answer may take here.
     */
    <T extends Message> T callWaiting(Message request, Parser<T> answers) {
        Duration limit = answerTimeout;
        UnknownFieldSet fields =
                limit.isZero() ? NOTHING : Envelope.number(Envelope.MAX_WAIT_MILLIS, Math.max(1, limit.toMillis() / 2));
        return send(Envelope.wrap(request, fields), true, limit, answers).message();
    }

    /** For requests that may be sent twice and do no more than once. */
    <T extends Message> T callRepeatable(Message request, Parser<T> answers) {
        return send(Envelope.wrap(request, NOTHING), true, answerTimeout, answers)
                .message();
    }

    /** Like the others, with a time limit of its own. */
    <T extends Message> T callWithin(Duration limit, Message request, Parser<T> answers) {
        return send(Envelope.wrap(request, NOTHING), true, limit, answers).message();
    }

    Duration answerTimeout() {
        return answerTimeout;
    }

    void answerTimeout(Duration timeout) {
        answerTimeout = timeout;
    }

    void close() {
        transport.close();
    }

    private <T extends Message> Answer<T> send(byte[] request, boolean repeatable, Duration wait, Parser<T> answers) {
        byte[] bytes;
        try {
            bytes = transport.post(request, repeatable, wait);
        } catch (SocketTimeoutException late) {
            throw new RemoteFailure(
                    "The server at " + address + " did not answer within " + wait.toMillis() + " ms",
                    Failures.CONNECTION_FAILURE,
                    0,
                    late);
        } catch (IOException broken) {
            throw new RemoteFailure(
                    "The connection to the server at " + address + " failed: " + reason(broken),
                    Failures.CONNECTION_FAILURE,
                    0,
                    broken);
        }
        try {
            Envelope envelope = Envelope.parse(bytes);
            if (envelope.name().equals("ErrorResponse")) {
                ErrorResponse error = ErrorResponse.parseFrom(envelope.body());
                throw new RemoteFailure(
                        error.getErrorMessage(),
                        error.getSqlState(),
                        error.getErrorCode(),
                        null,
                        envelope.doneCounts());
            }
            return new Answer<>(answers.parseFrom(envelope.body()), envelope.warnings());
        } catch (InvalidProtocolBufferException unreadable) {
            throw new RemoteFailure("What answers at " + address + " is not a Millrace server", "08001", 0, unreadable);
        }
    }

    private static String reason(IOException broken) {
        String message = broken.getMessage();
        return message == null ? broken.getClass().getSimpleName() : message;
    }
}
