package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Brings the items of WITH into the form that the validator knows, before validation. An item of WITH RECURSIVE that reads itself
 * becomes a {@link RecursiveUnion} of the parts that do not and the parts that do, which read it under a name of its own; so all else of
 * the way to a plan sees plain items. Refuses what is no such union, and what is not monotone, by name and place. Names of
 * items are written everywhere as the item has them, as the validator tells large letters from small ones there. Changes the tree.
 */
final class WithItems {
    private final RecursiveTables tables;

    private WithItems(RecursiveTables tables) {
        this.tables = tables;
    }

    /**
     * Rewrites all items of a query.
     *
     * @param tables takes the recursions found
     */
    static void rewrite(SqlNode query, RecursiveTables tables) {
        WithItems items = new WithItems(tables);
        query.accept(new SqlBasicVisitor<Void>() {
            @Override
            public @Nullable Void visit(SqlCall call) {
                if (call instanceof SqlWith with) {
                    items.rewrite(with);
                }
                return super.visit(call);
            }
        });
    }

    private void rewrite(SqlWith with) {
        List<SqlWithItem> items = new ArrayList<>();
        with.withList.forEach(item -> items.add((SqlWithItem) item));
        for (int index = 0; index < items.size(); index++) {
            SqlWithItem item = items.get(index);
            if (item.recursive.booleanValue()) {
                checkOrder(item, items.subList(index + 1, items.size()));
                SqlIdentifier itself = References.find(item.query, name(item));
                if (itself != null) {
                    item.query = recursive(item, item.query, itself);
                }
                item.recursive = SqlLiteral.createBoolean(false, item.recursive.getParserPosition());
            }
            ExactName name = new ExactName(name(item));
            items.subList(index + 1, items.size()).forEach(later -> name.rewrite(later.query));
            name.rewrite(with.body);
        }
    }

    /** Writes the name of an item as the item has it. */
    private static final class ExactName extends TableNames {
        private final String name;

        ExactName(String name) {
            super(name);
            this.name = name;
        }

        void rewrite(SqlNode query) {
            query(query, RecursionPlace.FREE);
        }

        @Override
        SqlIdentifier read(SqlIdentifier reference, RecursionPlace place) {
            return reference.getSimple().equals(name)
                    ? reference
                    : new SqlIdentifier(name, reference.getParserPosition());
        }
    }

    private static String name(SqlWithItem item) {
        return item.name.getSimple();
    }

    private static void checkOrder(SqlWithItem item, List<SqlWithItem> later) {
        for (SqlWithItem other : later) {
            SqlIdentifier ahead = References.find(item.query, name(other));
            if (ahead != null) {
                boolean mutual = References.find(other.query, name(item)) != null;
                throw refused(
                        ahead,
                        "'" + name(item) + "' reads '" + name(other) + "', which comes after it"
                                + (mutual
                                        ? " and reads it in turn. Two relations that are computed from each other are not"
                                                + " supported: make them one, with a column that tells their rows apart."
                                        : ". Write '" + name(other) + "' before '" + name(item) + "'."));
            }
        }
    }

    /** The query of an item that reads itself: a UNION, which may have a WITH of its own. */
    private SqlNode recursive(SqlWithItem item, SqlNode query, SqlIdentifier itself) {
        String name = name(item);
        if (query instanceof SqlWith with) {
            for (SqlNode inner : with.withList) {
                SqlIdentifier early = References.find(((SqlWithItem) inner).query, name);
                if (early != null) {
                    throw refused(
                            early,
                            "'" + name
                                    + "' cannot be read in a WITH before its own UNION. Read it in the recursive part, in"
                                    + " FROM.");
                }
            }
            with.body = recursive(item, with.body, itself);
            return with;
        }
        if (query instanceof SqlOrderBy ordered) {
            throw refused(
                    ordered.orderList.isEmpty() && ordered.fetch != null ? ordered.fetch : ordered,
                    "A recursion has no ORDER BY and no LIMIT. Write them in the query that reads '" + name + "'.");
        }
        if (query.getKind() != SqlKind.UNION) {
            throw refused(
                    itself,
                    "'" + name
                            + "' reads itself, but is no UNION. A recursion is written: first part UNION [ALL] recursive"
                            + " part, and only the recursive part reads '" + name + "'.");
        }
        return union(item, (SqlCall) query);
    }

    private SqlNode union(SqlWithItem item, SqlCall union) {
        String name = name(item);
        boolean all = isAll(union);
        List<SqlNode> first = new ArrayList<>();
        List<SqlNode> recursive = new ArrayList<>();
        sort(union, all, name, first, recursive);
        if (first.isEmpty()) {
            throw refused(
                    union.operand(0),
                    "All parts of '" + name
                            + "' read it, so that it has no row to begin with. Start the UNION with a part"
                            + " that does not.");
        }
        RecursiveUnion operator = new RecursiveUnion(all, name, item.name.getParserPosition(), columns(item), tables);
        tables.add(operator);
        List<SqlNode> steps = new ArrayList<>();
        for (SqlNode part : recursive) {
            steps.add(new RecursiveReferences(operator).rewrite(part));
        }
        SqlParserPos position = union.getParserPosition();
        return operator.createCall(
                position,
                joined(first, all ? SqlStdOperatorTable.UNION_ALL : SqlStdOperatorTable.UNION),
                joined(steps, SqlStdOperatorTable.UNION_ALL));
    }

    /** Takes a chain of the same UNION apart as far as its parts read the relation. */
    private static void sort(SqlCall union, boolean all, String name, List<SqlNode> first, List<SqlNode> recursive) {
        for (SqlNode part : union.getOperandList()) {
            SqlIdentifier itself = References.find(part, name);
            if (itself == null) {
                first.add(part);
            } else if (part.getKind() == SqlKind.UNION && isAll((SqlCall) part) == all) {
                sort((SqlCall) part, all, name, first, recursive);
            } else {
                recursive.add(part);
            }
        }
    }

    private static boolean isAll(SqlCall union) {
        return ((SqlSetOperator) union.getOperator()).isAll();
    }

    private static SqlNode joined(List<SqlNode> parts, SqlSetOperator by) {
        SqlNode joined = parts.get(0);
        for (SqlNode part : parts.subList(1, parts.size())) {
            joined = by.createCall(part.getParserPosition(), joined, part);
        }
        return joined;
    }

    private static @Nullable List<String> columns(SqlWithItem item) {
        return item.columnList == null ? null : SqlIdentifier.simpleNames(item.columnList);
    }

    static EngineException refused(SqlNode at, String message) {
        return new EngineException(ErrorCode.NOT_SUPPORTED, Positions.of(at.getParserPosition()), message);
    }
}
