package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.error.Position;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.kernel.ConstantFolder;
import io.millrace.planner.parse.Parser;
import io.millrace.planner.parse.Statement;
import io.millrace.planner.parse.node.ColumnNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.validate.Analysis;
import io.millrace.planner.validate.CheckedQuery;
import io.millrace.planner.validate.ColumnCasts;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.sql.SqlSelect;
import org.jspecify.annotations.Nullable;

/**
 * Computes the DEFAULTs of a new table that are always the same, so that one without a value of its column's type is refused at its
 * place and not by each INSERT.
 */
final class Defaults {
    private final ConstantFolder constants;
    private final ZoneId zone;

    Defaults(ConstantFolder constants, ZoneId zone) {
        this.constants = constants;
        this.zone = zone;
    }

    void check(CreateTableNode node, Relation table) {
        for (RelationColumn column : table.columns()) {
            if (column.defaultExpression() != null) {
                failure(column).ifPresent(e -> {
                    throw new EngineException(
                            ErrorCode.TYPE_MISMATCH,
                            position(node, column),
                            "The DEFAULT of column '" + column.name() + "' is no value of its type: " + e.text(),
                            e);
                });
            }
        }
    }

    private Optional<EngineException> failure(RelationColumn column) {
        Statement.Query query = (Statement.Query) new Parser().parse("SELECT 1").statement();
        ((SqlSelect) query.query())
                .getSelectList()
                .set(0, ColumnCasts.cast(TargetTable.defaultOf(column), column.type()));
        CheckedQuery checked = new Analysis(new NoRelations(), zone).check(query.query(), false);
        if (!checked.hasOnePlan(false)) {
            // It asks for the time, which is another one for each INSERT.
            return Optional.empty();
        }
        RelNode row = checked.relation();
        return row instanceof Project project
                ? constants.failure(project.getProjects().get(0))
                : Optional.empty();
    }

    private static @Nullable Position position(CreateTableNode node, RelationColumn column) {
        for (ColumnNode declared : node.columns()) {
            if (declared instanceof ColumnNode.Stored stored
                    && stored.name().equals(column.name())
                    && stored.defaultValue() != null) {
                return TargetTable.position(stored.defaultValue());
            }
        }
        return null;
    }
}
