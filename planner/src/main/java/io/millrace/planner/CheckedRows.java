package io.millrace.planner;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.validate.Selects;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The relation of rows that are about to be written, over which CHECK conditions are computed. */
public final class CheckedRows {
    /** Its name. */
    public static final String NAME = "$checked";

    private CheckedRows() {}

    /** The relation, with the columns of a table. */
    static Relation of(Relation table) {
        return new Relation(
                Catalog.DEFAULT_SCHEMA, NAME, RelationKind.STORED, table.columns(), List.of(), null, true, true);
    }

    /** A query with a column for each check, and a row for each row. */
    static SqlNode query(Relation table, List<Constraints.Check> checks) {
        SqlNodeList items = new SqlNodeList(SqlParserPos.ZERO);
        for (Constraints.Check check : checks) {
            Statement.Query parsed = (Statement.Query)
                    new Parser().parse("SELECT " + check.condition()).statement();
            items.add(SqlStdOperatorTable.AS.createCall(
                    SqlParserPos.ZERO,
                    ((SqlSelect) parsed.query()).getSelectList().get(0),
                    new SqlIdentifier("$check" + items.size(), SqlParserPos.ZERO)));
        }
        SqlNode from = SqlStdOperatorTable.AS.createCall(
                SqlParserPos.ZERO,
                new SqlIdentifier(NAME, SqlParserPos.ZERO),
                new SqlIdentifier(table.name(), SqlParserPos.ZERO));
        return Selects.of(SqlParserPos.ZERO, items, from);
    }
}
