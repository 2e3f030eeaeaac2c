package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternSkip;
import io.millrace.executor.plan.PatternTerm;
import io.millrace.planner.parse.Positions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlMatchRecognize;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Checks one MATCH_RECOGNIZE over rows whose columns are known. */
final class PatternAnalysis {
    private final SqlMatchRecognize clause;
    private final RelDataType input;
    private final PatternVariables variables = new PatternVariables();
    private final PatternValues values;
    private final PatternExpressions expressions;

    private PatternAnalysis(
            SqlMatchRecognize clause, RelDataType input, PatternValues values, QueryValidator validator) {
        this.clause = clause;
        this.input = input;
        this.values = values;
        this.expressions = new PatternExpressions(values, variables, input, alias(clause.getTableRef()), validator);
    }

    /**
     * What a clause says.
     *
     * @param clause as it was written
     * @param input the columns of its rows
     * @param values takes what it computes with
     * @param validator of the query around it
     */
    static PatternClause of(
            SqlMatchRecognize clause, RelDataType input, PatternValues values, QueryValidator validator) {
        return new PatternAnalysis(clause, input, values, validator).analysed();
    }

    /** How expressions may call the rows. */
    private static @Nullable String alias(SqlNode table) {
        SqlNode name = table.getKind() == SqlKind.AS ? ((SqlCall) table).operand(1) : table;
        return name instanceof SqlIdentifier identifier ? identifier.names.get(identifier.names.size() - 1) : null;
    }

    private PatternClause analysed() {
        List<Integer> partition = new ArrayList<>();
        clause.getPartitionList().forEach(key -> partition.add(expressions.key(key, "PARTITION BY")));
        List<RelFieldCollation> order = new ArrayList<>();
        clause.getOrderList().forEach(key -> order.add(order(key)));
        PatternTerm term = PatternTerms.of(clause, variables);
        int patternVariables = variables.names().size();
        variables.addSubsets(clause.getSubsetList());
        boolean allRows = isAllRows();
        if (!allRows && PatternTerms.excludes(clause.getPattern())) {
            throw wrong(
                    clause.getPattern(),
                    "{- -} leaves rows out of what a match shows. It goes with ALL ROWS PER MATCH.");
        }
        List<SqlNode> written = new ArrayList<>();
        List<Integer> defined = definitions(written);
        List<String> names = measures(written);
        List<RexNode> all = values.expressions(written);
        List<@Nullable RexNode> conditions = new ArrayList<>(java.util.Collections.nCopies(patternVariables, null));
        for (int i = 0; i < defined.size(); i++) {
            RexNode condition = all.get(i);
            SqlTypeName type = condition.getType().getSqlTypeName();
            if (type != SqlTypeName.BOOLEAN) {
                throw new EngineException(
                        ErrorCode.TYPE_MISMATCH,
                        Positions.of(clause.getPatternDefList().get(i).getParserPosition()),
                        "DEFINE takes a condition, which is true or false. Compare the value with another.");
            }
            conditions.set(defined.get(i), condition);
        }
        return new PatternClause(
                partition,
                order,
                term,
                variables.names(),
                conditions,
                all.subList(defined.size(), all.size()),
                values.inputs(),
                values.computed(),
                columns(partition, order, names, allRows),
                allRows,
                skip(),
                within(order));
    }

    private boolean isAllRows() {
        SqlLiteral rows = clause.getRowsPerMatch();
        return rows != null && rows.getValue() == SqlMatchRecognize.RowsPerMatchOption.ALL_ROWS;
    }

    private RelFieldCollation order(SqlNode node) {
        SqlNode key = node;
        Boolean nullsFirst = null;
        if (key.getKind() == SqlKind.NULLS_FIRST || key.getKind() == SqlKind.NULLS_LAST) {
            nullsFirst = key.getKind() == SqlKind.NULLS_FIRST;
            key = ((SqlCall) key).operand(0);
        }
        boolean descending = key.getKind() == SqlKind.DESCENDING;
        if (descending) {
            key = ((SqlCall) key).operand(0);
        }
        // NULLs are high.
        boolean first = nullsFirst == null ? descending : nullsFirst;
        return new RelFieldCollation(
                expressions.key(key, "ORDER BY"),
                descending ? RelFieldCollation.Direction.DESCENDING : RelFieldCollation.Direction.ASCENDING,
                first ? RelFieldCollation.NullDirection.FIRST : RelFieldCollation.NullDirection.LAST);
    }

    /** Adds the conditions to what was written; returns which variables they are of. */
    private List<Integer> definitions(List<SqlNode> written) {
        List<Integer> defined = new ArrayList<>();
        for (SqlNode node : clause.getPatternDefList()) {
            SqlCall definition = (SqlCall) node;
            SqlIdentifier name = definition.operand(1);
            List<Integer> of = variables.require(name);
            if (of.size() != 1 || !variables.names().get(of.get(0)).equalsIgnoreCase(name.getSimple())) {
                throw wrong(name, "'" + name.getSimple() + "' is a SUBSET. Define the variables in it.");
            }
            int variable = of.get(0);
            if (defined.contains(variable)) {
                throw wrong(name, "The variable '" + name.getSimple() + "' is defined twice.");
            }
            defined.add(variable);
            Constructs.checkExpression(definition.operand(0));
            written.add(expressions.condition(definition.operand(0), variable));
        }
        return defined;
    }

    /** Adds the measures to what was written; returns their names. */
    private List<String> measures(List<SqlNode> written) {
        List<String> names = new ArrayList<>();
        for (SqlNode node : clause.getMeasureList()) {
            SqlCall measure = (SqlCall) node;
            Constructs.checkExpression(measure.operand(0));
            written.add(expressions.measure(measure.operand(0)));
            names.add(((SqlIdentifier) measure.operand(1)).getSimple());
        }
        return names;
    }

    private List<PatternClause.Column> columns(
            List<Integer> partition, List<RelFieldCollation> order, List<String> measures, boolean allRows) {
        List<Integer> keys = new ArrayList<>();
        partition.stream().filter(column -> !keys.contains(column)).forEach(keys::add);
        if (allRows) {
            order.stream()
                    .map(RelFieldCollation::getFieldIndex)
                    .filter(column -> !keys.contains(column))
                    .forEach(keys::add);
        }
        List<PatternClause.Column> columns = new ArrayList<>();
        keys.forEach(column -> columns.add(shown(column)));
        for (int measure = 0; measure < measures.size(); measure++) {
            columns.add(new PatternClause.Column(measures.get(measure), -1, measure));
        }
        if (allRows) {
            expressions.otherColumns(keys).forEach(column -> columns.add(shown(column)));
        }
        if (columns.isEmpty()) {
            throw wrong(
                    clause, "A match shows its PARTITION BY columns and MEASURES, and there are none. Add MEASURES.");
        }
        Set<String> seen = new HashSet<>();
        for (PatternClause.Column column : columns) {
            if (!seen.add(column.name().toLowerCase(java.util.Locale.ROOT))) {
                throw wrong(
                        clause.getMeasureList(),
                        "The result has two columns '" + column.name() + "'. Give the measure another name.");
            }
        }
        return columns;
    }

    private PatternClause.Column shown(int column) {
        return new PatternClause.Column(input.getFieldNames().get(column), column, -1);
    }

    private PatternSkip skip() {
        SqlNode after = clause.getAfter();
        if (after == null) {
            return new PatternSkip(PatternSkip.To.PAST_LAST_ROW, List.of(), new FailureSite("AFTER MATCH SKIP", null));
        }
        if (after instanceof SqlLiteral literal) {
            boolean next = literal.getValue() == SqlMatchRecognize.AfterOption.SKIP_TO_NEXT_ROW;
            return new PatternSkip(
                    next ? PatternSkip.To.NEXT_ROW : PatternSkip.To.PAST_LAST_ROW,
                    List.of(),
                    new FailureSite("AFTER MATCH SKIP", Positions.of(after.getParserPosition())));
        }
        SqlCall to = (SqlCall) after;
        SqlIdentifier variable = to.operand(0);
        boolean first = to.getKind() == SqlKind.SKIP_TO_FIRST;
        String text = "AFTER MATCH SKIP TO " + (first ? "FIRST " : "LAST ") + variable.getSimple();
        return new PatternSkip(
                first ? PatternSkip.To.FIRST : PatternSkip.To.LAST,
                variables.require(variable),
                new FailureSite(text, Positions.of(variable.getParserPosition())));
    }

    private long within(List<RelFieldCollation> order) {
        SqlLiteral literal = clause.getInterval();
        if (literal == null) {
            return PatternNode.ANY_TIME;
        }
        RelDataType type = order.isEmpty()
                ? null
                : input.getFieldList().get(order.get(0).getFieldIndex()).getType();
        boolean isTime = type != null
                && (SqlTypeUtil.isTimestamp(type)
                        || type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
        if (!isTime) {
            throw wrong(literal, "WITHIN needs an ORDER BY whose first column is a TIMESTAMP.");
        }
        SqlIntervalLiteral.IntervalValue interval = literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
        if (interval.getIntervalQualifier().isYearMonth()) {
            throw Constructs.unsupported(
                    literal, "WITHIN takes an interval of fixed length. Use days or shorter units.");
        }
        long millis = interval.getSign() * SqlParserUtil.intervalToMillis(interval);
        if (millis <= 0) {
            throw wrong(literal, "The interval of WITHIN must be longer than zero.");
        }
        return millis;
    }

    private static EngineException wrong(SqlNode place, String message) {
        return new EngineException(ErrorCode.INVALID_STATEMENT, Positions.of(place.getParserPosition()), message);
    }
}
