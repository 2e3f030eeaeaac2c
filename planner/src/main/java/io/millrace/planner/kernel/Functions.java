package io.millrace.planner.kernel;

import io.millrace.executor.type.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/** What becomes of each function and operator that a statement may name in an expression. */
final class Functions {
    private static final String OF_ARRAY =
            "of an array it is written with a query, as in x = ANY (SELECT e FROM UNNEST(a) AS u (e)), or ARRAY_CONTAINS(a, x)";
    private static final String NO_CLOCK = "only a read or an INSERT can show the time; a view compares it in WHERE";
    private static final Map<String, FunctionRule> RULES = new HashMap<>();

    static {
        total(null, "INITCAP", "ASCII");
        library(null, "SOUNDEX", "DIFFERENCE");
        library(null, "SIMILAR TO", "NOT SIMILAR TO", "REGEXP_LIKE", "TRANSLATE3", "AGE");
        library(null, "POSIX REGEX CASE SENSITIVE", "POSIX REGEX CASE INSENSITIVE");
        library(null, "NEGATED POSIX REGEX CASE SENSITIVE", "NEGATED POSIX REGEX CASE INSENSITIVE");
        library(TypeKind.INTEGER, "CHR", "OVERLAY");
        library(TypeKind.INTEGER, "REGEXP_REPLACE");
        total(TypeKind.BIGINT, "BITCOUNT");
        library(TypeKind.DOUBLE, "ACOSD", "ACOSH", "ASIND", "ASINH", "ATAND", "ATANH", "COSD", "COTH");
        library(TypeKind.DOUBLE, "CSC", "CSCH", "SEC", "SECH", "SIND", "TAND", "COT", "LOG");

        rewritten();
        refused();
    }

    private Functions() {}

    private static void rewritten() {
        rewrite("comparisons", "IN", "NOT IN", "BETWEEN ASYMMETRIC", "BETWEEN SYMMETRIC");
        rewrite("comparisons", "NOT BETWEEN ASYMMETRIC", "NOT BETWEEN SYMMETRIC");
        rewrite("comparisons", "OVERLAPS", "CONTAINS", "EQUALS", "PRECEDES", "SUCCEEDS");
        rewrite("comparisons", "IMMEDIATELY PRECEDES", "IMMEDIATELY SUCCEEDS");
        rewrite("EXTRACT", "YEAR", "QUARTER", "MONTH", "WEEK", "DAYOFYEAR", "DAYOFMONTH", "DAYOFWEEK");
        rewrite("EXTRACT", "HOUR", "MINUTE", "SECOND");
        rewrite("CASE", "IF", "NVL2", "DECODE");
        rewrite("COALESCE", "IFNULL", "NVL");
        rewrite("SAFE_CAST", "TRY_CAST");
        rewrite("JSON", "FORMAT JSON");
        rewrite("addition of an interval", "TIMESTAMPADD", "DATEADD");
        rewrite("subtraction", "TIMESTAMPDIFF", "DATEDIFF");
    }

    private static void refused() {
        rewrite("access to a field", "DOT");
        for (String comparison : List.of("=", "<>", "<", "<=", ">", ">=")) {
            refuse(OF_ARRAY, comparison + " SOME", comparison + " ALL");
        }
        refuse("the type VARIANT has no columns yet", "TYPEOF", "VARIANTNULL");
        refuse(NO_CLOCK, "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP");
        refuse(NO_CLOCK, "LOCALTIME", "LOCALTIMESTAMP", "NOW");
        refuse("a view's rows must not depend on chance", "RAND", "RAND_INTEGER", "RANDOM");
        refuse("a view does not depend on a session", "USER", "CURRENT_USER", "SESSION_USER", "SYSTEM_USER");
        refuse(
                "a view does not depend on a session",
                "CURRENT_ROLE",
                "CURRENT_CATALOG",
                "CURRENT_SCHEMA",
                "CURRENT_PATH");
        refuse("text is always UTF-8", "CONVERT", "TRANSLATE");
        refuse("there are no sequences", "NEXT_VALUE", "CURRENT_VALUE");
        refuse("it stands in MATCH_RECOGNIZE only", "CLASSIFIER", "MATCH_NUMBER", "PREV", "NEXT", "FIRST", "LAST");
        refuse("it stands in MATCH_RECOGNIZE only", "FINAL", "RUNNING");
    }

    private static void library(@Nullable TypeKind numbers, String... names) {
        for (String name : names) {
            RULES.put(name, FunctionRule.library(numbers));
        }
    }

    private static void total(@Nullable TypeKind numbers, String... names) {
        for (String name : names) {
            RULES.put(name, FunctionRule.total(numbers));
        }
    }

    private static void rewrite(String into, String... names) {
        for (String name : names) {
            RULES.put(name, FunctionRule.rewritten(into));
        }
    }

    private static void refuse(String why, String... names) {
        for (String name : names) {
            RULES.put(name, FunctionRule.refused(why));
        }
    }

    /** The rule of a call. */
    static FunctionRule rule(RexCall call) {
        boolean needsClock = call.getOperator().getName().equalsIgnoreCase("AGE")
                && call.getOperands().size() == 1;
        return needsClock ? FunctionRule.refused(NO_CLOCK) : rule(call.getOperator());
    }

    /** The rule of an operator; one that nobody thought of is refused. */
    static FunctionRule rule(SqlOperator operator) {
        if (Calls.own(operator) != null) {
            return FunctionRule.own();
        }
        FunctionRule rule = RULES.get(operator.getName().toUpperCase(Locale.ROOT));
        return rule == null ? FunctionRule.refused("") : rule;
    }

    /** Whether an operator has a rule of its own. */
    static boolean isKnown(SqlOperator operator) {
        return Calls.own(operator) != null
                || RULES.containsKey(operator.getName().toUpperCase(Locale.ROOT));
    }

    /** The names that have rules here. */
    static List<String> names() {
        return RULES.keySet().stream().sorted().toList();
    }
}
