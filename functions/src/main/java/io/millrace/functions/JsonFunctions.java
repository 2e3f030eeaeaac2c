package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.executor.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Functions of JSON texts. What takes a text that is no JSON throws; allocates the document. Stateless. */
public final class JsonFunctions {
    private static final String ALL = "$";

    private JsonFunctions() {}

    /** A JSON text without blanks; throws if it is none. */
    public static Slice compact(Slice json, SliceBuilder into) {
        return Json.write(Json.parse(json), into);
    }

    public static Slice pretty(Slice json, SliceBuilder into) {
        return Json.writePretty(Json.parse(json), into);
    }

    public static boolean isValue(Slice text) {
        return Json.tryParse(text) != null;
    }

    public static boolean isObject(Slice text) {
        JsonNode node = Json.tryParse(text);
        return node != null && node.isObject();
    }

    public static boolean isArray(Slice text) {
        JsonNode node = Json.tryParse(text);
        return node != null && node.isArray();
    }

    public static boolean isScalar(Slice text) {
        JsonNode node = Json.tryParse(text);
        return node != null && !node.isContainerNode();
    }

    /** OBJECT, ARRAY, STRING, INTEGER, DOUBLE, BOOLEAN or NULL. */
    public static Slice type(Slice json, SliceBuilder into) {
        JsonNode node = Json.parse(json);
        into.reset(0).appendAscii(node.isIntegralNumber() ? "INTEGER" : node.isNumber() ? "DOUBLE" : kind(node));
        return into;
    }

    private static String kind(JsonNode node) {
        return node.getNodeType().name().toUpperCase(Locale.ROOT);
    }

    /** How deep a document is: 1 for scalars and for what is empty. */
    public static long depth(Slice json) {
        return depth(Json.parse(json));
    }

    private static long depth(JsonNode node) {
        long deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return deepest + 1;
    }

    /** How many members or elements there are where a path leads, 1 for a scalar; -1 if it leads nowhere. */
    public static long length(Slice json, Slice path) {
        JsonNode node = only(Json.parse(json), path);
        return node == null ? -1 : node.isContainerNode() ? node.size() : 1;
    }

    public static long length(Slice json) {
        return length(json, Slice.of(ALL));
    }

    /** The names of the members where a path leads, as an array; null if there is no object. */
    public static @Nullable Slice keys(Slice json, Slice path, SliceBuilder into) {
        JsonNode node = only(Json.parse(json), path);
        if (node == null || !node.isObject()) {
            return null;
        }
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        node.fieldNames().forEachRemaining(names::add);
        return Json.write(names, into);
    }

    public static @Nullable Slice keys(Slice json, SliceBuilder into) {
        return keys(json, Slice.of(ALL), into);
    }

    /** How many bytes the document takes without blanks. */
    public static long storageSize(Slice json) {
        return compact(json, new SliceBuilder()).length;
    }

    /** {@code json -> 'name'}: a member as JSON; null if there is none. */
    public static @Nullable Slice member(Slice json, Slice name, SliceBuilder into) {
        JsonNode node = Json.parse(json).get(name.text());
        return node == null ? null : Json.write(node, into);
    }

    /** {@code json -> 0}: an element as JSON, from 0, or from -1 at the end; null if there is none. */
    public static @Nullable Slice member(Slice json, long index, SliceBuilder into) {
        JsonNode node = element(Json.parse(json), index);
        return node == null ? null : Json.write(node, into);
    }

    /** {@code json ->> 'name'}: the same as text, scalars without quotes; null for the NULL of JSON too. */
    public static @Nullable Slice memberText(Slice json, Slice name, SliceBuilder into) {
        return text(Json.parse(json).get(name.text()), into);
    }

    public static @Nullable Slice memberText(Slice json, long index, SliceBuilder into) {
        return text(element(Json.parse(json), index), into);
    }

    private static @Nullable JsonNode element(JsonNode array, long index) {
        if (!array.isArray()) {
            return null;
        }
        long place = index < 0 ? array.size() + index : index;
        return place < 0 || place >= array.size() ? null : array.get((int) place);
    }

    private static @Nullable Slice text(@Nullable JsonNode node, SliceBuilder into) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isContainerNode()) {
            return Json.write(node, into);
        }
        JsonLookup.scalar(node, into);
        return into;
    }

    private static @Nullable JsonNode only(JsonNode document, Slice path) {
        if (path.length == 1 && path.data[path.start] == ALL.charAt(0)) {
            return document;
        }
        List<JsonNode> items = JsonPath.parse(path.text()).find(document);
        if (items.size() > 1) {
            throw new ValueException(
                    ErrorCode.NO_JSON_ITEM,
                    "The path '" + path.text() + "' leads to " + items.size() + " items, where one is taken.");
        }
        return items.isEmpty() ? null : items.get(0);
    }
}
