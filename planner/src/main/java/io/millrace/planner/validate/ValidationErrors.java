package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Suggestions;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.validate.SqlValidatorException;
import org.jspecify.annotations.Nullable;

/**
 * What the validator found wrong, in the user's words. Its errors tell themselves apart by their message only, so each
 * rule here recognises one message; what no rule knows is passed on as it is, without jargon.
 */
final class ValidationErrors {
    private static final String ADD_TO_GROUP_BY = "Add it to GROUP BY, or use it in an aggregate such as MAX.";

    private static final List<Rule> RULES = List.of(
            rule("Column '(.+)' not found in table '(.+?)'.*", ErrorCode.COLUMN_NOT_FOUND, ValidationErrors::column),
            rule("Column '(.+?)' not found in any table.*", ErrorCode.COLUMN_NOT_FOUND, ValidationErrors::column),
            rule("Unknown identifier '(.+)'", ErrorCode.COLUMN_NOT_FOUND, ValidationErrors::column),
            rule("Unknown target column '(.+)'", ErrorCode.COLUMN_NOT_FOUND, ValidationErrors::column),
            rule("Table '(.+?)' not found.*", ErrorCode.TABLE_NOT_FOUND, ValidationErrors::table),
            rule("Object '(.+?)' not found(?: within '(.+?)')?.*", ErrorCode.TABLE_NOT_FOUND, ValidationErrors::table),
            rule("Column '(.+)' is ambiguous", ErrorCode.AMBIGUOUS_NAME, ValidationErrors::ambiguous),
            rule(
                    "No match found for function signature (.+?)\\((.*)\\)",
                    ErrorCode.FUNCTION_NOT_FOUND,
                    ValidationErrors::function),
            rule("Function '(.+)' is not defined", ErrorCode.FUNCTION_NOT_FOUND, ValidationErrors::function),
            rule(
                    "Invalid number of arguments to function '(.+)'. Was expecting (\\d+) arguments",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "Function " + m.group(1) + " takes " + m.group(2)
                            + (m.group(2).equals("1") ? " argument." : " arguments.")),
            rule(
                    "Cannot apply '(.+?)' to arguments of type '(.+?)'\\. Supported form\\(s\\): (.+)",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> ArgumentErrors.message(m.group(1), m.group(2), m.group(3))),
            rule(
                    "Expression '(.+)' is not being grouped",
                    ErrorCode.INVALID_STATEMENT,
                    (m, names) -> "'" + name(m.group(1)) + "' is neither grouped nor aggregated. " + ADD_TO_GROUP_BY),
            rule(
                    "Aggregate expression is illegal in (WHERE|ON|GROUP BY|.+) clause",
                    ErrorCode.INVALID_STATEMENT,
                    ValidationErrors::aggregate),
            rule(
                    "Aggregate expressions cannot be nested",
                    ErrorCode.INVALID_STATEMENT,
                    (m, names) -> "An aggregate cannot be inside of an aggregate. Compute the inner one in a subquery:"
                            + " FROM (SELECT ..., SUM(x) AS s ... GROUP BY ...)."),
            rule(
                    "FILTER must not contain aggregate expression",
                    ErrorCode.INVALID_STATEMENT,
                    (m, names) -> "A FILTER looks at single rows and cannot contain an aggregate."),
            rule(
                    "Expression '(.+)' is not in the select clause",
                    ErrorCode.INVALID_STATEMENT,
                    (m, names) -> "'" + name(m.group(1)) + "' is not selected, and after SELECT DISTINCT only selected"
                            + " columns can be ordered by."),
            rule(
                    "Column count mismatch in (.+)",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "The queries around " + m.group(1)
                            + " have different numbers of columns. Select as many" + " in each."),
            rule(
                    "Type mismatch in column (\\d+) of (.+)",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "Column " + m.group(1) + " of the queries around " + m.group(2)
                            + " has types that do not go together. Convert one with CAST(... AS ...)."),
            rule(
                    "Values passed to VALUES operator must have compatible types",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "The rows of VALUES have different numbers of values, or values whose types do not go"
                            + " together."),
            rule(
                    "Values passed to (.+) operator must have compatible types",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "The values of " + m.group(1)
                            + " have types that do not go together. Convert some with" + " CAST(... AS ...)."),
            rule(
                    "Values in expression list must have compatible types",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) ->
                            "The values in this list have types that do not go together. Convert some with CAST(..."
                                    + " AS ...)."),
            rule(
                    "Illegal mixing of types in CASE or COALESCE statement",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) ->
                            "The results of CASE or COALESCE have types that do not go together. Convert some with"
                                    + " CAST(... AS ...)."),
            rule(
                    "ELSE clause or at least one THEN clause must be non-NULL",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) ->
                            "Every result of this CASE is NULL, so it has no type. Write CAST(NULL AS ...) in one."),
            rule(
                    "Cast function cannot convert value of type (.+) to type (.+)",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "A value of type " + type(m.group(1)) + " cannot be converted to " + type(m.group(2))
                            + "."),
            rule(
                    "(WHERE|HAVING|FILTER|ON|.+) clause must be a condition",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> m.group(1) + " takes a condition, which is true or false. Compare the value with"
                            + " another."),
            rule(
                    "Expected a boolean type",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "A condition is expected here, which is true or false."),
            rule(
                    "Illegal use of dynamic parameter",
                    ErrorCode.PARAMETER_MISMATCH,
                    (m, names) ->
                            "Nothing tells the type of this parameter. Write CAST(? AS type), for example CAST(? AS"
                                    + " INTEGER)."),
            rule(
                    "Illegal use of 'NULL'",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "Nothing tells the type of this NULL. Write CAST(NULL AS ...)."),
            rule(
                    "List of column aliases must have same degree as table; table has (\\d+) columns .*, whereas alias list has"
                            + " (\\d+) columns",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "The query has " + m.group(1) + (m.group(1).equals("1") ? " column" : " columns")
                            + ", but " + m.group(2) + (m.group(2).equals("1") ? " is" : " are") + " named for it."),
            rule(
                    "Parameters must be of the same type",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) ->
                            "These values have types that do not go together. Convert some with CAST(... AS ...)."),
            rule(
                    "Illegal (\\w+) literal '(.*)': not in format '(.+)'",
                    ErrorCode.INVALID_DATETIME,
                    (m, names) -> noSuchTime(m.group(1), m.group(2), m.group(3))),
            rule(
                    "Ordinal out of range",
                    ErrorCode.INVALID_STATEMENT,
                    (m, names) -> "The query has fewer columns than this number."),
            rule(
                    "OVER clause is necessary for window functions",
                    ErrorCode.INVALID_STATEMENT,
                    (m, names) -> "A window function needs OVER (...) behind it, with the rows it looks at."),
            rule(
                    "(?:Numeric|Date) literal '(.+)' out of range",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "The number " + m.group(1) + " is out of range. Numbers have at most 38 digits."),
            rule(
                    "DECIMAL precision (.+) must be between 1 and (.+)",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) -> "A DECIMAL has 1 to " + m.group(2) + " digits, not " + m.group(1) + "."),
            rule(
                    "DECIMAL scale (.+) must be between (.+) and (.+)",
                    ErrorCode.TYPE_MISMATCH,
                    (m, names) ->
                            "A DECIMAL has up to " + m.group(3) + " digits behind the point, not " + m.group(1) + "."));

    private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2}).*");
    private static final int MONTHS = 12;

    private final Catalog catalog;
    private final NamesInQuery names;

    ValidationErrors(Catalog catalog, NamesInQuery names) {
        this.catalog = catalog;
        this.names = names;
    }

    /** The error to show for what the validator threw. */
    EngineException translate(CalciteContextException e) {
        Position position =
                e.getPosLine() > 0 && e.getPosColumn() > 0 ? new Position(e.getPosLine(), e.getPosColumn()) : null;
        Throwable cause = e.getCause();
        String message = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern.matcher(message);
            if (matcher.matches()) {
                return new EngineException(rule.code, position, rule.message.of(matcher, this), e);
            }
        }
        ErrorCode code = cause instanceof SqlValidatorException ? ErrorCode.INVALID_STATEMENT : ErrorCode.TYPE_MISMATCH;
        return new EngineException(code, position, sentence(message), e);
    }

    private static String sentence(String message) {
        String line = message.strip().replaceAll("\\s*\\n\\s*", " ");
        return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
    }

    private static String column(Matcher m, ValidationErrors errors) {
        String column = name(m.group(1));
        String table = m.groupCount() > 1 ? m.group(2) : null;
        Relation only = errors.names.onlyRelation();
        String where = table != null
                ? " in table '" + table + "'"
                : only == null
                        ? ""
                        : " in " + (only.kind() == io.millrace.planner.catalog.RelationKind.VIEW ? "view" : "table")
                                + " '" + only.name() + "'";
        if (errors.names.isAlias(column)) {
            return "Column '" + column + "' not found" + where
                    + ". It is a name that this query gives with AS, which the"
                    + " rest of the same SELECT and its WHERE cannot use. Repeat the expression, or name it in a subquery:"
                    + " FROM (SELECT ... AS " + column + " ...).";
        }
        List<String> candidates = table == null ? errors.names.columns() : errors.names.columnsOf(table);
        return "Column '" + column + "' not found" + where + "." + Suggestions.didYouMean(column, candidates);
    }

    private static String table(Matcher m, ValidationErrors errors) {
        String table = m.group(1);
        String schema = m.groupCount() > 1 ? m.group(2) : null;
        List<String> candidates =
                new ArrayList<>(errors.catalog.names(schema == null ? Catalog.DEFAULT_SCHEMA : schema));
        if (schema == null) {
            candidates.addAll(errors.catalog.schemas());
        }
        return "Table or view '" + (schema == null ? "" : schema + ".") + table + "' not found."
                + Suggestions.didYouMean(table, candidates);
    }

    private static String ambiguous(Matcher m, ValidationErrors errors) {
        return "Column '" + m.group(1) + "' is ambiguous: more than one column has this name. Write the table's name"
                + " before it, as in t." + m.group(1) + ", or give one another name with AS.";
    }

    private static String function(Matcher m, ValidationErrors errors) {
        String function = m.group(1);
        if (Functions.isKnown(function)) {
            return "Function " + function.toUpperCase(Locale.ROOT) + " does not take such arguments: ("
                    + (m.groupCount() > 1 ? ArgumentErrors.types(m.group(2)) : "") + ").";
        }
        return "Function '" + function + "' not found." + Suggestions.didYouMean(function, Functions.names());
    }

    /** A day that its month does not have is well written, and needs another explanation than one that is not. */
    private static String noSuchTime(String type, String text, String form) {
        Matcher day = DAY.matcher(text);
        if (day.matches()) {
            int month = Integer.parseInt(day.group(2));
            if (month < 1 || month > MONTHS) {
                return "There is no " + type + " '" + text + "': a year has the months 01 to 12.";
            }
            int days = YearMonth.of(Integer.parseInt(day.group(1)), month).lengthOfMonth();
            if (Integer.parseInt(day.group(3)) > days || day.group(3).equals("00")) {
                return "There is no " + type + " '" + text + "': this month has the days 01 to " + days + ".";
            }
        }
        return "There is no " + type + " '" + text + "'. It is written as " + form + ".";
    }

    private static String aggregate(Matcher m, ValidationErrors errors) {
        return m.group(1).equals("WHERE")
                ? "WHERE looks at single rows and cannot contain an aggregate. Put the condition into HAVING, behind GROUP"
                        + " BY."
                : "An aggregate cannot be in " + m.group(1) + ".";
    }

    /** A column name without the table that the validator put before it. */
    private static String name(String expression) {
        return expression.matches("[\\w$]+\\.[\\w$ ]+")
                ? expression.substring(expression.indexOf('.') + 1)
                : expression;
    }

    private static String type(String text) {
        return text.replace(" NOT NULL", "");
    }

    private static Rule rule(String pattern, ErrorCode code, Message message) {
        return new Rule(Pattern.compile(pattern, Pattern.DOTALL), code, message);
    }

    private record Rule(Pattern pattern, ErrorCode code, Message message) {}

    /** Makes a message of what a pattern found. */
    private interface Message {
        String of(Matcher matcher, ValidationErrors errors);
    }

    /** The place of the first character, or null. */
    static @Nullable Position position(CalciteContextException e) {
        return e.getPosLine() > 0 ? new Position(e.getPosLine(), e.getPosColumn()) : null;
    }
}
