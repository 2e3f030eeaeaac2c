package io.millrace.planner.validate;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.PatternRow;
import io.millrace.planner.parse.Positions;
import io.millrace.planner.parse.Suggestions;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Makes the expressions of DEFINE and MEASURES ordinary ones: in the place of columns, PREV, FIRST, aggregates and the like stand columns of
 * {@link PatternValues#MATCH}. Whatever PREV, NEXT, FIRST and LAST are applied to is computed of one row.
 */
final class PatternExpressions {
    /** How many rows PREV and NEXT may look away, and how many FIRST and LAST may pass over. */
    private static final int MAX_OFFSET = 10_000;

    private static final Set<SqlKind> NAVIGATIONS = Set.of(SqlKind.PREV, SqlKind.NEXT, SqlKind.FIRST, SqlKind.LAST);

    private final PatternValues values;
    private final PatternVariables variables;
    private final RelDataType input;
    private final @Nullable String alias;
    private final QueryValidator validator;

    /**
     * Expressions of one clause.
     *
     * @param values takes the values that they read
     * @param variables of the pattern
     * @param input the columns of the rows
     * @param alias how the rows are called, if they are
     * @param validator knows which names are functions
     */
    PatternExpressions(
            PatternValues values,
            PatternVariables variables,
            RelDataType input,
            @Nullable String alias,
            QueryValidator validator) {
        this.values = values;
        this.variables = variables;
        this.input = input;
        this.alias = alias;
        this.validator = validator;
    }

    /** The condition of a variable. */
    SqlNode condition(SqlNode written, int variable) {
        return Objects.requireNonNull(written.accept(new Replacement(variable)));
    }

    /** A measure. */
    SqlNode measure(SqlNode written) {
        return Objects.requireNonNull(written.accept(new Replacement(-1)));
    }

    /** The number of a column of the rows, by its name. */
    int find(String name, SqlNode place) {
        int found = -1;
        for (int column = 0; column < input.getFieldCount() && found < 0; column++) {
            found = input.getFieldNames().get(column).equalsIgnoreCase(name) ? column : -1;
        }
        if (found < 0) {
            throw new EngineException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    Positions.of(place.getParserPosition()),
                    "Column '" + name + "' not found in the rows of MATCH_RECOGNIZE."
                            + Suggestions.didYouMean(name, input.getFieldNames()));
        }
        return found;
    }

    /** The number of the column that an identifier of PARTITION BY or ORDER BY names. */
    int key(SqlNode node, String clause) {
        if (!(node instanceof SqlIdentifier name)
                || name.names.size() > 2
                || name.names.size() == 2 && !name.names.get(0).equalsIgnoreCase(alias)) {
            throw Constructs.unsupported(
                    node,
                    clause
                            + " of MATCH_RECOGNIZE takes columns. Compute others in a subquery: FROM (SELECT ..., expression AS"
                            + " c FROM ...) MATCH_RECOGNIZE (...).");
        }
        return find(name.names.get(name.names.size() - 1), node);
    }

    private static EngineException wrong(SqlNode place, String message) {
        return new EngineException(ErrorCode.INVALID_STATEMENT, Positions.of(place.getParserPosition()), message);
    }

    /** A column, and which variables' rows it is of; none for all. */
    private record Reference(List<Integer> variables, int column, List<String> fields) {}

    /** What a name stands for, or null if it is no column. */
    private @Nullable Reference reference(SqlIdentifier name) {
        if (name.names.size() == 1) {
            boolean known = input.getFieldNames().stream().anyMatch(name.getSimple()::equalsIgnoreCase);
            if (!known && validator.makeNullaryCall(name) != null) {
                return null;
            }
            return new Reference(List.of(), find(name.getSimple(), name), List.of());
        }
        String first = name.names.get(0);
        List<Integer> of = variables.find(first);
        if (of == null && !first.equalsIgnoreCase(alias)) {
            throw variables.unknown(first, name);
        }
        SqlIdentifier second = name.getComponent(1);
        return new Reference(
                of == null || of.size() == variables.names().size() ? List.of() : of,
                find(second.getSimple(), second),
                name.names.subList(2, name.names.size()));
    }

    private static String text(SqlNode node) {
        return node.toString().replace("`", "").replaceAll("\\s+", " ");
    }

    private static SqlIdentifier qualified(String relation, String name, List<String> fields, SqlParserPos position) {
        List<String> names = new ArrayList<>(List.of(relation, name));
        names.addAll(fields);
        return new SqlIdentifier(names, position);
    }

    /** Replaces what depends on the match. */
    private final class Replacement extends SqlShuttle {
        /** The variable that is being defined, or -1 in a measure. */
        private final int defined;

        Replacement(int defined) {
            this.defined = defined;
        }

        @Override
        public @Nullable SqlNode visit(SqlIdentifier name) {
            Reference found = name.isStar() ? null : reference(name);
            if (found == null) {
                return name;
            }
            PatternRow row = row(PatternRow.Of.RUNNING, found.variables(), true, 0, 0);
            String value = values.cell(found.column(), row, text(name));
            return qualified(PatternValues.MATCH, value, found.fields(), name.getParserPosition());
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            SqlKind kind = call.getKind();
            if (kind == SqlKind.RUNNING || kind == SqlKind.FINAL) {
                return modified(call);
            }
            if (NAVIGATIONS.contains(kind)) {
                return navigated(call, PatternRow.Of.RUNNING);
            }
            if (kind == SqlKind.CLASSIFIER) {
                PatternRow row = row(PatternRow.Of.RUNNING, List.of(), true, 0, 0);
                return match(values.classifier(row, "CLASSIFIER()"), call);
            }
            if (kind == SqlKind.MATCH_NUMBER) {
                return match(values.number(), call);
            }
            if (kind == SqlKind.OVER) {
                throw wrong(
                        call, "A window function cannot stand in MATCH_RECOGNIZE. Compute it in a subquery before.");
            }
            return isAggregate(call) ? aggregated(call, true) : super.visit(call);
        }

        private SqlNode modified(SqlCall call) {
            boolean running = call.getKind() == SqlKind.RUNNING;
            SqlNode of = call.operand(0);
            if (defined >= 0 && !running) {
                throw wrong(call, "FINAL cannot stand in DEFINE: the match is not known there. Leave it out.");
            }
            if (of instanceof SqlCall navigation && NAVIGATIONS.contains(of.getKind())) {
                return navigated(navigation, running ? PatternRow.Of.RUNNING : PatternRow.Of.MATCH);
            }
            if (of instanceof SqlCall aggregate && isAggregate(aggregate)) {
                return aggregated(aggregate, running);
            }
            if (of.getKind() == SqlKind.CLASSIFIER) {
                PatternRow row = row(running ? PatternRow.Of.RUNNING : PatternRow.Of.MATCH, List.of(), true, 0, 0);
                return match(values.classifier(row, text(call)), call);
            }
            throw wrong(call, call.getOperator().getName() + " stands before FIRST, LAST or an aggregate.");
        }

        private SqlNode match(String value, SqlNode place) {
            return qualified(PatternValues.MATCH, value, List.of(), place.getParserPosition());
        }

        /** The row at hand is called so, whichever variable it is asked for by. */
        private PatternRow row(PatternRow.Of of, List<Integer> asked, boolean last, int offset, int shift) {
            boolean current = defined >= 0 && last && offset == 0 && (asked.isEmpty() || asked.contains(defined));
            return current ? PatternRow.CURRENT.shifted(shift) : new PatternRow(of, asked, last, offset, shift);
        }

        private SqlNode navigated(SqlCall call, PatternRow.Of asked) {
            PatternRow.Of of = asked;
            SqlNode node = call;
            int shift = 0;
            while (node.getKind() == SqlKind.PREV || node.getKind() == SqlKind.NEXT) {
                int distance = offset(((SqlCall) node).operand(1));
                shift += node.getKind() == SqlKind.PREV ? -distance : distance;
                node = ((SqlCall) node).operand(0);
            }
            if (node.getKind() == SqlKind.FINAL || node.getKind() == SqlKind.RUNNING) {
                if (defined >= 0 && node.getKind() == SqlKind.FINAL) {
                    throw wrong(node, "FINAL cannot stand in DEFINE: the match is not known there. Leave it out.");
                }
                of = node.getKind() == SqlKind.FINAL ? PatternRow.Of.MATCH : PatternRow.Of.RUNNING;
                node = ((SqlCall) node).operand(0);
            }
            boolean last = true;
            int offset = 0;
            if (node.getKind() == SqlKind.FIRST || node.getKind() == SqlKind.LAST) {
                last = node.getKind() == SqlKind.LAST;
                offset = offset(((SqlCall) node).operand(1));
                node = ((SqlCall) node).operand(0);
            }
            if (Math.abs(shift) > MAX_OFFSET) {
                throw wrong(call, "PREV and NEXT look at most " + MAX_OFFSET + " rows away.");
            }
            if (node.getKind() == SqlKind.CLASSIFIER) {
                PatternRow row = row(of, List.of(), last, offset, shift);
                return match(values.classifier(row, text(call)), call);
            }
            OneRow one = new OneRow(call, "about one row");
            SqlNode expression = Objects.requireNonNull(node.accept(one));
            PatternRow row = row(of, one.variables(), last, offset, shift);
            Reference plain = node instanceof SqlIdentifier name ? reference(name) : null;
            if (one.seen.isEmpty()) {
                throw wrong(call, text(call) + " needs a column, which tells of which row it is.");
            }
            if (plain != null) {
                String value = values.cell(plain.column(), row, text(call));
                return qualified(PatternValues.MATCH, value, plain.fields(), call.getParserPosition());
            }
            return match(values.expression(expression, row, text(call)), call);
        }

        private int offset(SqlNode node) {
            BigDecimal value = node instanceof SqlLiteral literal && literal.getValue() instanceof BigDecimal
                    ? literal.bigDecimalValue()
                    : null;
            if (value == null
                    || value.signum() < 0
                    || value.stripTrailingZeros().scale() > 0
                    || value.compareTo(BigDecimal.valueOf(MAX_OFFSET)) > 0) {
                throw wrong(node, "The number of rows is a whole number from 0 to " + MAX_OFFSET + ".");
            }
            return value.intValueExact();
        }

        private boolean isAggregate(SqlCall call) {
            SqlKind kind = call.getKind();
            boolean wraps = kind == SqlKind.FILTER || kind == SqlKind.WITHIN_GROUP;
            return wraps
                    ? call.operand(0) instanceof SqlCall inner && isAggregate(inner)
                    : AggregateFinder.isAggregate(call.getOperator());
        }

        private SqlNode aggregated(SqlCall call, boolean running) {
            OneRow one = new OneRow(call, "an aggregate");
            List<@Nullable SqlNode> operands = new ArrayList<>();
            for (SqlNode operand : call.getOperandList()) {
                operands.add(operand == null ? null : operand.accept(one));
            }
            SqlNode over =
                    call.getOperator().createCall(call.getFunctionQuantifier(), call.getParserPosition(), operands);
            return match(values.aggregate(over, one.variables(), running, text(call)), call);
        }
    }

    /** Replaces the columns of an expression of one row, or of the rows of an aggregate, by those of {@link PatternValues#ROWS}. */
    private final class OneRow extends SqlShuttle {
        private final SqlCall around;
        private final String what;
        private final Set<List<Integer>> seen = new HashSet<>();

        OneRow(SqlCall around, String what) {
            this.around = around;
            this.what = what;
        }

        /** The variables whose rows the expression is of. */
        List<Integer> variables() {
            if (seen.size() > 1) {
                throw wrong(
                        around,
                        text(around)
                                + " mixes rows of several variables. Its columns are those of one variable; SUBSET gives"
                                + " several a name.");
            }
            return seen.isEmpty() ? List.of() : seen.iterator().next();
        }

        @Override
        public @Nullable SqlNode visit(SqlIdentifier name) {
            if (name.isStar()) {
                if (name.names.size() == 1) {
                    return name;
                }
                List<Integer> of = variables.find(name.names.get(0));
                if (of == null) {
                    throw variables.unknown(name.names.get(0), name);
                }
                seen.add(of.size() == variables.names().size() ? List.of() : of);
                return SqlIdentifier.star(name.getParserPosition());
            }
            Reference found = reference(name);
            if (found == null) {
                return name;
            }
            seen.add(found.variables());
            String column = input.getFieldNames().get(found.column());
            return qualified(PatternValues.ROWS, column, found.fields(), name.getParserPosition());
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            SqlKind kind = call.getKind();
            boolean depends = NAVIGATIONS.contains(kind)
                    || kind == SqlKind.CLASSIFIER
                    || kind == SqlKind.MATCH_NUMBER
                    || kind == SqlKind.RUNNING
                    || kind == SqlKind.FINAL;
            boolean inner = AggregateFinder.isAggregate(call.getOperator());
            if (depends || inner && !isWrapped(call)) {
                throw wrong(
                        call,
                        call.getOperator().getName() + " cannot stand inside of " + text(around) + ", which is " + what
                                + ". PREV and NEXT may stand around FIRST and LAST.");
            }
            return super.visit(call);
        }

        /** Whether a call is the aggregate of the FILTER or WITHIN GROUP around it. */
        private boolean isWrapped(SqlCall call) {
            SqlNode outer = around;
            while (outer.getKind() == SqlKind.FILTER || outer.getKind() == SqlKind.WITHIN_GROUP) {
                outer = ((SqlCall) outer).operand(0);
                if (outer == call) {
                    return true;
                }
            }
            return false;
        }
    }

    /** All columns but some, in order. */
    List<Integer> otherColumns(List<Integer> some) {
        return IntStream.range(0, input.getFieldCount())
                .filter(column -> !some.contains(column))
                .boxed()
                .toList();
    }
}
