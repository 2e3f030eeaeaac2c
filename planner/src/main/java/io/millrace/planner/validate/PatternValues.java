package io.millrace.planner.validate;

import io.millrace.executor.plan.PatternRow;
import io.millrace.executor.plan.PatternValue;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.kernel.ColumnTypes;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * The values that the conditions and measures of one MATCH_RECOGNIZE are computed of. They are gathered first; then they are the columns of a
 * relation over which the conditions and measures are ordinary expressions, so that types, casts and errors are those of any query.
 */
final class PatternValues {
    /** The relation whose columns are the values, and that of the rows. */
    static final String MATCH = "$match";

    static final String ROWS = "$rows";

    /** A value: a known one, or one whose type follows from an expression. */
    private record Draft(
            String name,
            @Nullable PatternValue known,
            @Nullable SqlNode expression,
            @Nullable PatternRow row,
            List<Integer> variables,
            boolean running) {}

    private final Analysis analysis;
    private final QueryValidator validator;
    private final boolean continuous;
    private final RelDataType input;
    private final List<ColumnType> inputTypes;
    private final Map<Object, Draft> drafts = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final List<PatternInput> inputs = new ArrayList<>();
    private final List<RexNode> computed = new ArrayList<>();

    PatternValues(Analysis analysis, QueryValidator validator, boolean continuous, RelDataType input) {
        this.analysis = analysis;
        this.validator = validator;
        this.continuous = continuous;
        this.input = input;
        this.inputTypes = input.getFieldList().stream()
                .map(field -> ColumnTypes.of(field.getType()))
                .toList();
    }

    /** The name of a column of a row. */
    String cell(int column, PatternRow row, String text) {
        boolean shown = row.of() == PatternRow.Of.SHOWN;
        ColumnType type = inputTypes.get(column);
        return known(new PatternValue.Cell(column, row, shown ? type : type.withNullable(true)), text);
    }

    /** The name of the variable's name of a row. */
    String classifier(PatternRow row, String text) {
        return known(new PatternValue.Classifier(row, ColumnType.of(TypeKind.VARCHAR)), text);
    }

    /** The name of the match's number. */
    String number() {
        return known(new PatternValue.MatchNumber(ColumnType.of(TypeKind.BIGINT).notNull()), "MATCH_NUMBER()");
    }

    /** The name of an expression over the columns of {@link #ROWS}, of a row. */
    String expression(SqlNode expression, PatternRow row, String text) {
        return draft(List.of(text, row), new Draft(unique(text), null, expression, row, List.of(), false));
    }

    /** The name of an aggregate over the columns of {@link #ROWS}. */
    String aggregate(SqlNode call, List<Integer> variables, boolean running, String text) {
        return draft(List.of(text, variables, running), new Draft(unique(text), null, call, null, variables, running));
    }

    private String known(PatternValue value, String text) {
        Draft known = drafts.get(value);
        return known == null
                ? draft(value, new Draft(unique(text), value, null, null, List.of(), false))
                : known.name();
    }

    private String draft(Object key, Draft draft) {
        Draft known = drafts.putIfAbsent(key, draft);
        return known == null ? draft.name() : known.name();
    }

    private String unique(String text) {
        String name = text;
        for (int i = 2; !names.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = text + " #" + i;
        }
        return name;
    }

    /** The values in the order of {@link #MATCH}'s columns; after {@link #expressions}. */
    List<PatternInput> inputs() {
        return inputs;
    }

    /** What values are read from behind the columns of the input; after {@link #expressions}. */
    List<RexNode> computed() {
        return computed;
    }

    /** Expressions over the columns of {@link #MATCH}, checked; their references count the {@link #inputs}. */
    List<RexNode> expressions(List<SqlNode> written) {
        List<RelationColumn> columns = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            inputs.add(resolve(draft));
            columns.add(RelationColumn.physical(draft.name(), type(inputs.get(inputs.size() - 1))));
        }
        return written.isEmpty() ? List.of() : projections(check(written, relation(MATCH, columns)));
    }

    private static ColumnType type(PatternInput value) {
        return value instanceof PatternInput.Known known
                ? known.value().type()
                : ColumnTypes.of(((PatternInput.Aggregated) value).call().getType());
    }

    private PatternInput resolve(Draft draft) {
        if (draft.known() != null) {
            return new PatternInput.Known(draft.known());
        }
        RelNode checked = check(List.of(java.util.Objects.requireNonNull(draft.expression())), rows());
        if (draft.row() != null) {
            RexNode expression = projections(checked).get(0);
            int place = computed.indexOf(expression);
            if (place < 0) {
                place = computed.size();
                computed.add(expression);
            }
            ColumnType type = ColumnTypes.of(expression.getType()).withNullable(true);
            return new PatternInput.Known(new PatternValue.Cell(inputTypes.size() + place, draft.row(), type));
        }
        return aggregated(checked, draft);
    }

    private static PatternInput aggregated(RelNode checked, Draft draft) {
        RelNode plan = checked instanceof Project project ? project.getInput() : checked;
        if (!(plan instanceof Aggregate aggregate)
                || aggregate.getAggCallList().size() != 1
                || checked instanceof Project shown && !(shown.getProjects().get(0) instanceof RexInputRef)) {
            throw Constructs.unsupported(
                    java.util.Objects.requireNonNull(draft.expression()),
                    "This aggregate is not supported in MATCH_RECOGNIZE yet.");
        }
        AggregateCall call = aggregate.getAggCallList().get(0);
        return new PatternInput.Aggregated(call, projections(aggregate.getInput()), draft.variables(), draft.running());
    }

    private static List<RexNode> projections(RelNode plan) {
        if (plan instanceof Project project) {
            return project.getProjects();
        }
        List<RexNode> columns = new ArrayList<>();
        plan.getRowType()
                .getFieldList()
                .forEach(field -> columns.add(new RexInputRef(field.getIndex(), field.getType())));
        return columns;
    }

    private Relation rows() {
        List<RelationColumn> columns = new ArrayList<>();
        for (int column = 0; column < inputTypes.size(); column++) {
            columns.add(RelationColumn.physical(input.getFieldNames().get(column), inputTypes.get(column)));
        }
        return relation(ROWS, columns);
    }

    private static Relation relation(String name, List<RelationColumn> columns) {
        return new Relation(Catalog.DEFAULT_SCHEMA, name, RelationKind.STORED, columns, List.of(), null, true, true);
    }

    private RelNode check(List<SqlNode> expressions, Relation relation) {
        SqlSelect select = ComputedColumns.select(expressions, new SqlIdentifier(relation.name(), SqlParserPos.ZERO));
        Analysis inner = ComputedColumns.physical(analysis, relation, analysis.zone());
        ValidatedQuery validated = inner.validate(select, NamesInQuery.of(select, inner.catalog()));
        ResolvedCalls.check(validated, continuous);
        RelNode plan = inner.convert(validated);
        expressions.forEach(expression -> parameters(expression, validated));
        return plan;
    }

    /** Tells the query around which types its parameters have. */
    private void parameters(SqlNode expression, ValidatedQuery validated) {
        expression.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlDynamicParam parameter) {
                validator.type(parameter, validated.validator().getValidatedNodeType(parameter));
                return null;
            }
        });
    }

    /** Where an expression stands, for errors. */
    static io.millrace.executor.error.@Nullable Position position(SqlNode node) {
        return Positions.of(node.getParserPosition());
    }
}
