package io.millrace.planner.validate;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says which arguments an operator or function got and which it takes, in words of SQL. */
final class ArgumentErrors {
    private static final Pattern TYPE = Pattern.compile("<([^<>]+)>");
    private static final Set<String> COMPARISONS =
            Set.of("=", "<>", "!=", "<", ">", "<=", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM", "IN", "NOT IN");
    private static final int MAX_FORMS = 4;

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("NUMERIC", "number"),
            Map.entry("CHARACTER", "text"),
            Map.entry("STRING", "text"),
            Map.entry("BINARY", "binary"),
            Map.entry("BOOLEAN", "condition"),
            Map.entry("DATETIME", "time"),
            Map.entry("DATETIME_INTERVAL", "interval"),
            Map.entry("COMPARABLE_TYPE", "value"),
            Map.entry("EQUIVALENT_TYPE", "value of the same type"),
            Map.entry("ANY", "value"),
            Map.entry("CHAR", "text"),
            Map.entry("VARCHAR", "text"),
            Map.entry("DECIMAL", "number"),
            Map.entry("APPROXIMATE_NUMERIC", "number"),
            Map.entry("EXACT_NUMERIC", "number"),
            Map.entry("INTERVAL_DAY_TIME", "interval"),
            Map.entry("INTERVAL_YEAR_MONTH", "interval"),
            Map.entry("INTEGER", "whole number"));

    private ArgumentErrors() {}

    /** The message for an operator that does not take arguments of such types. */
    static String message(String operator, String arguments, String forms) {
        String got = String.join(" and ", typeList(arguments));
        if (COMPARISONS.contains(operator)) {
            return "'" + operator + "' cannot compare " + got + ". Convert one of them with CAST(... AS ...).";
        }
        if (operator.equals("-") && typeList(arguments).stream().allMatch(type -> type.matches("(DATE|TIME).*"))) {
            return "The time between two times has no unit. Write (a - b) DAY TO SECOND, or TIMESTAMPDIFF(SECOND, b, a).";
        }
        if (operator.equals("TUMBLE") || operator.equals("HOP")) {
            return operator + " takes a table, the descriptor of a TIMESTAMP column and intervals: "
                    + (operator.equals("HOP")
                            ? "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE, INTERVAL '5' MINUTE), the slide before the"
                                    + " size."
                            : "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE).");
        }
        Set<String> usable = new LinkedHashSet<>();
        for (String form : forms.split("\\n", -1)) {
            String text = form.strip().replaceAll("^'|'$", "");
            if (!text.isEmpty()) {
                usable.add(words(text));
            }
        }
        String used = usable.stream().limit(MAX_FORMS).collect(Collectors.joining(", or "));
        return "'" + operator + "' does not work with " + got + ". It is used as " + used + ".";
    }

    /** Types in angle brackets as a plain list. */
    static String types(String arguments) {
        return String.join(", ", typeList(arguments));
    }

    private static List<String> typeList(String arguments) {
        Matcher matcher = TYPE.matcher(arguments);
        List<String> types = matcher.results()
                .map(result -> result.group(1).replace(" NOT NULL", ""))
                .toList();
        return types.isEmpty() ? Arrays.asList("no arguments") : types;
    }

    private static String words(String form) {
        if (form.startsWith("LIKE(")) {
            return "text LIKE text";
        }
        return TYPE.matcher(form.replaceAll("^NOT<", "NOT <"))
                .replaceAll(match -> Matcher.quoteReplacement(WORDS.getOrDefault(match.group(1), match.group(1))));
    }
}
