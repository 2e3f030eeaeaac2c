package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a query, before validation, to every place where a relation of one name is read: in FROM, at any depth, but not where an
 * inner WITH gives the name another meaning. Tells what stands between such a place and the query.
 */
abstract class TableNames {
    private static final String JOIN_INSTEAD =
            "Write it as a join in FROM. What asks for rows that are not there cannot be a part of a recursion.";

    private final String name;

    TableNames(String name) {
        this.name = name;
    }

    /**
     * The relation is read.
     *
     * @param reference its name as written there
     * @param place where in the query that is
     * @return the name to write there, which may be the same
     */
    abstract SqlIdentifier read(SqlIdentifier reference, RecursionPlace place);

    /** Goes through a query. */
    final void query(SqlNode query, RecursionPlace place) {
        if (query instanceof SqlSelect select) {
            select(select, place);
        } else if (query instanceof SqlOrderBy ordered) {
            ordered(ordered, place);
        } else if (query instanceof SqlWith with) {
            with(with, place);
        } else if (query instanceof SqlCall call) {
            operation(call, place);
        }
    }

    private void operation(SqlCall call, RecursionPlace place) {
        switch (call.getKind()) {
            case UNION -> call.getOperandList().forEach(branch -> query(branch, place));
            case INTERSECT ->
                call.getOperandList()
                        .forEach(branch ->
                                query(branch, place.behind("in INTERSECT", null, "Write it as a join in FROM.")));
            case EXCEPT ->
                call.getOperandList()
                        .forEach(branch -> query(
                                branch,
                                place.behind(
                                        "in EXCEPT",
                                        null,
                                        "Write NOT EXISTS over the other relation, or do it with the"
                                                + " rows that the recursion gives.")));
            case EXPLICIT_TABLE -> call.setOperand(0, operand(call.operand(0), place));
            default -> expressions(call.getOperandList(), place);
        }
    }

    private void with(SqlWith with, RecursionPlace place) {
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            boolean hides = item.name.getSimple().equalsIgnoreCase(name);
            if (!hides || !item.recursive.booleanValue()) {
                query(item.query, place);
            }
            if (hides) {
                return;
            }
        }
        query(with.body, place);
    }

    private void ordered(SqlOrderBy ordered, RecursionPlace place) {
        SqlNode limit = ordered.fetch == null ? ordered.offset : ordered.fetch;
        RecursionPlace inside = limit == null ? place : place.below("LIMIT", limit);
        expressions(ordered.orderList.getList(), inside);
        query(ordered.query, inside);
    }

    private void select(SqlSelect select, RecursionPlace place) {
        RecursionPlace inside = place;
        SqlNodeList groups = select.getGroup();
        SqlCall aggregate = AggregateFinder.find(clauses(select));
        if (aggregate != null) {
            inside = inside.below(AggregateFinder.describe(aggregate), aggregate);
        }
        if (groups != null) {
            inside = inside.below("GROUP BY", groups.isEmpty() ? select : groups.get(0));
        }
        if (select.getHaving() != null) {
            inside = inside.below("HAVING", select.getHaving());
        }
        SqlNode from = select.getFrom();
        if (from != null) {
            select.setFrom(from(from, inside));
        }
        expressions(clauses(select), inside);
    }

    private static List<@Nullable SqlNode> clauses(SqlSelect select) {
        List<@Nullable SqlNode> clauses = new ArrayList<>();
        clauses.add(select.getSelectList());
        clauses.add(select.getWhere());
        clauses.add(select.getGroup());
        clauses.add(select.getHaving());
        clauses.add(select.getWindowList());
        clauses.add(select.getQualify());
        clauses.add(select.getOrderList());
        return clauses;
    }

    private SqlNode from(SqlNode from, RecursionPlace place) {
        if (from instanceof SqlIdentifier identifier) {
            SqlIdentifier other = named(identifier, place);
            SqlParserPos position = identifier.getParserPosition();
            return other == identifier ? identifier : SqlStdOperatorTable.AS.createCall(position, other, identifier);
        }
        if (from instanceof SqlJoin join) {
            join(join, place);
            return join;
        }
        if (from.isA(SqlKind.QUERY) || from.getKind() == SqlKind.EXPLICIT_TABLE) {
            query(from, place);
            return from;
        }
        if (!(from instanceof SqlCall call)) {
            return from;
        }
        switch (call.getKind()) {
            case AS, TABLE_REF -> call.setOperand(0, operand(call.operand(0), place));
            case LATERAL -> call.setOperand(0, from(call.operand(0), place));
            case COLLECTION_TABLE -> expressions(call.getOperandList(), place.below("a table function", null));
            default -> {
                call.setOperand(0, from(call.operand(0), place.below(call.getKind().sql, null)));
                expressions(call.getOperandList().subList(1, call.operandCount()), place);
            }
        }
        return from;
    }

    /** What another call gives a name, or needs none: a name stays a name. */
    private SqlNode operand(SqlNode from, RecursionPlace place) {
        return from instanceof SqlIdentifier identifier ? named(identifier, place) : from(from, place);
    }

    private SqlIdentifier named(SqlIdentifier identifier, RecursionPlace place) {
        return identifier.isSimple() && identifier.getSimple().equalsIgnoreCase(name)
                ? read(identifier, place)
                : identifier;
    }

    private void join(SqlJoin join, RecursionPlace place) {
        JoinType type = join.getJoinType();
        RecursionPlace missing = place.behind(
                "on the side of an outer join that may have no row",
                null,
                "Put it on the other side, or use an inner join.");
        join.setLeft(from(join.getLeft(), type.generatesNullsOnLeft() ? missing : place));
        join.setRight(from(join.getRight(), type.generatesNullsOnRight() ? missing : place));
        SqlNode condition = join.getCondition();
        if (condition != null) {
            expressions(List.of(condition), place);
        }
    }

    private void expressions(List<? extends @Nullable SqlNode> nodes, RecursionPlace place) {
        for (SqlNode node : nodes) {
            if (node == null) {
                continue;
            }
            if (node.isA(SqlKind.QUERY) || node.getKind() == SqlKind.EXPLICIT_TABLE) {
                query(node, place.behind("in a subquery of an expression", null, JOIN_INSTEAD));
            } else if (node instanceof SqlNodeList list) {
                expressions(list.getList(), place);
            } else if (node instanceof SqlCall call) {
                expressions(call.getOperandList(), place);
            }
        }
    }
}
