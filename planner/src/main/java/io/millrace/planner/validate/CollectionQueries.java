package io.millrace.planner.validate;

import static io.millrace.planner.validate.Constructs.unsupported;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnnestOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Collections made of queries, before validation: {@code ARRAY(SELECT x FROM t ORDER BY y)} is a subquery that aggregates,
 * {@code (SELECT ARRAY_AGG(c ORDER BY o1) FROM (SELECT x AS c, y AS o1 FROM t ORDER BY y))}, empty without rows; MULTISET(query)
 * alike. {@code UNNEST(query)} is the query.
 */
final class CollectionQueries extends SqlShuttle {
    private static final String VALUE = "c";
    private static final String KEY = "o";

    private CollectionQueries() {}

    /** The query without collections made of queries. */
    static SqlNode rewrite(SqlNode query) {
        return Objects.requireNonNull(query.accept(new CollectionQueries()));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlNode visited = super.visit(call);
        if (!(visited instanceof SqlCall made)) {
            return visited;
        }
        return switch (made.getKind()) {
            case ARRAY_QUERY_CONSTRUCTOR -> collection(made, true);
            case MULTISET_QUERY_CONSTRUCTOR -> collection(made, false);
            case UNNEST -> unnested(made);
            default -> made;
        };
    }

    private static SqlNode unnested(SqlCall unnest) {
        SqlNode operand = unnest.operand(0);
        if (unnest.operandCount() != 1 || !operand.isA(SqlKind.QUERY)) {
            return unnest;
        }
        if (((SqlUnnestOperator) unnest.getOperator()).withOrdinality) {
            throw unsupported(
                    operand,
                    "UNNEST of a query WITH ORDINALITY is not supported: its rows have no order. Use ROW_NUMBER.");
        }
        return SqlStdOperatorTable.LATERAL.createCall(operand.getParserPosition(), operand);
    }

    private static SqlNode collection(SqlCall call, boolean ordered) {
        SqlParserPos place = call.getParserPosition();
        SqlNode query = call.operand(0);
        List<SqlNode> keys = new ArrayList<>();
        SqlNode rows = ordered && query instanceof SqlOrderBy order ? withKeys(order, keys) : query;
        SqlNodeList columns = new SqlNodeList(place);
        columns.add(new SqlIdentifier(VALUE, place));
        SqlNodeList order = new SqlNodeList(place);
        for (SqlNode key : keys) {
            SqlIdentifier column = new SqlIdentifier(KEY + (order.size() + 1), place);
            columns.add(column);
            order.add(directed(key, column));
        }
        List<SqlNode> from = new ArrayList<>(List.of(rows, new SqlIdentifier("q", place)));
        from.addAll(columns);
        SqlCall aggregate = (ordered ? OwnAggregates.ARRAY_AGG : OwnAggregates.COLLECT)
                .createCall(place, new SqlIdentifier(VALUE, place));
        SqlNode item =
                order.isEmpty() ? aggregate : SqlStdOperatorTable.WITHIN_GROUP.createCall(place, aggregate, order);
        SqlSelect select = Selects.of(place, SqlNodeList.of(item), SqlStdOperatorTable.AS.createCall(place, from));
        return CollectionOperators.ARRAY.createCall(place, SqlStdOperatorTable.SCALAR_QUERY.createCall(place, select));
    }

    /** The query with the values that it is ordered by as columns; they are told, with their directions. */
    private static SqlNode withKeys(SqlOrderBy order, List<SqlNode> keys) {
        if (!(order.query instanceof SqlSelect select)
                || select.isDistinct()
                || select.getSelectList().size() != 1) {
            throw unsupported(
                    order.orderList,
                    "ORDER BY in ARRAY(...) is not supported for this query. Write it as a subquery in FROM, and order by its"
                            + " column in ARRAY(SELECT column FROM (...) ORDER BY column).");
        }
        SqlNode item = select.getSelectList().get(0);
        SqlNodeList items =
                new SqlNodeList(List.of(item), select.getSelectList().getParserPosition());
        for (SqlNode key : order.orderList) {
            keys.add(key);
            items.add(named(plain(key), item));
        }
        SqlSelect shown = (SqlSelect) select.clone(select.getParserPosition());
        shown.setSelectList(items);
        boolean cut = order.offset != null || order.fetch != null;
        return cut
                ? new SqlOrderBy(order.getParserPosition(), shown, order.orderList, order.offset, order.fetch)
                : shown;
    }

    /** What a key means: a number or the name of the item is the item. */
    private static SqlNode named(SqlNode key, SqlNode item) {
        SqlNode value = item.getKind() == SqlKind.AS ? ((SqlCall) item).operand(0) : item;
        if (key instanceof SqlNumericLiteral number && number.isInteger()) {
            return value;
        }
        boolean isAlias = item.getKind() == SqlKind.AS
                && key instanceof SqlIdentifier name
                && name.isSimple()
                && name.getSimple().equalsIgnoreCase(((SqlIdentifier) ((SqlCall) item).operand(1)).getSimple());
        return isAlias ? value : key;
    }

    private static SqlNode plain(SqlNode key) {
        SqlNode plain = key;
        while (isDirection(plain)) {
            plain = ((SqlCall) plain).operand(0);
        }
        return plain;
    }

    private static boolean isDirection(SqlNode key) {
        return key.getKind() == SqlKind.DESCENDING
                || key.getKind() == SqlKind.NULLS_FIRST
                || key.getKind() == SqlKind.NULLS_LAST;
    }

    /** A column in the direction of a key. */
    private static SqlNode directed(SqlNode key, SqlNode column) {
        if (!isDirection(key)) {
            return column;
        }
        SqlCall call = (SqlCall) key;
        return call.getOperator().createCall(call.getParserPosition(), directed(call.operand(0), column));
    }
}
