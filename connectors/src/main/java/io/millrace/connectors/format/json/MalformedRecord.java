package io.millrace.connectors.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The record is not what it should be; kept within this package. */
final class MalformedRecord extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRecord(String message) {
        super(message, null, false, false);
    }

    static MalformedRecord cutOff() {
        return new MalformedRecord("The record is cut off.");
    }

    /** Reads to the end of the value that begins with a token. */
    static void skip(JsonParser tokens, JsonToken value) throws IOException, MalformedRecord {
        int depth = value.isStructStart() ? 1 : 0;
        JsonToken token = value;
        while (depth > 0) {
            token = tokens.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.NOT_AVAILABLE) {
                break;
            }
        }
        if (token == JsonToken.NOT_AVAILABLE) {
            throw cutOff();
        }
    }
}
