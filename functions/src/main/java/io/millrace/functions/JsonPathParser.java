package io.millrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.executor.error.ErrorCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the text of a JSON path, from left to right. Used once. */
final class JsonPathParser {
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;

    JsonPathParser(String text) {
        this.text = text;
    }

    JsonPath path() {
        boolean strict = word("strict");
        if (!strict) {
            word("lax");
        }
        if (!symbol("$")) {
            throw wrong("A path starts with $");
        }
        refuseVariable();
        List<JsonPath.Step> steps = steps();
        blanks();
        if (at < text.length()) {
            throw wrong("Nothing is known that goes on like this");
        }
        return new JsonPath(!strict, steps);
    }

    private void refuseVariable() {
        if (at < text.length() && isNamePart(text.charAt(at))) {
            throw unsupported("Variables of PASSING are not supported");
        }
    }

    private List<JsonPath.Step> steps() {
        List<JsonPath.Step> steps = new ArrayList<>();
        while (true) {
            if (symbol(".")) {
                steps.add(member());
            } else if (symbol("[")) {
                brackets(steps);
            } else if (symbol("?")) {
                steps.add(filter());
            } else {
                return steps;
            }
        }
    }

    private JsonPath.Step member() {
        if (symbol("*")) {
            if (symbol("*")) {
                throw unsupported("Steps of any depth are not supported");
            }
            return new JsonPath.AnyMember();
        }
        if (symbol(".")) {
            throw unsupported("Steps of any depth are not supported");
        }
        if (isNext('"')) {
            return new JsonPath.Member(quoted('"'));
        }
        int start = at;
        String name = name();
        if (name.isEmpty()) {
            throw wrong(
                    "The name of a member is missing; one with other characters than letters, digits and _ stands in"
                            + " double quotes");
        }
        if (isNext('(')) {
            symbol("(");
            JsonMethod method = method(name, start);
            if (!symbol(")")) {
                throw wrong("A ) is missing");
            }
            return method;
        }
        return new JsonPath.Member(name);
    }

    private JsonMethod method(String name, int start) {
        for (JsonMethod method : JsonMethod.values()) {
            if (method.name().equals(name.toUpperCase(Locale.ROOT))) {
                return method;
            }
        }
        at = start;
        throw wrong("There is no method " + name
                + "(). type(), size(), double(), number(), abs(), floor() and ceiling() are");
    }

    private void brackets(List<JsonPath.Step> steps) {
        if (symbol("*")) {
            steps.add(new JsonPath.AllElements());
        } else if (isNext('\'') || isNext('"')) {
            steps.add(new JsonPath.Member(quoted(text.charAt(at))));
        } else if (symbol("?")) {
            steps.add(new JsonPath.AllElements());
            steps.add(filter());
        } else {
            List<JsonPath.Range> ranges = new ArrayList<>();
            do {
                JsonPath.Place from = place();
                ranges.add(new JsonPath.Range(from, word("to") ? place() : from));
            } while (symbol(","));
            steps.add(new JsonPath.Elements(ranges));
        }
        if (!symbol("]")) {
            throw wrong("A ] is missing");
        }
    }

    private JsonPath.Place place() {
        if (!word("last")) {
            return new JsonPath.Place(index(), false);
        }
        return new JsonPath.Place(symbol("-") ? index() : 0, true);
    }

    private int index() {
        blanks();
        int start = at;
        while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0) {
            at++;
        }
        try {
            return Integer.parseInt(text.substring(start, at));
        } catch (NumberFormatException e) {
            at = start;
            throw wrong("An element is given by a number from 0, or as last or last - 1");
        }
    }

    private JsonPath.Step filter() {
        if (!symbol("(")) {
            throw wrong("A condition in brackets follows a ?");
        }
        JsonCondition condition = any();
        if (!symbol(")")) {
            throw wrong("A ) is missing");
        }
        return new JsonPath.Filter(condition);
    }

    private JsonCondition any() {
        if (++depth > MAX_DEPTH) {
            throw wrong("Conditions are nested too deep");
        }
        List<JsonCondition> conditions = new ArrayList<>();
        do {
            conditions.add(all());
        } while (symbol("||"));
        depth--;
        return conditions.size() == 1 ? conditions.get(0) : new JsonCondition.Chain(false, conditions);
    }

    private JsonCondition all() {
        List<JsonCondition> conditions = new ArrayList<>();
        do {
            conditions.add(single());
        } while (symbol("&&"));
        return conditions.size() == 1 ? conditions.get(0) : new JsonCondition.Chain(true, conditions);
    }

    private JsonCondition single() {
        if (!isAhead("!=") && symbol("!")) {
            if (!symbol("(")) {
                throw wrong("A condition in brackets follows a !");
            }
            return new JsonCondition.Not(inBrackets());
        }
        if (symbol("(")) {
            JsonCondition condition = inBrackets();
            if (word("is")) {
                if (!word("unknown")) {
                    throw wrong("UNKNOWN is missing");
                }
                return new JsonCondition.IsUnknown(condition);
            }
            return condition;
        }
        if (word("exists")) {
            if (!symbol("(")) {
                throw wrong("A path in brackets follows EXISTS");
            }
            JsonCondition.Operand operand = operand();
            if (!symbol(")")) {
                throw wrong("A ) is missing");
            }
            return new JsonCondition.Exists(operand);
        }
        return compared(operand());
    }

    private JsonCondition inBrackets() {
        JsonCondition condition = any();
        if (!symbol(")")) {
            throw wrong("A ) is missing");
        }
        return condition;
    }

    private JsonCondition compared(JsonCondition.Operand left) {
        for (String operator : List.of("==", "!=", "<>", "<=", ">=", "=", "<", ">")) {
            if (symbol(operator)) {
                return new JsonCondition.Pairs(left, operand(), comparison(operator));
            }
        }
        if (word("starts")) {
            if (!word("with")) {
                throw wrong("WITH is missing");
            }
            return new JsonCondition.Pairs(left, operand(), JsonCondition::startsWith);
        }
        if (word("like_regex")) {
            return matched(left);
        }
        return new JsonCondition.Exists(left);
    }

    private JsonCondition.Test comparison(String operator) {
        JsonCondition.Test test = JsonCondition.comparison(operator);
        if (test == null) {
            throw wrong("There is no operator " + operator);
        }
        return test;
    }

    private JsonCondition matched(JsonCondition.Operand left) {
        int start = at;
        String pattern = text();
        String flags = word("flag") ? text() : "";
        try {
            return new JsonCondition.Pairs(
                    left,
                    new JsonCondition.Constant(JsonNodeFactory.instance.nullNode()),
                    JsonCondition.regex(pattern, flags));
        } catch (IllegalArgumentException e) {
            at = start;
            throw wrong("This is no regular expression, or there is no such flag");
        }
    }

    private JsonCondition.Operand operand() {
        boolean current = symbol("@");
        if (current || symbol("$")) {
            if (!current) {
                refuseVariable();
            }
            return new JsonCondition.PathOperand(current, steps());
        }
        return new JsonCondition.Constant(constant());
    }

    private JsonNode constant() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (isNext('"') || isNext('\'')) {
            return nodes.textNode(text());
        }
        if (word("true")) {
            return nodes.booleanNode(true);
        }
        if (word("false")) {
            return nodes.booleanNode(false);
        }
        if (word("null")) {
            return nodes.nullNode();
        }
        blanks();
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return nodes.numberNode(new BigDecimal(text.substring(start, at)));
        } catch (NumberFormatException e) {
            at = start;
            throw wrong("A path, a number, a text in double quotes, TRUE, FALSE or NULL is missing");
        }
    }

    private String text() {
        if (!isNext('"') && !isNext('\'')) {
            throw wrong("A text in double quotes is missing");
        }
        return quoted(text.charAt(at));
    }

    /** A text in quotes, which may have the escapes of JSON. */
    private String quoted(char quote) {
        StringBuilder result = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            char next = text.charAt(at);
            if (next == '\\' && at + 1 < text.length()) {
                next = escaped(text.charAt(++at));
            }
            result.append(next);
        }
        if (at == text.length()) {
            throw wrong("A " + quote + " is missing");
        }
        at++;
        return result.toString();
    }

    private char escaped(char character) {
        return switch (character) {
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> unicode();
            default -> character;
        };
    }

    private char unicode() {
        int end = at + 1 + 4;
        try {
            char character = (char) Integer.parseInt(text.substring(at + 1, end), 16);
            at += 4;
            return character;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw wrong("Four hexadecimal digits follow \\u");
        }
    }

    private String name() {
        blanks();
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isNamePart(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || Character.isSurrogate(character);
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean isNext(char character) {
        blanks();
        return at < text.length() && text.charAt(at) == character;
    }

    private boolean isAhead(String symbol) {
        blanks();
        return text.startsWith(symbol, at);
    }

    private boolean symbol(String symbol) {
        if (!isAhead(symbol)) {
            return false;
        }
        at += symbol.length();
        return true;
    }

    /** A word, in letters of any case, and nothing longer. */
    private boolean word(String word) {
        blanks();
        int end = at + word.length();
        boolean found = text.regionMatches(true, at, word, 0, word.length())
                && (end == text.length() || !isNamePart(text.charAt(end)));
        if (found) {
            at = end;
        }
        return found;
    }

    private ValueException wrong(String message) {
        return new ValueException(
                ErrorCode.INVALID_ARGUMENT, "'" + text + "' is not a JSON path: " + message + where());
    }

    private ValueException unsupported(String message) {
        return new ValueException(ErrorCode.NOT_SUPPORTED, "In the JSON path '" + text + "': " + message + where());
    }

    /** Where reading has come to, as the end of a message. */
    private String where() {
        String rest = text.substring(Math.min(at, text.length()));
        return rest.isBlank() ? " at its end." : " at '" + rest.strip() + "'.";
    }
}
