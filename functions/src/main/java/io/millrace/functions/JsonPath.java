package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.executor.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path of the standard's SQL/JSON path language: {@code lax $.a[0].b[*] ? (@.price > 10).c}. Lax, which is what a path without
 * a mode is, takes an array for its elements and a single item for an array where that helps, and finds nothing where strict
 * fails. Immutable; made once for a text.
 */
public final class JsonPath {
    /** One step: from an item to the items it leads to, in order. */
    interface Step {
        void apply(JsonNode item, Scope scope, List<JsonNode> into);
    }

    /**
     * What a path is followed in.
     *
     * @param root the document
     * @param current the item that a filter is about, or null outside of filters
     * @param lax the mode
     */
    record Scope(JsonNode root, @Nullable JsonNode current, boolean lax) {
        Scope about(JsonNode item) {
            return new Scope(root, item, lax);
        }
    }

    private final boolean lax;
    private final List<Step> steps;

    JsonPath(boolean lax, List<Step> steps) {
        this.lax = lax;
        this.steps = List.copyOf(steps);
    }

    /** Reads the text of a path; throws ValueException that says where it is wrong. */
    public static JsonPath parse(String text) {
        return new JsonPathParser(text).path();
    }

    /** The items that a path leads to in a document; throws ValueException where a strict path leads nowhere. */
    List<JsonNode> find(JsonNode document) {
        return follow(document, new Scope(document, null, lax), steps);
    }

    /** The steps, for functions that change what a path leads to. */
    List<Step> steps() {
        return steps;
    }

    static List<JsonNode> follow(JsonNode start, Scope scope, List<Step> steps) {
        List<JsonNode> items = List.of(start);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode item : items) {
                step.apply(item, scope, next);
            }
            items = next;
        }
        return items;
    }

    static ValueException nowhere(String message) {
        return new ValueException(ErrorCode.NO_JSON_ITEM, message);
    }

    /** {@code .name}. */
    record Member(String name) implements Step {
        @Override
        public void apply(JsonNode item, Scope scope, List<JsonNode> into) {
            if (scope.lax() && item.isArray()) {
                item.forEach(element -> of(element, scope, into));
            } else {
                of(item, scope, into);
            }
        }

        private void of(JsonNode item, Scope scope, List<JsonNode> into) {
            JsonNode member = item.isObject() ? item.get(name) : null;
            if (member != null) {
                into.add(member);
            } else if (!scope.lax()) {
                throw nowhere("The strict path finds no member \"" + name + "\".");
            }
        }
    }

    /** {@code .*}. */
    record AnyMember() implements Step {
        @Override
        public void apply(JsonNode item, Scope scope, List<JsonNode> into) {
            if (scope.lax() && item.isArray()) {
                item.forEach(element -> of(element, scope, into));
            } else {
                of(item, scope, into);
            }
        }

        private static void of(JsonNode item, Scope scope, List<JsonNode> into) {
            if (item.isObject()) {
                item.forEach(into::add);
            } else if (!scope.lax()) {
                throw nowhere("The strict path finds no object where it takes all members.");
            }
        }
    }

    /** {@code [*]}. */
    record AllElements() implements Step {
        @Override
        public void apply(JsonNode item, Scope scope, List<JsonNode> into) {
            if (item.isArray()) {
                item.forEach(into::add);
            } else if (scope.lax()) {
                into.add(item);
            } else {
                throw nowhere("The strict path finds no array where it takes all elements.");
            }
        }
    }

    /**
     * A place in an array.
     *
     * @param offset from the start, from 0; or back from the last element
     * @param fromLast which of both
     */
    record Place(int offset, boolean fromLast) {
        int in(int size) {
            return fromLast ? size - 1 - offset : offset;
        }
    }

    /** {@code [from to to]}. */
    record Range(Place from, Place to) {}

    /** {@code [0, 2 to last]}. */
    record Elements(List<Range> ranges) implements Step {
        @Override
        public void apply(JsonNode item, Scope scope, List<JsonNode> into) {
            if (!item.isArray()) {
                if (!scope.lax()) {
                    throw nowhere("The strict path finds no array where it takes an element.");
                }
                JsonNode wrapped = JsonNodeFactory.instance.arrayNode(1).add(item);
                ranges.forEach(range -> of(wrapped, range, scope, into));
                return;
            }
            ranges.forEach(range -> of(item, range, scope, into));
        }

        private static void of(JsonNode array, Range range, Scope scope, List<JsonNode> into) {
            int from = range.from().in(array.size());
            int to = range.to().in(array.size());
            if (!scope.lax() && (from < 0 || to >= array.size() || from > to)) {
                throw nowhere("The strict path takes element " + from + " of an array of " + array.size() + ".");
            }
            for (int at = Math.max(from, 0); at <= Math.min(to, array.size() - 1); at++) {
                into.add(array.get(at));
            }
        }
    }

    /** {@code ? (condition)}. */
    record Filter(JsonCondition condition) implements Step {
        @Override
        public void apply(JsonNode item, Scope scope, List<JsonNode> into) {
            if (scope.lax() && item.isArray()) {
                item.forEach(element -> of(element, scope, into));
            } else {
                of(item, scope, into);
            }
        }

        private void of(JsonNode item, Scope scope, List<JsonNode> into) {
            if (Boolean.TRUE.equals(condition.test(scope.about(item)))) {
                into.add(item);
            }
        }
    }
}
