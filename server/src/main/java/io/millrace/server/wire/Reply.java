package io.millrace.server.wire;

import com.google.protobuf.Message;
import io.millrace.server.session.Warning;
import java.util.List;

/**
 * The answer to one request.
 *
 * @param status 200, or 500 for an error, as Avatica's clients expect it
 * @param body an envelope with the response message
 */
record Reply(int status, byte[] body) {
    static final int OK = 200;
    static final int FAILED = 500;

    static Reply of(Message message) {
        return new Reply(OK, Envelope.wrap(message, List.of()));
    }

    static Reply of(Message message, List<Warning> warnings) {
        return new Reply(OK, Envelope.wrap(message, warnings));
    }
}
