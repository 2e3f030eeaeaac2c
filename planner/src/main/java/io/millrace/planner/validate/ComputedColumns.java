package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Positions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Expressions over the physical columns of one relation: computed columns, watermarks and defaults. */
final class ComputedColumns {
    private ComputedColumns() {}

    /** All columns of a relation, in order, in the relation's time zone: a projection above a scan of the physical ones. */
    static RelNode read(Analysis analysis, Relation relation) {
        List<SqlNode> items = new ArrayList<>();
        for (RelationColumn column : relation.columns()) {
            String expression = column.expression();
            items.add(
                    expression == null
                            ? new SqlIdentifier(column.name(), SqlParserPos.ZERO)
                            : ExpressionText.parse(expression));
        }
        SqlSelect select = select(items, new SqlIdentifier(relation.name(), SqlParserPos.ZERO));
        Analysis inner = physical(analysis, relation, analysis.catalog().timeZone(relation));
        return inner.convert(inner.validate(select, NamesInQuery.of(select, inner.catalog())));
    }

    /**
     * The type of an expression over the relation's physical columns, checked like a query; {@code continuous} if it must give
     * the same value whenever it is computed.
     */
    static ColumnType typeOf(Analysis analysis, Relation relation, SqlNode expression, boolean continuous) {
        return ColumnTypes.of(
                expressionOf(analysis, relation, expression, continuous).getType());
    }

    /** The expression itself, over the relation's physical columns; as {@link #typeOf}. */
    static RexNode expressionOf(Analysis analysis, Relation relation, SqlNode expression, boolean continuous) {
        Constructs.checkExpression(expression);
        SqlNode copy = Objects.requireNonNull(expression.clone(expression.getParserPosition()));
        SqlSelect select = select(List.of(copy), new SqlIdentifier(relation.name(), SqlParserPos.ZERO));
        Analysis inner = physical(analysis, relation, analysis.zone());
        ValidatedQuery validated = inner.validate(select, NamesInQuery.of(select, inner.catalog()));
        ResolvedCalls calls = ResolvedCalls.check(validated, continuous);
        if (continuous) {
            calls.refuseTime();
        }
        RelNode projection = inner.convert(validated);
        if (!(projection instanceof Project project) || !(project.getInput() instanceof TableScan)) {
            throw new EngineException(
                    ErrorCode.INVALID_STATEMENT,
                    Positions.of(expression.getParserPosition()),
                    "An aggregate looks at many rows, but a column is made of one row.");
        }
        return project.getProjects().get(0);
    }

    /** The analysis of expressions over the physical columns of one relation. */
    static Analysis physical(Analysis analysis, Relation relation, ZoneId zone) {
        return analysis.over(
                new OneRelation(relation),
                zone,
                readable -> new RelationTable(readable, readable.physicalColumns(), (ignored, table) -> {
                    throw new IllegalStateException("'" + readable.name() + "' is read without its computed columns");
                }));
    }

    static SqlSelect select(List<SqlNode> expressions, SqlNode from) {
        return Selects.of(SqlParserPos.ZERO, new SqlNodeList(expressions, SqlParserPos.ZERO), from);
    }

    /** A catalog with nothing but one relation, in the default schema. */
    private record OneRelation(Relation relation) implements Catalog {
        @Override
        public Optional<Relation> relation(String schema, String name) {
            return Optional.of(relation)
                    .filter(found ->
                            schema.equals(DEFAULT_SCHEMA) && found.name().equalsIgnoreCase(name));
        }

        @Override
        public Collection<String> names(String schema) {
            return List.of(relation.name());
        }
    }
}
