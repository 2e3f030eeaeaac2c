package io.millrace.planner;

import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.parse.DefaultValues;
import io.millrace.planner.validate.ColumnCasts;
import io.millrace.planner.validate.Selects;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Turns an UPDATE or DELETE into the query of the rows it changes: the stored columns as they are, and behind them the new
 * values, each cast to its column's type.
 */
final class ChangeRewriter {
    private final Relation table;
    private final SqlNode target;
    private final SqlIdentifier name;
    private final @Nullable SqlNode condition;
    private final SqlNodeList values;
    private final List<Integer> changed;

    private ChangeRewriter(
            Relation table,
            SqlNode target,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNode condition,
            SqlNodeList columns,
            SqlNodeList values) {
        this.table = table;
        this.target = target;
        this.name = alias == null ? new SqlIdentifier(table.name(), SqlParserPos.ZERO) : alias;
        this.condition = condition;
        this.values = values;
        this.changed = TargetTable.columns(table, columns);
    }

    /** For a statement that was parsed, and not validated. */
    static ChangeRewriter of(SqlNode statement, Relation table) {
        if (statement instanceof SqlUpdate update) {
            return new ChangeRewriter(
                    table,
                    update.getTargetTable(),
                    update.getAlias(),
                    update.getCondition(),
                    update.getTargetColumnList(),
                    update.getSourceExpressionList());
        }
        SqlDelete delete = (SqlDelete) statement;
        return new ChangeRewriter(
                table,
                delete.getTargetTable(),
                delete.getAlias(),
                delete.getCondition(),
                SqlNodeList.EMPTY,
                SqlNodeList.EMPTY);
    }

    /** The table that a statement names first. */
    static SqlNode target(SqlNode statement) {
        return statement instanceof SqlUpdate update
                ? update.getTargetTable()
                : ((SqlDelete) statement).getTargetTable();
    }

    /** The changed columns, each with the place of its new value. */
    WrittenColumns written() {
        return WrittenColumns.of(table, changed, values.getList());
    }

    @Nullable
    SqlNode condition() {
        return condition;
    }

    /** The name by which the statement calls the table's row. */
    SqlIdentifier name() {
        return name;
    }

    /** The query over the table itself. */
    SqlNode query() {
        return select(new SqlNodeList(SqlParserPos.ZERO), target);
    }

    /** The query over rows found by key, with each {@code ?} a column of theirs. */
    SqlNode queryOver(Relation found) {
        SqlNodeList items = new SqlNodeList(SqlParserPos.ZERO);
        items.add(column(PreparedChange.Keyed.NUMBER));
        SqlNode query = select(items, new SqlIdentifier(found.name(), SqlParserPos.ZERO));
        return Objects.requireNonNull(query.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlDynamicParam parameter) {
                return new SqlIdentifier(
                        List.of(name.getSimple(), FoundRows.parameter(parameter.getIndex())),
                        parameter.getParserPosition());
            }
        }));
    }

    private SqlNode select(SqlNodeList items, SqlNode from) {
        for (int index : table.physicalColumns()) {
            items.add(column(table.columns().get(index).name()));
        }
        for (int i = 0; i < changed.size(); i++) {
            RelationColumn column = table.columns().get(changed.get(i));
            SqlNode given = values.get(i);
            SqlNode value = DefaultValues.isDefault(given) ? TargetTable.defaultOf(column) : given;
            items.add(SqlStdOperatorTable.AS.createCall(
                    given.getParserPosition(),
                    ColumnCasts.cast(value, column.type()),
                    new SqlIdentifier("$new" + i, SqlParserPos.ZERO)));
        }
        SqlNode named = SqlStdOperatorTable.AS.createCall(target.getParserPosition(), from, name);
        return Selects.of(SqlParserPos.ZERO, items, named, condition);
    }

    private SqlNode column(String column) {
        return new SqlIdentifier(List.of(name.getSimple(), column), SqlParserPos.ZERO);
    }
}
