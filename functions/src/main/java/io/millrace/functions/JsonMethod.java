package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** The methods that a JSON path may call on an item. */
enum JsonMethod implements JsonPath.Step {
    TYPE,
    SIZE,
    DOUBLE,
    NUMBER,
    ABS,
    FLOOR,
    CEILING;

    @Override
    public void apply(JsonNode item, JsonPath.Scope scope, List<JsonNode> into) {
        boolean unwraps = this != TYPE && this != SIZE;
        if (unwraps && scope.lax() && item.isArray()) {
            item.forEach(element -> into.add(of(element, scope)));
        } else {
            into.add(of(item, scope));
        }
    }

    private JsonNode of(JsonNode item, JsonPath.Scope scope) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (this) {
            case TYPE -> nodes.textNode(type(item));
            case SIZE -> {
                if (!item.isArray() && !scope.lax()) {
                    throw JsonPath.nowhere("The strict path asks for the size of what is no array.");
                }
                yield nodes.numberNode(item.isArray() ? item.size() : 1);
            }
            case DOUBLE, NUMBER -> nodes.numberNode(number(item));
            case ABS -> nodes.numberNode(number(item).abs());
            case FLOOR -> nodes.numberNode(whole(item, RoundingMode.FLOOR));
            case CEILING -> nodes.numberNode(whole(item, RoundingMode.CEILING));
        };
    }

    private static String type(JsonNode item) {
        return item.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private BigDecimal number(JsonNode item) {
        boolean fromText = item.isTextual() && (this == DOUBLE || this == NUMBER);
        if (item.isNumber()) {
            return item.decimalValue();
        }
        try {
            if (fromText) {
                return new BigDecimal(item.textValue());
            }
        } catch (NumberFormatException e) {
            throw notNumber(item);
        }
        throw notNumber(item);
    }

    private ValueException notNumber(JsonNode item) {
        return JsonPath.nowhere("The path calls " + name().toLowerCase(Locale.ROOT) + "() on "
                + (item.isTextual() ? "a text that is no number." : "what is no number."));
    }

    /** Numbers without digits behind the point stay as they are, however large. */
    private BigDecimal whole(JsonNode item, RoundingMode rounding) {
        BigDecimal number = number(item);
        return number.scale() <= 0 ? number : number.setScale(0, rounding);
    }
}
