package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.jspecify.annotations.Nullable;

/** Finds aggregates and window functions in expressions, before validation: a function is known by its name only. */
final class AggregateFinder {
    private AggregateFinder() {}

    /** The first aggregate or window function outside of subqueries, or null. */
    static @Nullable SqlCall find(List<? extends @Nullable SqlNode> nodes) {
        for (SqlNode node : nodes) {
            SqlCall found = node == null ? null : find(node);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable SqlCall find(SqlNode node) {
        if (node.isA(SqlKind.QUERY)) {
            return null;
        }
        if (node instanceof SqlNodeList list) {
            return find(list.getList());
        }
        if (!(node instanceof SqlCall call)) {
            return null;
        }
        return call.getKind() == SqlKind.OVER || isAggregate(call.getOperator()) ? call : find(call.getOperandList());
    }

    /** Whether an operator, known by its name perhaps, is an aggregate. */
    static boolean isAggregate(SqlOperator operator) {
        if (operator.isAggregator()) {
            return true;
        }
        if (!(operator instanceof SqlFunction function) || function.getSqlIdentifier() == null) {
            return false;
        }
        List<SqlOperator> known = new ArrayList<>();
        Functions.table()
                .lookupOperatorOverloads(
                        function.getSqlIdentifier(),
                        null,
                        SqlSyntax.FUNCTION,
                        known,
                        SqlNameMatchers.withCaseSensitive(false));
        return known.stream().anyMatch(SqlOperator::isAggregator);
    }

    /** What a message calls it. */
    static String describe(SqlCall found) {
        return found.getKind() == SqlKind.OVER
                ? "a window function"
                : "the aggregate " + found.getOperator().getName();
    }
}
