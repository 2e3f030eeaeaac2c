package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.Suggestions;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** The table that a statement writes to, and the columns of it that the statement names. */
final class TargetTable {
    private TargetTable() {}

    /** The stored table of a name; throws if there is none that can be written to. */
    static Relation find(SqlNode target, Catalog catalog) {
        SqlIdentifier name = (SqlIdentifier) target;
        String schema = name.isSimple() ? Catalog.DEFAULT_SCHEMA : name.names.get(0);
        String simple = name.names.get(name.names.size() - 1);
        Relation relation = catalog.relation(schema, simple)
                .orElseThrow(() -> new EngineException(
                        ErrorCode.TABLE_NOT_FOUND,
                        position(name),
                        "Table or view '" + name + "' not found."
                                + Suggestions.didYouMean(simple, catalog.names(schema))));
        if (relation.kind() != RelationKind.STORED) {
            throw new EngineException(
                    ErrorCode.WRONG_OBJECT_KIND,
                    position(name),
                    "'" + relation.name() + "' cannot be written to: it is a "
                            + (relation.kind() == RelationKind.STREAM
                                    ? "stream, read from its connector"
                                    : "view or system table")
                            + ". Statements write to tables created without a connector.");
        }
        return relation;
    }

    /** The columns that a list names, as indexes into the table's columns: each stored, none twice. */
    static List<Integer> columns(Relation table, SqlNodeList named) {
        List<Integer> indexes = new ArrayList<>();
        for (SqlNode node : named) {
            String name = ((SqlIdentifier) node).names.get(((SqlIdentifier) node).names.size() - 1);
            int index = table.indexOf(name);
            if (index < 0) {
                List<String> names =
                        table.columns().stream().map(RelationColumn::name).toList();
                throw new EngineException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        position(node),
                        "Column '" + name + "' not found in table '" + table.name() + "'."
                                + Suggestions.didYouMean(name, names));
            }
            if (table.columns().get(index).isComputed()) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT,
                        position(node),
                        "Column '" + name + "' is computed from others and cannot be written to.");
            }
            if (indexes.contains(index)) {
                throw new EngineException(
                        ErrorCode.INVALID_STATEMENT, position(node), "Column '" + name + "' is named twice.");
            }
            indexes.add(index);
        }
        return indexes;
    }

    /** What a column gets that is given no value. */
    static SqlNode defaultOf(RelationColumn column) {
        String text = column.defaultExpression() == null ? "NULL" : column.defaultExpression();
        Statement.Query query =
                (Statement.Query) new Parser().parse("SELECT " + text).statement();
        return ((SqlSelect) query.query()).getSelectList().get(0);
    }

    static @Nullable Position position(SqlNode node) {
        SqlParserPos position = node.getParserPosition();
        return position.getLineNum() < 1 ? null : new Position(position.getLineNum(), position.getColumnNum());
    }
}
