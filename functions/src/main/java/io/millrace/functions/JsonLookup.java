package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON_VALUE, JSON_QUERY and JSON_EXISTS: what a path leads to in a text, told as one of {@link #FOUND}, {@link #NOTHING},
 * {@link #EMPTY} and {@link #FAILED}, so that the call decides what becomes of it. One for each call in a kernel; keeps the path
 * that it read last. Allocates the document.
 */
public final class JsonLookup {
    /** There is a value: {@link #text}. */
    public static final int FOUND = 0;

    /** What was found is the NULL of JSON. */
    public static final int NOTHING = 1;

    /** The path leads to no item. */
    public static final int EMPTY = 2;

    /** The text is no JSON, or a strict path leads nowhere, or to something of the wrong kind: {@link #raise} tells. */
    public static final int FAILED = 3;

    /** A digit sequence longer than this stays with its exponent. */
    private static final int LONGEST_NUMBER = 1000;

    private final SliceBuilder text = new SliceBuilder();
    private final SliceBuilder pathText = new SliceBuilder();
    private @Nullable JsonPath path;
    private @Nullable ValueException failure;

    /** Finds the only scalar. */
    public int value(Slice json, Slice pathText) {
        List<JsonNode> items = find(json, pathText);
        if (items == null) {
            return FAILED;
        }
        if (items.isEmpty()) {
            return EMPTY;
        }
        JsonNode item = items.get(0);
        if (items.size() > 1) {
            return fail("The path leads to " + items.size() + " items, where JSON_VALUE takes one.");
        }
        if (item.isContainerNode()) {
            return fail("The path leads to an " + (item.isArray() ? "array" : "object")
                    + ", where JSON_VALUE takes a scalar. JSON_QUERY takes it.");
        }
        if (item.isNull()) {
            return NOTHING;
        }
        scalar(item, text);
        return FOUND;
    }

    /** Finds an object or an array, or makes an array of what is found: never, if that is not the one item, or always. */
    public int query(Slice json, Slice pathText, boolean wraps, boolean always) {
        List<JsonNode> items = find(json, pathText);
        if (items == null) {
            return FAILED;
        }
        if (items.isEmpty()) {
            return EMPTY;
        }
        JsonNode item = items.get(0);
        boolean whole = items.size() == 1 && item.isContainerNode();
        if (wraps && (always || !whole)) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
            items.forEach(array::add);
            Json.write(array, text);
            return FOUND;
        }
        if (!whole) {
            return fail(
                    items.size() > 1
                            ? "The path leads to " + items.size()
                                    + " items, where JSON_QUERY WITHOUT WRAPPER takes one."
                            : "The path leads to a scalar, where JSON_QUERY WITHOUT WRAPPER takes an object or an array."
                                    + " JSON_VALUE takes it.");
        }
        Json.write(item, text);
        return FOUND;
    }

    /** Whether there is any item: FOUND or EMPTY. */
    public int exists(Slice json, Slice pathText) {
        List<JsonNode> items = find(json, pathText);
        return items == null ? FAILED : items.isEmpty() ? EMPTY : FOUND;
    }

    /** What was found. */
    public Slice text() {
        return text;
    }

    /** What was found for a whole number: without the zeros that may stand behind the point. */
    public Slice whole() {
        int point = -1;
        for (int at = 0; at < text.length && point < 0; at++) {
            point = text.data[at] == '.' ? at : -1;
        }
        int end = text.length;
        while (point >= 0 && end > point + 1 && text.data[end - 1] == '0') {
            end--;
        }
        text.length = point >= 0 && end == point + 1 ? point : text.length;
        return text;
    }

    /** What was found for a time: with a blank where ISO 8601 has a T. */
    public Slice moment() {
        for (int at = 1; at < text.length; at++) {
            if (text.data[at] == 'T' && Character.isDigit(text.data[at - 1])) {
                text.data[at] = ' ';
            }
        }
        return text;
    }

    /** Says that what was found has no value in the type asked for. */
    public int unfit(String type) {
        return fail("'" + text.text() + "' is not a value of type " + type + ".");
    }

    /** Throws why the last call failed, or that it found nothing. */
    public void raise(int status) {
        ValueException known = failure;
        if (status == FAILED && known != null) {
            throw known;
        }
        throw new ValueException(ErrorCode.NO_JSON_ITEM, "The path leads to no item.");
    }

    /** A scalar as a text without quotes; a number without an exponent. */
    static void scalar(JsonNode item, SliceBuilder into) {
        into.reset(0);
        if (item.isNumber()) {
            BigDecimal number = item.decimalValue();
            boolean plain = Math.abs((long) number.scale()) <= LONGEST_NUMBER;
            into.appendAscii(plain ? number.toPlainString() : number.toString());
        } else {
            into.append(Slice.of(item.asText()));
        }
    }

    private int fail(String message) {
        failure = new ValueException(ErrorCode.NO_JSON_ITEM, message);
        return FAILED;
    }

    private @Nullable List<JsonNode> find(Slice json, Slice wanted) {
        failure = null;
        JsonPath known = path;
        if (known == null || !Slice.equal(wanted, pathText)) {
            known = JsonPath.parse(wanted.text());
            path = known;
            pathText.reset(wanted.length);
            pathText.append(wanted);
        }
        try {
            return known.find(Json.parse(json));
        } catch (ValueException e) {
            failure = e;
            return null;
        }
    }
}
