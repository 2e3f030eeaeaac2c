package io.millrace.planner;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.DeepStack;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.validate.Analysis;
import io.millrace.planner.validate.CheckedQuery;
import io.millrace.planner.validate.CheckedTable;
import io.millrace.planner.validate.TableAnalysis;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlNode;

/**
 * From statements to what the executor runs. Stateless, for any thread; the work itself is done on a thread with a large
 * stack while the caller waits. Every failure is an EngineException with a place in the statement where there is one.
 */
public final class Planner {
    /** Checks a query and plans it, unless it has parameters whose values it needs for that. */
    public PreparedQuery prepare(SqlNode query, Catalog catalog, Purpose purpose) {
        return DeepStack.call(() -> {
            QuerySteps steps = new QuerySteps(new Analysis(catalog).check(query), purpose);
            CheckedQuery checked = steps.query();
            QueryPlan plan = checked.parameterTypes().isEmpty() ? steps.plan(List.of()) : null;
            return new PreparedQuery(steps, schema(checked), checked.parameterTypes(), plan);
        });
    }

    /** Checks an INSERT and prepares the query of the rows it writes. */
    public PreparedInsert prepareInsert(SqlInsert insert, Catalog catalog) {
        Relation table = InsertRewriter.table(insert, catalog);
        SqlNode query = DeepStack.call(() -> InsertRewriter.query(table, insert));
        return new PreparedInsert(table, prepare(query, catalog, Purpose.READ));
    }

    /** Checks a CREATE TABLE. */
    public CheckedTable checkTable(CreateTableNode node) {
        return DeepStack.call(() -> TableAnalysis.check(node));
    }

    private static Schema schema(CheckedQuery query) {
        RelNode relation = query.relation();
        List<Column> columns = new ArrayList<>();
        for (String name : query.columnNames()) {
            RelDataTypeField field = relation.getRowType().getFieldList().get(columns.size());
            ColumnType type = ColumnTypes.of(field.getType());
            columns.add(new Column(name, type));
        }
        return new Schema(columns);
    }
}
