package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlAsofJoin;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlMatchRecognize;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, before anything is looked up, the constructs of a query that we know and do not have: by name, at their place,
 * with what to do instead. Walks the tree once.
 */
final class Constructs {
    private static final int MOST_GROUPINGS = 4096;
    private static final Set<String> WINDOWS = Set.of("TUMBLE", "HOP", "CUMULATE", "SESSION");

    private final boolean continuous;
    private final ExpressionConstructs expressions = new ExpressionConstructs(subquery -> query(subquery, false));

    private Constructs(boolean continuous) {
        this.continuous = continuous;
    }

    /** Checks a query; {@code continuous} if its result is to be kept up to date. */
    static void check(SqlNode query, boolean continuous) {
        new Constructs(continuous).query(query, true);
    }

    /** Checks an expression that stands outside of a query. */
    static void checkExpression(SqlNode expression) {
        new ExpressionConstructs().check(expression);
    }

    private void query(SqlNode query, boolean outermost) {
        if (query instanceof SqlSelect select) {
            select(select);
        } else if (query instanceof SqlOrderBy ordered) {
            ordering(ordered, outermost);
        } else if (query instanceof SqlWith with) {
            with(with, outermost);
        } else if (query instanceof SqlCall call) {
            operation(call);
        }
    }

    private void operation(SqlCall call) {
        switch (call.getKind()) {
            case UNION, INTERSECT, EXCEPT -> call.getOperandList().forEach(branch -> query(branch, false));
            case VALUES -> call.getOperandList().forEach(row -> expressions.check(((SqlCall) row).getOperandList()));
            case EXPLICIT_TABLE -> {}
            default -> throw unsupported(call, call.getKind().sql + " is not supported yet.");
        }
    }

    private void with(SqlWith with, boolean outermost) {
        for (SqlNode item : with.withList) {
            query(((SqlWithItem) item).query, false);
        }
        query(with.body, outermost);
    }

    private void ordering(SqlOrderBy ordered, boolean outermost) {
        SqlNode limit = ordered.fetch == null ? ordered.offset : ordered.fetch;
        if (continuous && outermost && limit == null) {
            throw unsupported(
                    ordered.orderList.get(0),
                    "ORDER BY without LIMIT is not supported in a query that is kept up to date: its rows have no order."
                            + " Use ORDER BY when you SELECT from it.");
        }
        expressions.check(ordered.orderList.getList());
        query(ordered.query, outermost);
    }

    private void select(SqlSelect select) {
        if (select.hasHints()) {
            throw unsupported(select.getHints().get(0), "Hints are not supported. Leave the hint out.");
        }
        from(select.getFrom());
        expressions.check(select.getSelectList().getList());
        expressions.check(select.getWhere());
        SqlNodeList groups = select.getGroup();
        if (groups != null) {
            groups.forEach(this::group);
            checkGroupings(groups);
        }
        expressions.check(select.getHaving());
        expressions.check(select.getWindowList().getList());
        expressions.check(select.getQualify());
    }

    private void group(@Nullable SqlNode item) {
        if (item == null) {
            return;
        }
        switch (item.getKind()) {
            case GROUPING_SETS, ROLLUP, CUBE, GROUP_BY_DISTINCT ->
                ((SqlCall) item).getOperandList().forEach(this::group);
            default -> expressions.check(item);
        }
    }

    private static void checkGroupings(SqlNodeList groups) {
        double groupings = 1;
        for (SqlNode item : groups) {
            groupings *= groupings(item);
            if (groupings > MOST_GROUPINGS) {
                throw new EngineException(
                        ErrorCode.STATEMENT_TOO_COMPLEX,
                        Positions.of(item.getParserPosition()),
                        "GROUP BY asks for more than " + MOST_GROUPINGS
                                + " groupings at once: CUBE doubles their number"
                                + " with each of its columns. List the groupings that are needed with GROUPING SETS.");
            }
        }
    }

    /** How many groupings an item of GROUP BY makes of each one. */
    private static double groupings(@Nullable SqlNode item) {
        if (!(item instanceof SqlCall call)) {
            return 1;
        }
        return switch (call.getKind()) {
            case CUBE -> Math.pow(2, call.operandCount());
            case ROLLUP -> call.operandCount() + 1.0;
            case GROUPING_SETS ->
                call.getOperandList().stream()
                        .mapToDouble(Constructs::groupings)
                        .sum();
            default -> 1;
        };
    }

    private void from(@Nullable SqlNode from) {
        if (from == null || from instanceof SqlIdentifier) {
            return;
        }
        if (from instanceof SqlJoin join) {
            join(join);
            return;
        }
        if (from.isA(SqlKind.QUERY) || from.getKind() == SqlKind.EXPLICIT_TABLE) {
            query(from, false);
            return;
        }
        SqlCall call = (SqlCall) from;
        switch (call.getKind()) {
            case AS -> from(call.operand(0));
            case COLLECTION_TABLE -> tableFunction(call.operand(0));
            case MATCH_RECOGNIZE -> from(((SqlMatchRecognize) call).getTableRef());
            case LATERAL -> from(call.operand(0));
            case UNNEST -> call.getOperandList().forEach(this::unnested);
            case TABLESAMPLE -> throw unsupported(call.operand(1), "TABLESAMPLE is not supported.");
            case SNAPSHOT -> expressions.check(((SqlSnapshot) call).getPeriod());
            case PIVOT, UNPIVOT -> {
                from(call.operand(0));
                expressions.check(call.getOperandList().subList(1, call.operandCount()));
            }
            default -> throw unsupported(call, "This kind of table is not supported yet.");
        }
    }

    /** A collection, or a query whose rows are taken for one. */
    private void unnested(SqlNode operand) {
        if (operand.isA(SqlKind.QUERY)) {
            query(operand, false);
        } else {
            expressions.check(operand);
        }
    }

    private void join(SqlJoin join) {
        if (join instanceof SqlAsofJoin asOf) {
            expressions.check(asOf.getMatchCondition());
        }
        from(join.getLeft());
        from(join.getRight());
        SqlNode condition = join.getCondition();
        if (condition != null && join.getConditionType() == JoinConditionType.ON) {
            expressions.check(condition);
        }
    }

    private void tableFunction(SqlNode node) {
        if (!(node instanceof SqlCall call)) {
            return;
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        if (!WINDOWS.contains(name)) {
            throw unsupported(
                    call, "The table function " + name + " is not supported. TUMBLE, HOP, CUMULATE and SESSION are.");
        }
        for (SqlNode operand : call.getOperandList()) {
            SqlNode value = operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT ? ((SqlCall) operand).operand(0) : operand;
            if (value.isA(SqlKind.QUERY) || value.getKind() == SqlKind.EXPLICIT_TABLE) {
                query(value, false);
            } else if (value.getKind() == SqlKind.SET_SEMANTICS_TABLE) {
                partitioned((SqlCall) value, name);
            }
        }
    }

    private void partitioned(SqlCall table, String name) {
        if (!name.equals("SESSION")) {
            throw unsupported(table, name + " takes no PARTITION BY or ORDER BY: windows are the same for all rows.");
        }
        SqlNodeList order = table.operand(2);
        if (!order.isEmpty()) {
            throw unsupported(order, "SESSION takes no ORDER BY: sessions are in the order of their time.");
        }
        query(table.operand(0), false);
    }

    static EngineException unsupported(SqlNode place, String message) {
        return new EngineException(ErrorCode.NOT_SUPPORTED, Positions.of(place.getParserPosition()), message);
    }
}
