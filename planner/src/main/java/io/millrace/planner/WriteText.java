package io.millrace.planner;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.parse.Statement;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/**
 * What EXPLAIN tells of a statement that writes.
 *
 * @param title what happens to which table, and how the rows are found
 * @param query gives the rows that are written, or those that are changed with what becomes of them
 */
record WriteText(String title, SqlNode query) {
    /**
     * Of an INSERT, UPSERT, UPDATE, DELETE or MERGE.
     *
     * @param keyed whether it finds the row that it changes by its key
     */
    static WriteText of(Statement statement, Catalog catalog, boolean keyed) {
        if (statement instanceof Statement.Insert insert) {
            return insert(insert.insert(), catalog);
        }
        if (statement instanceof Statement.Merge merge) {
            Relation table = TargetTable.find(merge.merge().getTargetTable(), catalog);
            return new WriteText("merge into " + table.name() + ":", new MergeRewriter(merge.merge(), table).query());
        }
        if (!(statement instanceof Statement.Change)) {
            throw new IllegalArgumentException("not a statement that writes: " + statement);
        }
        return change(statement.node(), catalog, keyed);
    }

    private static WriteText insert(SqlInsert insert, Catalog catalog) {
        Relation table = InsertRewriter.table(insert, catalog);
        String verb = insert.isUpsert() ? "upsert into " : "insert into ";
        return new WriteText(verb + table.name() + ":", InsertRewriter.query(table, insert));
    }

    private static WriteText change(SqlNode change, Catalog catalog, boolean keyed) {
        Relation table = TargetTable.find(ChangeRewriter.target(change), catalog);
        String verb = change.getKind() == SqlKind.UPDATE ? "update " : "delete from ";
        String how = keyed ? ", whose row is looked up by its key " + key(table) + " and not by this plan" : "";
        return new WriteText(
                verb + table.name() + how + ":",
                ChangeRewriter.of(change, table).query());
    }

    private static String key(Relation table) {
        return table.key().stream()
                .map(column -> table.columns().get(column).name())
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
