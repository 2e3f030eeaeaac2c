package io.millrace.jdbc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.proto.Common.WireMessage;

/**
 * What goes over the wire: the protocol's {@code WireMessage}, a message and its name, with some fields of our own that
 * only this driver and our server know. The server's {@code Envelope} has the same list.
 */
final class Envelope {
    /** Request: the most rows a prepared execution may give. */
    static final int MAX_ROWS = 15_001;
    /** Request, 1: leave out the signature, it is here from preparing. */
    static final int WITHOUT_SIGNATURE = 15_002;
    /** Request: a CloseStatement that only cancels what runs (1) or only closes the open result (2). */
    static final int CLOSE_ONLY = 15_003;

    static final int EXECUTION = 1;
    static final int RESULT = 2;
    /** Request: the most milliseconds that a fetch waits for a row; the server's choice if there is none. */
    static final int MAX_WAIT_MILLIS = 15_006;
    /** Response, repeated bytes: a warning, five characters of SQLSTATE and the message. */
    static final int WARNING = 15_004;
    /** Response, repeated number: the update counts of a batch's statements that were done before one failed. */
    static final int DONE_COUNT = 15_005;

    private static final int SQL_STATE_LENGTH = 5;

    private final String name;
    private final ByteString body;
    private final UnknownFieldSet fields;

    private Envelope(String name, ByteString body, UnknownFieldSet fields) {
        this.name = name;
        this.body = body;
        this.fields = fields;
    }

    /** The bytes of a message with fields of our own. */
    static byte[] wrap(Message message, UnknownFieldSet fields) {
        return WireMessage.newBuilder()
                .setName(message.getClass().getName())
                .setWrappedMessage(message.toByteString())
                .setUnknownFields(fields)
                .build()
                .toByteArray();
    }

    /** A set of one number field. */
    static UnknownFieldSet number(int field, long value) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        field,
                        UnknownFieldSet.Field.newBuilder().addVarint(value).build())
                .build();
    }

    static Envelope parse(byte[] bytes) throws InvalidProtocolBufferException {
        WireMessage message = WireMessage.parseFrom(bytes);
        String className = message.getName();
        // Only what follows the last '$' counts: the classes may have another package here than at the server.
        return new Envelope(
                className.substring(className.lastIndexOf('$') + 1),
                message.getWrappedMessage(),
                message.getUnknownFields());
    }

    /** The simple name of the message, such as {@code FetchResponse}. */
    String name() {
        return name;
    }

    ByteString body() {
        return body;
    }

    long[] doneCounts() {
        return fields.getField(DONE_COUNT).getVarintList().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    List<SQLWarning> warnings() {
        List<SQLWarning> warnings = new ArrayList<>();
        for (ByteString bytes : fields.getField(WARNING).getLengthDelimitedList()) {
            String text = bytes.toStringUtf8();
            int state = Math.min(SQL_STATE_LENGTH, text.length());
            warnings.add(new SQLWarning(text.substring(state), text.substring(0, state)));
        }
        return warnings;
    }
}
