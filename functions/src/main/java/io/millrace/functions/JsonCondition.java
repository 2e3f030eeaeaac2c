package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The condition of a filter in a JSON path: true, false, or null for unknown, as what fails is. Immutable. */
interface JsonCondition {
    @Nullable
    Boolean test(JsonPath.Scope scope);

    /** Items that a condition is about. */
    interface Operand {
        List<JsonNode> items(JsonPath.Scope scope);
    }

    /**
     * A path within a filter.
     *
     * @param fromCurrent whether it starts at {@code @}, not at {@code $}
     */
    record PathOperand(boolean fromCurrent, List<JsonPath.Step> steps) implements Operand {
        @Override
        public List<JsonNode> items(JsonPath.Scope scope) {
            JsonNode current = scope.current();
            return JsonPath.follow(fromCurrent && current != null ? current : scope.root(), scope, steps);
        }
    }

    /** A number, a text, TRUE, FALSE or NULL. */
    record Constant(JsonNode value) implements Operand {
        @Override
        public List<JsonNode> items(JsonPath.Scope scope) {
            return List.of(value);
        }
    }

    /** AND or OR. */
    record Chain(boolean and, List<JsonCondition> conditions) implements JsonCondition {
        @Override
        public @Nullable Boolean test(JsonPath.Scope scope) {
            Boolean result = and;
            for (JsonCondition condition : conditions) {
                Boolean tested = condition.test(scope);
                if (tested != null && tested != and) {
                    return tested;
                }
                result = tested == null ? null : result;
            }
            return result;
        }
    }

    /** NOT. */
    record Not(JsonCondition condition) implements JsonCondition {
        @Override
        public @Nullable Boolean test(JsonPath.Scope scope) {
            Boolean tested = condition.test(scope);
            return tested == null ? null : Boolean.valueOf(!tested);
        }
    }

    /** {@code (...) is unknown}. */
    record IsUnknown(JsonCondition condition) implements JsonCondition {
        @Override
        public Boolean test(JsonPath.Scope scope) {
            return condition.test(scope) == null;
        }
    }

    /** {@code exists (path)}. */
    record Exists(Operand operand) implements JsonCondition {
        @Override
        public @Nullable Boolean test(JsonPath.Scope scope) {
            try {
                return !operand.items(scope).isEmpty();
            } catch (ValueException e) {
                return null;
            }
        }
    }

    /** What holds for a pair of items, or null if that cannot be told. */
    interface Test {
        @Nullable
        Boolean test(JsonNode left, JsonNode right);
    }

    /** Whether a test holds for any pair of the items of two operands. */
    record Pairs(Operand left, Operand right, Test test) implements JsonCondition {
        @Override
        public @Nullable Boolean test(JsonPath.Scope scope) {
            List<JsonNode> lefts;
            List<JsonNode> rights;
            try {
                lefts = unwrapped(left.items(scope), scope);
                rights = unwrapped(right.items(scope), scope);
            } catch (ValueException e) {
                return null;
            }
            boolean unknown = false;
            boolean found = false;
            for (JsonNode one : lefts) {
                for (JsonNode other : rights) {
                    Boolean tested = test.test(one, other);
                    unknown |= tested == null;
                    found |= Boolean.TRUE.equals(tested);
                    if (found && scope.lax()) {
                        return true;
                    }
                }
            }
            return unknown ? null : Boolean.valueOf(found);
        }

        private static List<JsonNode> unwrapped(List<JsonNode> items, JsonPath.Scope scope) {
            if (!scope.lax() || items.stream().noneMatch(JsonNode::isArray)) {
                return items;
            }
            List<JsonNode> all = new ArrayList<>();
            for (JsonNode item : items) {
                if (item.isArray()) {
                    item.forEach(all::add);
                } else {
                    all.add(item);
                }
            }
            return all;
        }
    }

    /** The test that a comparison is, or null if there is no such operator. */
    static @Nullable Test comparison(String operator) {
        return switch (operator) {
            case "==", "=" -> (left, right) -> isOrder(left, right, true, 0, 0);
            case "!=", "<>" ->
                (left, right) -> {
                    Boolean equal = isOrder(left, right, true, 0, 0);
                    return equal == null ? null : Boolean.valueOf(!equal);
                };
            case "<" -> (left, right) -> isOrder(left, right, false, -1, -1);
            case "<=" -> (left, right) -> isOrder(left, right, false, -1, 0);
            case ">" -> (left, right) -> isOrder(left, right, false, 1, 1);
            case ">=" -> (left, right) -> isOrder(left, right, false, 0, 1);
            default -> null;
        };
    }

    /** Whether the order of two scalars lies between two signs; unknown for items of different kinds, but NULL equals none. */
    private static @Nullable Boolean isOrder(JsonNode left, JsonNode right, boolean equality, int least, int most) {
        int order;
        if (left.isNull() || right.isNull()) {
            if (left.isNull() != right.isNull()) {
                return equality ? Boolean.FALSE : null;
            }
            order = 0;
        } else if (left.isNumber() && right.isNumber()) {
            order = left.decimalValue().compareTo(right.decimalValue());
        } else if (left.isTextual() && right.isTextual()) {
            order = Slice.compare(Slice.of(left.textValue()), Slice.of(right.textValue()));
        } else if (left.isBoolean() && right.isBoolean()) {
            order = Boolean.compare(left.booleanValue(), right.booleanValue());
        } else {
            return null;
        }
        int sign = Integer.signum(order);
        return least <= sign && sign <= most;
    }

    /** Whether a text starts with another. */
    static @Nullable Boolean startsWith(JsonNode left, JsonNode right) {
        return left.isTextual() && right.isTextual()
                ? Boolean.valueOf(left.textValue().startsWith(right.textValue()))
                : null;
    }

    /** The test of {@code like_regex}; flags are those of the standard: i, s, m, x, q. */
    static Test regex(String pattern, String flags) {
        int bits = 0;
        for (char flag : flags.toLowerCase(Locale.ROOT).toCharArray()) {
            bits |= switch (flag) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 's' -> Pattern.DOTALL;
                case 'm' -> Pattern.MULTILINE;
                case 'x' -> Pattern.COMMENTS;
                case 'q' -> Pattern.LITERAL;
                default -> throw new IllegalArgumentException("flag " + flag);
            };
        }
        Pattern compiled = Pattern.compile(pattern, bits);
        return (left, right) -> left.isTextual()
                ? Boolean.valueOf(compiled.matcher(left.textValue()).find())
                : null;
    }
}
