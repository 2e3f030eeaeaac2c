package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.parse.DefaultValues;
import io.millrace.planner.validate.ColumnCasts;
import io.millrace.planner.validate.Selects;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Turns a MERGE into a query over the source, left-joined with the target: whether there was a match, the target's row as it is,
 * and its row as it shall be. What belongs to the other case is not computed.
 */
final class MergeRewriter {
    private static final String MATCHED = "$matched";
    private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

    private final SqlMerge merge;
    private final Relation table;
    private final SqlIdentifier name;
    private final @Nullable SqlUpdate update;
    private final @Nullable SqlInsert insert;
    private final List<Integer> updated;
    private final List<Integer> inserted;

    MergeRewriter(SqlMerge merge, Relation table) {
        this.merge = merge;
        this.table = table;
        this.name = merge.getAlias() == null ? new SqlIdentifier(table.name(), NOWHERE) : merge.getAlias();
        this.update = merge.getUpdateCall();
        this.insert = merge.getInsertCall();
        this.updated = update == null ? List.of() : TargetTable.columns(table, update.getTargetColumnList());
        this.inserted = insert == null
                ? List.of()
                : insert.getTargetColumnList() == null
                        ? table.physicalColumns()
                        : TargetTable.columns(table, insert.getTargetColumnList());
        if (table.key().isEmpty()) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    TargetTable.position(merge.getTargetTable()),
                    "MERGE needs a table with a PRIMARY KEY, and '" + table.name() + "' has none.");
        }
        if (insert != null && values().operandCount() != inserted.size()) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    TargetTable.position(values()),
                    "This row has " + values().operandCount() + " values, but " + inserted.size()
                            + " columns are to be written.");
        }
    }

    /** Whether a row that matches is changed; otherwise it is left alone. */
    boolean updates() {
        return update != null;
    }

    /** Whether a row that matches nothing is inserted. */
    boolean inserts() {
        return insert != null;
    }

    /** The columns that a row which matches gets, each with the place of its value. */
    WrittenColumns updated() {
        List<? extends @Nullable SqlNode> places =
                update == null ? List.of() : update.getSourceExpressionList().getList();
        return WrittenColumns.of(table, updated, places);
    }

    /** The columns that a row which matches nothing gets, each with the place of its value. */
    WrittenColumns inserted() {
        return WrittenColumns.of(table, inserted, insert == null ? List.of() : values().getOperandList());
    }

    private SqlCall values() {
        SqlCall source = (SqlCall) Objects.requireNonNull(insert).getSource();
        return source.operand(0);
    }

    /** The query: the match, the old columns, the new columns. */
    SqlNode query() {
        SqlNodeList items = new SqlNodeList(NOWHERE);
        items.add(column(MATCHED));
        for (int index : table.physicalColumns()) {
            items.add(column(table.columns().get(index).name()));
        }
        Map<Integer, SqlNode> updates = new HashMap<>();
        Map<Integer, SqlNode> inserts = new HashMap<>();
        for (int i = 0; update != null && i < updated.size(); i++) {
            updates.put(updated.get(i), update.getSourceExpressionList().get(i));
        }
        for (int i = 0; insert != null && i < inserted.size(); i++) {
            inserts.put(inserted.get(i), values().operand(i));
        }
        for (int index : table.physicalColumns()) {
            items.add(item(index, updates.get(index), inserts.get(index)));
        }
        SqlNode join = new SqlJoin(
                merge.getParserPosition(),
                merge.getSourceTableRef(),
                SqlLiteral.createBoolean(false, NOWHERE),
                JoinType.LEFT.symbol(NOWHERE),
                target(),
                JoinConditionType.ON.symbol(NOWHERE),
                merge.getCondition());
        return select(items, join);
    }

    private SqlNode target() {
        SqlNodeList columns = new SqlNodeList(NOWHERE);
        for (RelationColumn column : table.columns()) {
            columns.add(new SqlIdentifier(column.name(), NOWHERE));
        }
        columns.add(SqlStdOperatorTable.AS.createCall(
                NOWHERE, SqlLiteral.createBoolean(true, NOWHERE), new SqlIdentifier(MATCHED, NOWHERE)));
        return SqlStdOperatorTable.AS.createCall(NOWHERE, select(columns, merge.getTargetTable()), name);
    }

    private SqlNode item(int index, @Nullable SqlNode updated, @Nullable SqlNode inserted) {
        RelationColumn column = table.columns().get(index);
        SqlNode now = updated == null ? column(column.name()) : value(column, updated);
        SqlNode fresh = inserted == null
                ? ColumnCasts.cast(TargetTable.defaultOf(column), column.type())
                : value(column, inserted);
        SqlNode matched = SqlStdOperatorTable.IS_NOT_NULL.createCall(NOWHERE, column(MATCHED));
        SqlNode value = new SqlCase(NOWHERE, null, SqlNodeList.of(matched), SqlNodeList.of(now), fresh);
        return SqlStdOperatorTable.AS.createCall(NOWHERE, value, new SqlIdentifier("$new" + index, NOWHERE));
    }

    private static SqlNode value(RelationColumn column, SqlNode given) {
        return ColumnCasts.cast(DefaultValues.isDefault(given) ? TargetTable.defaultOf(column) : given, column.type());
    }

    private static SqlNode select(SqlNodeList items, SqlNode from) {
        return Selects.of(NOWHERE, items, from);
    }

    private SqlNode column(String column) {
        return new SqlIdentifier(List.of(name.getSimple(), column), NOWHERE);
    }
}
