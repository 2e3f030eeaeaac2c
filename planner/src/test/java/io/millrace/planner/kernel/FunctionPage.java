package io.millrace.planner.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlTableFunction;

/** The page docs/reference/functions.md, made from the registry and the examples. */
final class FunctionPage {
    static final Path PATH = Path.of("..", "docs", "reference", "functions.md");

    /** Operators that are part of a statement and have no value of their own. */
    private static final Set<SqlKind> SYNTAX = EnumSet.of(
            SqlKind.AS,
            SqlKind.DESCENDING,
            SqlKind.NULLS_FIRST,
            SqlKind.NULLS_LAST,
            SqlKind.OVER,
            SqlKind.FILTER,
            SqlKind.WITHIN_GROUP,
            SqlKind.WITHIN_DISTINCT,
            SqlKind.RESPECT_NULLS,
            SqlKind.IGNORE_NULLS,
            SqlKind.GROUPING_SETS,
            SqlKind.CUBE,
            SqlKind.ROLLUP,
            SqlKind.VALUES,
            SqlKind.EXPLICIT_TABLE,
            SqlKind.COLLECTION_TABLE,
            SqlKind.TABLESAMPLE,
            SqlKind.LATERAL,
            SqlKind.UNNEST,
            SqlKind.CURSOR,
            SqlKind.EXTEND,
            SqlKind.DESCRIPTOR,
            SqlKind.SET_SEMANTICS_TABLE,
            SqlKind.COLUMN_LIST,
            SqlKind.PATTERN_ALTER,
            SqlKind.PATTERN_CONCAT,
            SqlKind.PATTERN_EXCLUDED,
            SqlKind.PATTERN_PERMUTE,
            SqlKind.PATTERN_QUANTIFIER,
            SqlKind.EXISTS,
            SqlKind.UNIQUE,
            SqlKind.SOME,
            SqlKind.ALL,
            SqlKind.SCALAR_QUERY,
            SqlKind.ARRAY_QUERY_CONSTRUCTOR,
            SqlKind.MAP_QUERY_CONSTRUCTOR,
            SqlKind.MULTISET_QUERY_CONSTRUCTOR,
            // Kernels know it, statements are refused by name: Calcite makes a relation of it.
            SqlKind.MULTISET_VALUE_CONSTRUCTOR,
            SqlKind.LITERAL_CHAIN,
            SqlKind.ARGUMENT_ASSIGNMENT,
            SqlKind.PROCEDURE_CALL,
            SqlKind.NEW_SPECIFICATION,
            SqlKind.INTERVAL,
            SqlKind.DEFAULT,
            SqlKind.ESCAPE,
            SqlKind.COLON,
            SqlKind.SEARCH,
            SqlKind.DOT,
            SqlKind.REINTERPRET);

    private FunctionPage() {}

    /** The scalar functions and operators that a statement may name, one of each name. */
    static List<SqlOperator> scalars() {
        Map<String, SqlOperator> byName = new TreeMap<>();
        for (SqlOperator operator : Expressions.OPERATORS.getOperatorList()) {
            boolean internal = operator.getName().isBlank()
                    || operator.getName().startsWith("$")
                    || operator.getName().startsWith("AS OF ")
                    || operator.getName().equals("/INT");
            boolean other = operator.isAggregator()
                    || operator.isGroup()
                    || operator.isGroupAuxiliary()
                    || operator instanceof SqlTableFunction
                    || operator instanceof SqlSetOperator
                    || SYNTAX.contains(operator.getKind());
            if (!internal && !other) {
                byName.putIfAbsent(operator.getName(), operator);
            }
        }
        return List.copyOf(byName.values());
    }

    static String text() {
        List<String> refused = new ArrayList<>();
        StringBuilder page = new StringBuilder();
        page.append("# Functions and operators\n\n");
        page.append("Generated from the planner's registry by `FunctionPageTest`; do not edit. ");
        page.append("A call that has no value for its arguments (1/0, a bad cast) is NULL in a view and noted, ");
        page.append("and an error in an ad hoc read. Functions marked *library* run through Apache Calcite's ");
        page.append("function library and are slower than the others.\n\n");
        page.append("In the examples `s` is 'hello world', `u` 'Grüße', `i` 3, `x` 0.5, `m` 12.35, `d` 2024-02-29, ");
        page.append("`ts` 2024-02-29 13:45:30.25, `t` TRUE, `j` '{\"a\": 1, \"b\": [1, 2]}', `n` and `ni` NULL.\n\n");
        page.append("| Function | Example | Value | |\n|---|---|---|---|\n");
        for (SqlOperator operator : scalars()) {
            FunctionRule rule = Functions.rule(operator);
            Optional<FunctionExample> example = FunctionExample.of(operator.getName());
            if (rule.way() == FunctionRule.Way.REFUSED) {
                refused.add("| " + code(operator.getName()) + " | " + rule.note() + " |\n");
            } else {
                page.append("| ").append(code(operator.getName()));
                page.append(" | ").append(code(example.map(FunctionExample::sql).orElse("")));
                page.append(" | ")
                        .append(code(example.map(FunctionExample::answer).orElse("")));
                page.append(" | ").append(rule.isLibrary() ? "library" : "").append(" |\n");
            }
        }
        page.append("\n## Aggregates\n\n");
        page.append(
                "All of them follow deletions and may have FILTER, and OVER. What they mean is told in [sql.md](sql.md).\n\n");
        page.append("| Aggregate | Call | Value |\n|---|---|---|\n");
        for (SqlOperator operator : aggregates()) {
            if (Aggregates.of(operator) == null) {
                refused.add("| " + code(operator.getName()) + " | an aggregate that is not there yet |\n");
            } else {
                Optional<AggregateForm> form = AggregateForm.of(operator.getName());
                page.append("| ").append(code(operator.getName()));
                page.append(" | ").append(code(form.map(AggregateForm::call).orElse("")));
                page.append(" | ")
                        .append(form.map(AggregateForm::meaning).orElse(""))
                        .append(" |\n");
            }
        }
        page.append("\n## Not supported, or not in views\n\n| Function | Why |\n|---|---|\n");
        refused.forEach(page::append);
        return page.toString();
    }

    /** The aggregates that a statement may name, but for those that only windows have. */
    static List<SqlOperator> aggregates() {
        Map<String, SqlOperator> byName = new TreeMap<>();
        for (SqlOperator operator : Expressions.OPERATORS.getOperatorList()) {
            boolean internal = operator.getName().startsWith("$")
                    || operator.getKind() == SqlKind.SINGLE_VALUE
                    || operator.getKind() == SqlKind.LITERAL_AGG;
            boolean ofWindows = operator instanceof SqlAggFunction function && function.requiresOver();
            if (operator.isAggregator() && !internal && !ofWindows) {
                byName.putIfAbsent(operator.getName(), operator);
            }
        }
        return List.copyOf(byName.values());
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
    }
}
