package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlJsonArrayAggAggFunction;
import org.apache.calcite.sql.fun.SqlJsonObjectAggAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Brings the ways to write an order inside of an aggregate to one each, before validation. {@code STRING_AGG(x, ',' ORDER BY y)} is
 * {@code STRING_AGG(x, ',') WITHIN GROUP (ORDER BY y)}, as is {@code GROUP_CONCAT(x ORDER BY y SEPARATOR ',')}, and {@code PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x DESC)}, whose order
 * is that of its argument, is {@code PERCENTILE_CONT(x, 0.5, TRUE)}; MODE alike. The aggregates of JSON get their values as JSON.
 */
final class WithinGroups extends SqlShuttle {
    /** Whether what is visited stands in front of OVER, whose window tells the order. */
    private boolean over;

    private WithinGroups() {}

    /** The query with all orders inside of aggregates written in one way. */
    static SqlNode rewrite(SqlNode query) {
        return Objects.requireNonNull(query.accept(new WithinGroups()));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.getKind() == SqlKind.WITHIN_GROUP && isJson(call.operand(0))) {
            SqlCall aggregate = (SqlCall) Objects.requireNonNull(super.visit((SqlCall) call.operand(0)));
            return json(aggregate, (SqlNodeList)
                    Objects.requireNonNull(call.operand(1).accept(this)));
        }
        boolean outer = over;
        over |= call.getKind() == SqlKind.OVER;
        SqlNode visited = super.visit(call);
        over = outer;
        if (!(visited instanceof SqlCall aggregate)) {
            return visited;
        }
        if (aggregate.getKind() == SqlKind.OVER && aggregate.operand(0).getKind() == SqlKind.WITHIN_GROUP) {
            SqlCall ordered = ((SqlCall) aggregate.operand(0)).operand(0);
            throw Constructs.unsupported(
                    ordered,
                    name(ordered)
                            + " with an order of its own and OVER is not supported. Leave its order out: rows come"
                            + " in that of the window.");
        }
        if (aggregate.getKind() == SqlKind.WITHIN_GROUP) {
            return inside(aggregate);
        }
        if (isJson(aggregate)) {
            return json(aggregate, SqlNodeList.EMPTY);
        }
        SqlOperator text = switch (name(aggregate)) {
            case "STRING_AGG", "GROUP_CONCAT" -> OwnAggregates.STRING_AGG;
            case "LISTAGG" -> OwnAggregates.LISTAGG;
            case "ARRAY_AGG" -> OwnAggregates.ARRAY_AGG;
            default -> null;
        };
        return text == null ? aggregate : outside(aggregate, text);
    }

    private static boolean isJson(SqlCall call) {
        return call.getOperator() instanceof SqlJsonArrayAggAggFunction
                || call.getOperator() instanceof SqlJsonObjectAggAggFunction;
    }

    /** Of equal order keys the value decides, as it is and not as the text that it becomes. */
    private SqlNode json(SqlCall aggregate, SqlNodeList order) {
        SqlParserPos place = aggregate.getParserPosition();
        boolean array = aggregate.getOperator() instanceof SqlJsonArrayAggAggFunction;
        SqlCall plain = (array ? OwnAggregates.JSON_ARRAYAGG : OwnAggregates.JSON_OBJECTAGG)
                .createCall(aggregate.getFunctionQuantifier(), place, JsonForms.argument(aggregate));
        if (over && order.isEmpty()) {
            return plain;
        }
        SqlNodeList keys = new SqlNodeList(order, place);
        keys.add(JsonForms.plain(aggregate.operand(0)));
        if (!array) {
            keys.add(JsonForms.plain(aggregate.operand(1)));
        }
        return SqlStdOperatorTable.WITHIN_GROUP.createCall(place, plain, keys);
    }

    private static String name(SqlCall call) {
        return call.getOperator().getName().toUpperCase(Locale.ROOT);
    }

    /** The operands of a call, of which an ORDER BY may be one, and a SEPARATOR. */
    private static SqlNode outside(SqlCall aggregate, SqlOperator operator) {
        List<SqlNode> arguments = new ArrayList<>();
        SqlNode order = null;
        for (SqlNode operand : aggregate.getOperandList()) {
            if (operand instanceof SqlNodeList list) {
                order = list;
            } else {
                arguments.add(operand.getKind() == SqlKind.SEPARATOR ? ((SqlCall) operand).operand(0) : operand);
            }
        }
        SqlParserPos place = aggregate.getParserPosition();
        SqlCall plain =
                operator.createCall(aggregate.getFunctionQuantifier(), place, arguments.toArray(SqlNode[]::new));
        return order == null ? plain : SqlStdOperatorTable.WITHIN_GROUP.createCall(place, plain, order);
    }

    private static SqlNode inside(SqlCall within) {
        SqlCall aggregate = within.operand(0);
        SqlNodeList order = within.operand(1);
        SqlParserPos place = aggregate.getParserPosition();
        SqlOperator operator = switch (name(aggregate)) {
            case "PERCENTILE_CONT" -> OwnAggregates.PERCENTILE_CONT;
            case "PERCENTILE_DISC" -> OwnAggregates.PERCENTILE_DISC;
            case "MODE" -> OwnAggregates.MODE;
            default -> null;
        };
        if (operator == null) {
            return within;
        }
        int expected = operator.equals(OwnAggregates.MODE) ? 0 : 1;
        if (aggregate.operandCount() != expected || order.size() != 1) {
            throw new EngineException(
                    ErrorCode.INVALID_ARGUMENT,
                    Positions.of(order.size() == 1 ? place : order.getParserPosition()),
                    name(aggregate) + " WITHIN GROUP takes "
                            + (expected == 0 ? "no argument" : "the fraction as its argument")
                            + " and orders by one value. Write "
                            + (expected == 0 ? "MODE()" : name(aggregate) + "(0.5)") + " WITHIN GROUP (ORDER BY x).");
        }
        SqlNode key = order.get(0);
        boolean descending = false;
        while (key.getKind() == SqlKind.DESCENDING
                || key.getKind() == SqlKind.NULLS_FIRST
                || key.getKind() == SqlKind.NULLS_LAST) {
            // NULLs do not count, so it does not matter where they stand.
            descending |= key.getKind() == SqlKind.DESCENDING;
            key = ((SqlCall) key).operand(0);
        }
        List<SqlNode> arguments = new ArrayList<>(List.of(key));
        arguments.addAll(aggregate.getOperandList());
        if (descending) {
            arguments.add(SqlLiteral.createBoolean(true, place));
        }
        return operator.createCall(aggregate.getFunctionQuantifier(), place, arguments.toArray(SqlNode[]::new));
    }
}
