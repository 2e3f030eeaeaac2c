package io.millrace.functions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.executor.error.ErrorCode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts as trees, and back: numbers are exact, of several members of an object with one name the last counts. Stateless;
 * allocates the tree.
 */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

    /** How much of a text stands in a message. */
    private static final int SHOWN = 60;

    private Json() {}

    /** The tree of a text; throws ValueException if it is no JSON. */
    static JsonNode parse(Slice text) {
        JsonNode node = tryParse(text);
        if (node == null) {
            String shown = text.text();
            throw new ValueException(
                    ErrorCode.INVALID_JSON,
                    "'" + (shown.length() > SHOWN ? shown.substring(0, SHOWN) + "..." : shown) + "' is not JSON.");
        }
        return node;
    }

    /** The tree of a text, or null if it is no JSON. */
    static @Nullable JsonNode tryParse(Slice text) {
        try {
            JsonNode node = READER.readTree(text.data, text.start, text.length);
            return node == null || node.isMissingNode() ? null : node;
        } catch (IOException e) {
            return null;
        }
    }

    /** Writes a tree without blanks. */
    static Slice write(JsonNode node, SliceBuilder into) {
        byte[] bytes = bytes(MAPPER, node, false);
        into.reset(bytes.length);
        into.append(bytes, 0, bytes.length);
        return into;
    }

    /** Writes a tree with line ends and indentation. */
    static Slice writePretty(JsonNode node, SliceBuilder into) {
        byte[] bytes = bytes(MAPPER, node, true);
        into.reset(bytes.length);
        into.append(bytes, 0, bytes.length);
        return into;
    }

    private static byte[] bytes(ObjectMapper mapper, JsonNode node, boolean pretty) {
        try {
            return pretty
                    ? mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(node)
                    : mapper.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }
}
