package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.executor.error.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON_SET, JSON_INSERT, JSON_REPLACE and JSON_REMOVE: a document that is read, changed in one place after the other, and written.
 * A place is a path of members and elements; one that is not there is made if all of it but the last step is there. One for each
 * call in a kernel. Allocates the document.
 */
public final class JsonEdit {
    private final SliceBuilder text = new SliceBuilder();
    private @Nullable JsonNode document;

    /** Takes the document to change. */
    public void open(Slice json) {
        document = Json.parse(json);
    }

    /**
     * Gives a place a value.
     *
     * @param path of the place
     * @param value JSON
     * @param inserts whether a place that is not there is made
     * @param replaces whether one that is there is changed
     */
    public void put(Slice path, Slice value, boolean inserts, boolean replaces) {
        List<JsonPath.Step> steps = places(path);
        JsonNode given = Json.parse(value);
        if (steps.isEmpty()) {
            document = replaces ? given : document;
            return;
        }
        JsonPath.Step last = steps.get(steps.size() - 1);
        JsonNode parent = parent(steps);
        if (parent instanceof ObjectNode object && last instanceof JsonPath.Member member) {
            if (object.has(member.name()) ? replaces : inserts) {
                object.set(member.name(), given);
            }
        } else if (parent instanceof ArrayNode array && last instanceof JsonPath.Elements elements) {
            int index = index(elements, array);
            if (index >= 0 && index < array.size() && replaces) {
                array.set(index, given);
            } else if (index >= array.size() && inserts) {
                array.add(given);
            }
        }
    }

    /** Takes a member or an element away, if it is there. */
    public void remove(Slice path) {
        List<JsonPath.Step> steps = places(path);
        if (steps.isEmpty()) {
            throw new ValueException(
                    ErrorCode.INVALID_ARGUMENT,
                    "JSON_REMOVE takes a member or an element away, not the whole document.");
        }
        JsonPath.Step last = steps.get(steps.size() - 1);
        JsonNode parent = parent(steps);
        if (parent instanceof ObjectNode object && last instanceof JsonPath.Member member) {
            object.remove(member.name());
        } else if (parent instanceof ArrayNode array && last instanceof JsonPath.Elements elements) {
            int index = index(elements, array);
            if (index >= 0 && index < array.size()) {
                array.remove(index);
            }
        }
    }

    /** The document as it is now. */
    public Slice done() {
        JsonNode changed = document;
        if (changed == null) {
            throw new IllegalStateException("no document");
        }
        return Json.write(changed, text);
    }

    private @Nullable JsonNode parent(List<JsonPath.Step> steps) {
        JsonNode at = document;
        for (JsonPath.Step step : steps.subList(0, steps.size() - 1)) {
            if (at instanceof ObjectNode object && step instanceof JsonPath.Member member) {
                at = object.get(member.name());
            } else if (at instanceof ArrayNode array && step instanceof JsonPath.Elements elements) {
                at = array.get(index(elements, array));
            } else {
                return null;
            }
        }
        return at;
    }

    private static int index(JsonPath.Elements elements, ArrayNode array) {
        return elements.ranges().get(0).from().in(array.size());
    }

    /** The steps of a path, each of which leads to one item. */
    private static List<JsonPath.Step> places(Slice path) {
        List<JsonPath.Step> steps = JsonPath.parse(path.text()).steps();
        for (JsonPath.Step step : steps) {
            boolean single = step instanceof JsonPath.Member
                    || step instanceof JsonPath.Elements elements
                            && elements.ranges().size() == 1
                            && elements.ranges()
                                    .get(0)
                                    .from()
                                    .equals(elements.ranges().get(0).to());
            if (!single) {
                throw new ValueException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The path '" + path.text()
                                + "' can lead to several items. What is changed is given by members and"
                                + " elements, as in $.a[0].b.");
            }
        }
        return steps;
    }
}
