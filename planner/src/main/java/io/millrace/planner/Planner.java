package io.millrace.planner;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.DeepStack;
import io.millrace.planner.validate.Analysis;
import io.millrace.planner.validate.CheckedQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
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
