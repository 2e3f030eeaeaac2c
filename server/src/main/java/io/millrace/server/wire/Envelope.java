package io.millrace.server.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.millrace.server.session.Warning;
import java.util.List;
import org.apache.calcite.avatica.proto.Common.WireMessage;

/**
 * What goes over the wire: the protocol's {@code WireMessage}, a message and its name, with some fields of our own that
 * our driver writes and reads and other clients neither send nor see. The numbers of these fields never change meaning;
 * the driver's {@code Envelope} has the same list.
 */
final class Envelope {
    /** Request, varint: the most rows a prepared execution may give. */
    static final int MAX_ROWS = 15_001;
    /** Request, varint 1: leave out the signature, the client has it from preparing. */
    static final int WITHOUT_SIGNATURE = 15_002;
    /** Request, varint: a CloseStatement that only cancels what runs (1) or only closes the open result (2). */
    static final int CLOSE_ONLY = 15_003;

    static final int EXECUTION = 1;
    static final int RESULT = 2;
    /** Request, varint: the most milliseconds that a fetch waits for a row; the server's choice if there is none. */
    static final int MAX_WAIT_MILLIS = 15_006;
    /** Response, repeated bytes: a warning, five characters of SQLSTATE and the message. */
    static final int WARNING = 15_004;
    /** Response, repeated varint: the update counts of a batch's statements that were done before one failed. */
    static final int DONE_COUNT = 15_005;

    private final String name;
    private final ByteString body;
    private final UnknownFieldSet fields;

    private Envelope(String name, ByteString body, UnknownFieldSet fields) {
        this.name = name;
        this.body = body;
        this.fields = fields;
    }

    static Envelope parse(byte[] bytes) throws InvalidProtocolBufferException {
        WireMessage message = WireMessage.parseFrom(bytes);
        String className = message.getName();
        // Only what follows the last '$' counts: a client may have moved the generated classes to a package of its own.
        String name = className.substring(className.lastIndexOf('$') + 1);
        return new Envelope(name, message.getWrappedMessage(), message.getUnknownFields());
    }

    static byte[] wrap(Message message, List<Warning> warnings) {
        if (warnings.isEmpty()) {
            return wrap(message, UnknownFieldSet.getDefaultInstance());
        }
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        for (Warning warning : warnings) {
            field.addLengthDelimited(ByteString.copyFromUtf8(warning.sqlState() + warning.message()));
        }
        return wrap(
                message,
                UnknownFieldSet.newBuilder().addField(WARNING, field.build()).build());
    }

    static byte[] wrapDone(Message message, List<Long> doneCounts) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        doneCounts.forEach(field::addVarint);
        return wrap(
                message,
                UnknownFieldSet.newBuilder().addField(DONE_COUNT, field.build()).build());
    }

    private static byte[] wrap(Message message, UnknownFieldSet fields) {
        return WireMessage.newBuilder()
                .setName(message.getClass().getName())
                .setWrappedMessage(message.toByteString())
                .setUnknownFields(fields)
                .build()
                .toByteArray();
    }

    /** The simple name of the message, such as {@code FetchRequest}. */
    String name() {
        return name;
    }

    ByteString body() {
        return body;
    }

    /** The last value of a number field of our own, or 0. */
    long number(int field) {
        List<Long> values = fields.getField(field).getVarintList();
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }
}
