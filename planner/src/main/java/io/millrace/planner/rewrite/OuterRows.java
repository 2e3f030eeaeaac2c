package io.millrace.planner.rewrite;

import io.millrace.planner.validate.QueryPlaces;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * The rows of a step whose expressions ask subqueries. Each subquery is set free of them and joined: as a semi or an anti
 * join where it only filters, else as columns behind those of the rows, which stay where they are. Used for one step.
 *
 * <p>What depends on NULLs is put together from questions that are never NULL ("is there an equal one", "is there a NULL",
 * "is there any"), because those are joins on equal keys, whose cost follows the change.
 */
final class OuterRows {
    private final RexBuilder builder;
    private final CorrelationId id;
    private final int skipped;
    private final Binder binder;
    private final Map<RexSubQuery, RexNode> known = new HashMap<>();
    private RelNode plan;

    /**
     * @param rows the rows
     * @param id by which subqueries refer to them
     * @param skipped how many columns of the row that is referred to come before those of {@code rows}
     */
    OuterRows(RelNode rows, CorrelationId id, int skipped) {
        this.builder = rows.getCluster().getRexBuilder();
        this.id = id;
        this.skipped = skipped;
        this.binder = new Binder(rows, id, skipped);
        this.plan = rows;
    }

    /** The rows with all that was joined to them so far. */
    RelNode plan() {
        return plan;
    }

    /** Keeps only the rows for which a condition is true, if that is a semi or anti join; tells whether it is. */
    boolean filter(RexNode condition) {
        boolean negated = condition.isA(SqlKind.NOT);
        RexNode asked = negated
                ? ((org.apache.calcite.rex.RexCall) condition).getOperands().get(0)
                : condition;
        if (!(asked instanceof RexSubQuery subquery)
                || subquery.getOperands().stream().anyMatch(operand -> RexUtil.SubQueryFinder.find(operand) != null)) {
            return false;
        }
        if (subquery.isA(SqlKind.EXISTS)) {
            Bound bound = binder.bind(subquery.rel);
            if (bound.isTotal()) {
                return false;
            }
            meet(reduced(bound), negated ? JoinRelType.ANTI : JoinRelType.SEMI, List.of());
            return true;
        }
        if (subquery.isA(SqlKind.IN)) {
            Bound bound = binder.filled(binder.bind(subquery.rel));
            if (negated) {
                notIn(subquery.getOperands(), bound);
            } else {
                meet(bound, JoinRelType.SEMI, equalities(subquery.getOperands(), bound));
            }
            return true;
        }
        return false;
    }

    /** An expression with columns in the place of its subqueries. */
    RexNode replaced(RexNode expression) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subquery) {
                RexSubQuery asked = (RexSubQuery) super.visitSubQuery(subquery);
                RexNode value = known.get(asked);
                if (value == null) {
                    value = typed(value(asked), asked.getType());
                    known.put(asked, value);
                }
                return value;
            }
        });
    }

    private RexNode typed(RexNode value, RelDataType type) {
        return value.getType().equals(type) || value.getType().isNullable() && !type.isNullable()
                ? value
                : builder.makeAbstractCast(type, value, false);
    }

    private RexNode value(RexSubQuery subquery) {
        return switch (subquery.getKind()) {
            case EXISTS -> exists(subquery);
            case IN -> in(subquery);
            case SOME -> some(subquery);
            case SCALAR_QUERY -> scalar(subquery);
            default ->
                throw new IllegalStateException("a subquery of kind " + subquery.getKind() + " is refused before");
        };
    }

    private RexNode exists(RexSubQuery subquery) {
        Bound bound = binder.bind(subquery.rel);
        return bound.isTotal() ? builder.makeLiteral(true) : mark(reduced(bound), List.of());
    }

    /** One row instead of many, if it only matters whether there are any and that is the same for all rows. */
    private static Bound reduced(Bound bound) {
        return bound.isFree() ? new Bound(Rels.oneIfAny(bound.rel()), List.of(), Map.of(), List.of(), null) : bound;
    }

    /** The rows of a subquery in which a column is NULL. */
    private Bound withNull(Bound bound) {
        RexNode test =
                builder.makeCall(SqlStdOperatorTable.IS_NULL, bound.columns().get(0));
        return binder.filter(bound.withColumns(List.of(test)), builder.makeInputRef(test.getType(), 0));
    }

    /** The first column where it is not NULL. */
    private Bound withoutNull(Bound bound) {
        RexNode value = bound.columns().get(0);
        if (!value.getType().isNullable()) {
            return bound;
        }
        RexNode test = builder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, value);
        return binder.filter(bound.withColumns(List.of(test)), builder.makeInputRef(test.getType(), 0))
                .withColumns(bound.columns());
    }

    private void notIn(List<RexNode> operands, Bound bound) {
        boolean one = operands.size() == 1;
        if (!one) {
            List<RexNode> tests = new ArrayList<>();
            for (RexNode equality : equalities(operands, bound)) {
                tests.add(
                        equality.getType().isNullable()
                                ? builder.makeCall(SqlStdOperatorTable.IS_NOT_FALSE, equality)
                                : equality);
            }
            meet(bound, JoinRelType.ANTI, tests);
            return;
        }
        meet(bound, JoinRelType.ANTI, equalities(operands, bound));
        if (bound.columns().get(0).getType().isNullable()) {
            meet(reduced(withNull(bound)), JoinRelType.ANTI, List.of());
        }
        if (operands.get(0).getType().isNullable()) {
            RexNode unknown = builder.makeCall(SqlStdOperatorTable.IS_NULL, operands.get(0));
            meet(reduced(bound), JoinRelType.ANTI, List.of(unknown));
        }
    }

    private RexNode in(RexSubQuery subquery) {
        List<RexNode> operands = subquery.getOperands();
        Bound bound = binder.filled(binder.bind(subquery.rel));
        List<RexNode> equalities = equalities(operands, bound);
        if (operands.size() > 1
                || equalities.stream().noneMatch(test -> test.getType().isNullable())) {
            return mark(bound, equalities);
        }
        RexNode operand = operands.get(0);
        Bound valued = withoutNull(bound);
        RexNode element = element(valued, 0);
        RexNode found =
                mark(valued, List.of(builder.makeCall(SqlStdOperatorTable.IS_NOT_DISTINCT_FROM, operand, element)));
        List<RexNode> cases = new ArrayList<>(List.of(found, builder.makeLiteral(true)));
        RexNode unknown =
                builder.makeNullLiteral(builder.getTypeFactory().createTypeWithNullability(found.getType(), true));
        if (bound.columns().get(0).getType().isNullable()) {
            cases.add(mark(reduced(withNull(bound)), List.of()));
            cases.add(unknown);
        }
        if (operand.getType().isNullable()) {
            RexNode any = mark(reduced(bound), List.of());
            RexNode isNull = builder.makeCall(SqlStdOperatorTable.IS_NULL, operand);
            cases.add(builder.makeCall(SqlStdOperatorTable.AND, isNull, any));
            cases.add(unknown);
        }
        cases.add(builder.makeLiteral(false));
        return builder.makeCall(SqlStdOperatorTable.CASE, cases);
    }

    /** {@code operand < SOME}: whether it is below the greatest; unknown if that fails and anything is NULL. */
    private RexNode some(RexSubQuery subquery) {
        SqlKind comparison = ((SqlQuantifyOperator) subquery.getOperator()).comparisonKind;
        Bound bound = binder.materialized(binder.bind(subquery.rel));
        List<RexNode> shown = parameters(bound);
        int keys = shown.size();
        RexNode value = bound.columns().get(0);
        RexNode isNull = builder.makeCall(SqlStdOperatorTable.IS_NULL, value);
        shown.add(value);
        shown.add(builder.makeCall(SqlStdOperatorTable.CASE, isNull, integer(1), integer(0)));
        RelNode input = Rels.project(bound.rel(), shown, null);
        boolean global = keys == 0;
        List<AggregateCall> calls = List.of(
                Rels.call(SqlStdOperatorTable.MIN, keys, input, global),
                Rels.call(SqlStdOperatorTable.MAX, keys, input, global),
                Rels.call(SqlStdOperatorTable.MAX, keys + 1, input, global));
        int width = joinByKeys(bound, Rels.aggregate(input, keys, calls), global);
        RexNode least = Rels.column(plan, width + keys);
        RexNode greatest = Rels.column(plan, width + keys + 1);
        RexNode hasNull = Rels.column(plan, width + keys + 2);
        RexNode operand = subquery.getOperands().get(0);
        RexNode unknown =
                builder.makeNullLiteral(builder.getTypeFactory().createTypeWithNullability(isNull.getType(), true));
        return builder.makeCall(
                SqlStdOperatorTable.CASE,
                builder.makeCall(SqlStdOperatorTable.IS_NULL, hasNull),
                builder.makeLiteral(false),
                builder.makeCall(SqlStdOperatorTable.IS_TRUE, compared(comparison, operand, least, greatest)),
                builder.makeLiteral(true),
                builder.makeCall(
                        SqlStdOperatorTable.OR,
                        builder.makeCall(SqlStdOperatorTable.IS_NULL, operand),
                        builder.makeCall(SqlStdOperatorTable.EQUALS, hasNull, integer(1))),
                unknown,
                builder.makeLiteral(false));
    }

    private RexNode compared(SqlKind comparison, RexNode operand, RexNode least, RexNode greatest) {
        return switch (comparison) {
            case LESS_THAN -> builder.makeCall(SqlStdOperatorTable.LESS_THAN, operand, greatest);
            case LESS_THAN_OR_EQUAL -> builder.makeCall(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, operand, greatest);
            case GREATER_THAN -> builder.makeCall(SqlStdOperatorTable.GREATER_THAN, operand, least);
            case GREATER_THAN_OR_EQUAL -> builder.makeCall(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, operand, least);
            case EQUALS -> throw new IllegalStateException("= SOME is IN");
            case NOT_EQUALS ->
                builder.makeCall(
                        SqlStdOperatorTable.OR,
                        builder.makeCall(SqlStdOperatorTable.NOT_EQUALS, operand, least),
                        builder.makeCall(SqlStdOperatorTable.NOT_EQUALS, operand, greatest));
            default -> throw new IllegalStateException(comparison + " SOME is not known");
        };
    }

    private RexNode integer(int value) {
        return builder.makeExactLiteral(BigDecimal.valueOf(value));
    }

    private RexNode scalar(RexSubQuery subquery) {
        SqlParserPos place = QueryPlaces.of(subquery.rel);
        Bound bound = binder.bind(subquery.rel);
        int width = Rels.width(plan);
        if (bound.isFree()) {
            boolean one = Cardinality.isOne(bound.rel());
            RelNode single = one || Cardinality.isAtMostOne(bound.rel())
                    ? bound.rel()
                    : Rels.aggregate(bound.rel(), 0, List.of(Rels.single(0, bound.rel(), true, place)));
            boolean padded = single == bound.rel() && !one;
            plan = Rels.join(plan, single, padded ? JoinRelType.LEFT : JoinRelType.INNER, List.of());
            return Rels.column(plan, width);
        }
        if (bound.isTotal()) {
            plan = Rels.join(plan, bound.rel(), JoinRelType.LEFT, conditions(bound, false));
            RexNode value = Rels.over(bound.columns().get(0), binder.orEmpty(plan, width, bound));
            return Correlation.overColumns(value, id, skipped, plan);
        }
        Bound ready = binder.materialized(bound);
        if (Cardinality.isAtMostOneForEach(subquery.rel)
                || Cardinality.isUniqueBy(
                        ready.rel(), List.copyOf(ready.parameters().values()))) {
            plan = Rels.join(plan, ready.rel(), JoinRelType.LEFT, conditions(ready, false));
            return Rels.shifted(ready.columns().get(0), width, plan);
        }
        Bound restricted = binder.restricted(ready);
        List<RexNode> shown = parameters(restricted);
        int keys = shown.size();
        shown.add(restricted.columns().get(0));
        RelNode input = Rels.project(restricted.rel(), shown, null);
        RelNode single = Rels.aggregate(input, keys, List.of(Rels.single(keys, input, false, place)));
        joinByKeys(restricted, single, false);
        return Rels.column(plan, width + keys);
    }

    private static List<RexNode> parameters(Bound bound) {
        List<RexNode> columns = new ArrayList<>();
        bound.parameters().values().forEach(place -> columns.add(Rels.column(bound.rel(), place)));
        return columns;
    }

    /** Joins what has the parameters of a subquery as its first columns; returns where its columns begin. */
    private int joinByKeys(Bound bound, RelNode keyed, boolean one) {
        int width = Rels.width(plan);
        List<RexNode> conditions = new ArrayList<>();
        for (RexNode parameter : bound.parameters().keySet()) {
            RexNode key = Rels.column(keyed, conditions.size());
            conditions.add(Rels.same(
                    builder,
                    Correlation.overColumns(parameter, id, skipped, plan),
                    builder.makeInputRef(key.getType(), width + conditions.size())));
        }
        plan = Rels.join(plan, keyed, one ? JoinRelType.INNER : JoinRelType.LEFT, conditions);
        return width;
    }

    /** Joins the rows of a LATERAL subquery; returns its columns. */
    List<RexNode> lateral(RelNode right, boolean outer) {
        Bound bound = binder.bind(right);
        int width = Rels.width(plan);
        if (bound.isTotal()) {
            plan = Rels.join(plan, bound.rel(), JoinRelType.LEFT, conditions(bound, false));
            List<RexNode> found = binder.orEmpty(plan, width, bound);
            return bound.columns().stream()
                    .map(column -> Correlation.overColumns(Rels.over(column, found), id, skipped, plan))
                    .toList();
        }
        boolean plain = bound.columns().stream().allMatch(RexInputRef.class::isInstance);
        Bound ready = outer && !plain ? binder.materialized(bound) : bound;
        plan = Rels.join(plan, ready.rel(), outer ? JoinRelType.LEFT : JoinRelType.INNER, conditions(ready, false));
        return ready.columns().stream()
                .map(column -> Correlation.overColumns(Rels.shifted(column, width, plan), id, skipped, plan))
                .toList();
    }

    /** Whether there is a row that meets more conditions; never NULL unless one of these is. */
    private RexNode mark(Bound bound, List<RexNode> conditions) {
        int width = Rels.width(plan);
        List<RexNode> all = conditions(bound, true);
        all.addAll(conditions);
        plan = Rels.join(plan, bound.rel(), JoinRelType.LEFT_MARK, all);
        return Rels.column(plan, width);
    }

    private void meet(Bound bound, JoinRelType type, List<RexNode> conditions) {
        List<RexNode> all = conditions(bound, false);
        all.addAll(conditions);
        plan = Rels.join(plan, bound.rel(), type, all);
    }

    /** What makes a row of a subquery one for a given outer row, over the columns of the join. */
    private List<RexNode> conditions(Bound bound, boolean neverNull) {
        int width = Rels.width(plan);
        RelNode wide = Rels.join(plan, bound.rel(), JoinRelType.INNER, List.of());
        List<RexNode> conditions = new ArrayList<>();
        bound.parameters().forEach((parameter, place) -> {
            RexNode own = Correlation.overColumns(parameter, id, skipped, plan);
            RexNode value = Rels.column(wide, width + place);
            conditions.add(
                    neverNull && (own.getType().isNullable() || value.getType().isNullable())
                            ? builder.makeCall(SqlStdOperatorTable.IS_NOT_DISTINCT_FROM, own, value)
                            : Rels.same(builder, own, value));
        });
        for (RexNode test : bound.pending()) {
            RexNode over = Correlation.overColumns(Rels.shifted(test, width, wide), id, skipped, plan);
            conditions.add(neverNull ? builder.makeCall(SqlStdOperatorTable.IS_TRUE, over) : over);
        }
        return conditions;
    }

    private List<RexNode> equalities(List<RexNode> operands, Bound bound) {
        List<RexNode> equalities = new ArrayList<>();
        for (int index = 0; index < operands.size(); index++) {
            equalities.add(builder.makeCall(SqlStdOperatorTable.EQUALS, operands.get(index), element(bound, index)));
        }
        return equalities;
    }

    /** A column of a subquery over the columns of the rows joined with it. */
    private RexNode element(Bound bound, int index) {
        RelNode wide = Rels.join(plan, bound.rel(), JoinRelType.INNER, List.of());
        RexNode shifted = Rels.shifted(bound.columns().get(index), Rels.width(plan), wide);
        return Correlation.overColumns(shifted, id, skipped, plan);
    }
}
