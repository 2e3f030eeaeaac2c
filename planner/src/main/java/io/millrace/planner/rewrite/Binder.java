package io.millrace.planner.rewrite;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.planner.validate.Recursion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Sets an inner plan free of its outer row, from its scans upwards, in the way of "Unnesting Arbitrary Queries" (Neumann and
 * Kemper, BTW 2015): where a step needs a value of the outer row it is joined with the different values that the outer
 * rows have. Two things keep that rare: an equality with a column of the plan gives the value as well, and what else a
 * filter or a projection asks of the outer row waits for the join with it, as long as no step needs it before.
 */
final class Binder {
    private static final Set<SqlKind> COUNTS = Set.of(SqlKind.COUNT, SqlKind.SUM0);

    private final RelNode outer;
    private final CorrelationId id;
    private final int skipped;
    private final RexBuilder builder;

    /**
     * Binds plans that refer to one outer row.
     *
     * @param outer the outer rows
     * @param id how the plans name them
     * @param skipped how many columns of the named row come before those of {@code outer}
     */
    Binder(RelNode outer, CorrelationId id, int skipped) {
        this.outer = outer;
        this.id = id;
        this.skipped = skipped;
        this.builder = outer.getCluster().getRexBuilder();
    }

    Bound bind(RelNode plan) {
        if (!Correlation.isIn(plan, id)) {
            return new Bound(plan, Rels.columns(plan, 0, Rels.width(plan)), Map.of(), List.of(), null);
        }
        if (plan instanceof Project project) {
            return project(project);
        }
        if (plan instanceof Filter filter) {
            return filter(filled(bind(filter.getInput())), filter.getCondition());
        }
        if (plan instanceof Join join) {
            return new JoinBinder(this, join, builder).bind();
        }
        if (plan instanceof Aggregate aggregate) {
            return aggregate(aggregate);
        }
        if (plan instanceof SetOp operation) {
            return operation(operation);
        }
        if (plan instanceof Sort sort) {
            return sort(sort);
        }
        if (plan instanceof Unnest unnest) {
            return unnest.over(materialized(bind(unnest.getInput())));
        }
        throw refused(plan instanceof Recursion ? "WITH RECURSIVE" : "the step " + plan.getRelTypeName());
    }

    private static EngineException refused(String step) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "This subquery refers to columns of the query around it below " + step
                        + ", which is not supported. Write it as a join, or compute that step in a view.");
    }

    CorrelationId id() {
        return id;
    }

    private Bound project(Project project) {
        Bound input = bind(project.getInput());
        if (RexOver.containsOver(project.getProjects(), null)) {
            return windows(project, materialized(input));
        }
        List<RexNode> columns = project.getProjects().stream()
                .map(column -> Rels.over(column, input.columns()))
                .toList();
        return input.withColumns(columns);
    }

    /** Window functions see the rows of one outer row only. */
    private Bound windows(Project project, Bound input) {
        List<RexNode> keys = parameterColumns(input);
        RexShuttle partition = new RexShuttle() {
            @Override
            public RexNode visitOver(RexOver over) {
                List<RexNode> partitions = new ArrayList<>(over.getWindow().partitionKeys);
                partitions.addAll(keys);
                return builder.makeOver(
                        over.getType(),
                        over.getAggOperator(),
                        over.getOperands(),
                        partitions,
                        over.getWindow().orderKeys,
                        over.getWindow().getLowerBound(),
                        over.getWindow().getUpperBound(),
                        over.getWindow().getExclude(),
                        over.getWindow().isRows(),
                        true,
                        false,
                        over.isDistinct(),
                        over.ignoreNulls());
            }
        };
        Bound ready = provided(input, accesses(project.getProjects()));
        List<RexNode> expressions = new ArrayList<>();
        project.getProjects()
                .forEach(column -> expressions.add(resolved(column, ready).accept(partition)));
        return packed(ready, ready.rel(), expressions);
    }

    /** The rows of {@code input} that meet a condition over its columns. */
    Bound filter(Bound input, RexNode condition) {
        Bound filtered = input;
        for (RexNode conjunct : RelOptUtil.conjunctions(Rels.over(condition, input.columns()))) {
            filtered = conjunct(filtered, conjunct);
        }
        return filtered;
    }

    /** The rows that meet one more condition over the columns of their relation. */
    Bound conjunct(Bound input, RexNode conjunct) {
        if (!Correlation.isIn(conjunct, id)) {
            RelNode rel = Rels.filter(input.rel(), List.of(conjunct));
            return new Bound(rel, input.columns(), input.parameters(), input.pending(), null);
        }
        if (conjunct instanceof RexCall call && (call.isA(SqlKind.EQUALS) || call.isA(SqlKind.IS_NOT_DISTINCT_FROM))) {
            RexNode left = call.getOperands().get(0);
            RexNode right = call.getOperands().get(1);
            Bound equal = equality(input, call, left, right);
            equal = equal == null ? equality(input, call, right, left) : equal;
            if (equal != null) {
                return equal;
            }
        }
        List<RexNode> pending = new ArrayList<>(input.pending());
        pending.add(conjunct);
        return new Bound(input.rel(), input.columns(), input.parameters(), pending, null);
    }

    /** The rows in which an expression of their own equals one over the outer row, which then is a parameter; null if they are not such. */
    private @Nullable Bound equality(Bound input, RexCall call, RexNode own, RexNode parameter) {
        if (Correlation.isIn(own, id)
                || !Correlation.readsInput(own)
                || Correlation.readsInput(parameter)
                || !alike(own.getType(), parameter.getType())) {
            return null;
        }
        List<RexNode> tests = new ArrayList<>();
        if (!call.isA(SqlKind.IS_NOT_DISTINCT_FROM) && own.getType().isNullable()) {
            tests.add(builder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, own));
        }
        Integer known = input.parameters().get(parameter);
        if (known != null) {
            tests.add(builder.makeCall(call.getOperator(), own, Rels.column(input.rel(), known)));
            RelNode rel = Rels.filter(input.rel(), tests);
            return new Bound(rel, input.columns(), input.parameters(), input.pending(), null);
        }
        RelNode rel = Rels.filter(input.rel(), tests);
        int width = Rels.width(rel);
        int place = Rels.columns(rel, 0, width).indexOf(own);
        if (place < 0) {
            place = width;
            List<RexNode> all = new ArrayList<>(Rels.columns(rel, 0, width));
            all.add(own);
            rel = Rels.project(rel, all, null);
        }
        Map<RexNode, Integer> parameters = new LinkedHashMap<>(input.parameters());
        parameters.put(parameter, place);
        return new Bound(rel, input.columns(), parameters, input.pending(), null);
    }

    /** Whether values of both types are equal only if they are the same, so that grouping by one is grouping by the other. */
    private static boolean alike(RelDataType left, RelDataType right) {
        SqlTypeName first = left.getSqlTypeName();
        SqlTypeName second = right.getSqlTypeName();
        boolean exact = SqlTypeName.EXACT_TYPES.contains(first) && SqlTypeName.EXACT_TYPES.contains(second);
        return exact || first == second;
    }

    private Bound aggregate(Aggregate aggregate) {
        Bound input = materialized(bind(aggregate.getInput()));
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE && hasEmptySet(aggregate)) {
            throw refused("ROLLUP, CUBE or an empty grouping set");
        }
        List<Integer> places = List.copyOf(input.parameters().values());
        ImmutableBitSet added = ImmutableBitSet.of(places);
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            calls.add(AggregateCall.create(
                    call.getAggregation(),
                    call.isDistinct(),
                    call.isApproximate(),
                    call.ignoreNulls(),
                    call.rexList,
                    call.getArgList(),
                    call.filterArg,
                    call.distinctKeys,
                    call.getCollation(),
                    places.isEmpty() && hasEmptySet(aggregate),
                    input.rel(),
                    null,
                    call.getName()));
        }
        ImmutableBitSet keys = aggregate.getGroupSet().union(added);
        List<ImmutableBitSet> sets =
                aggregate.getGroupSets().stream().map(set -> set.union(added)).toList();
        RelNode rel =
                LogicalAggregate.create(input.rel(), List.of(), keys, ImmutableBitSet.ORDERING.sortedCopy(sets), calls);
        List<RexNode> columns = new ArrayList<>();
        aggregate.getGroupSet().forEachInt(key -> columns.add(Rels.column(rel, keys.indexOf(key))));
        columns.addAll(Rels.columns(rel, keys.cardinality(), Rels.width(rel)));
        Map<RexNode, Integer> parameters = new LinkedHashMap<>();
        input.parameters().forEach((parameter, place) -> parameters.put(parameter, keys.indexOf(place)));
        return new Bound(
                rel,
                columns,
                parameters,
                List.of(),
                hasEmptySet(aggregate) && !places.isEmpty() ? empties(calls, keys.cardinality(), rel) : null);
    }

    private static boolean hasEmptySet(Aggregate aggregate) {
        return aggregate.getGroupSets().stream().anyMatch(ImmutableBitSet::isEmpty);
    }

    /** What aggregates give for no rows, where that is not NULL. */
    private Map<Integer, RexNode> empties(List<AggregateCall> calls, int first, RelNode rel) {
        Map<Integer, RexNode> empties = new LinkedHashMap<>();
        for (int index = 0; index < calls.size(); index++) {
            SqlKind kind = calls.get(index).getAggregation().getKind();
            String name = calls.get(index).getAggregation().getName();
            if (COUNTS.contains(kind) || name.contains("COUNT")) {
                RelDataType type = Rels.column(rel, first + index).getType();
                empties.put(first + index, builder.makeExactLiteral(BigDecimal.ZERO, type));
            }
        }
        return empties;
    }

    private Bound operation(SetOp operation) {
        List<Bound> inputs = operation.getInputs().stream().map(this::bind).toList();
        Set<RexNode> parameters = new LinkedHashSet<>();
        for (Bound input : inputs) {
            parameters.addAll(input.parameters().keySet());
            parameters.addAll(accesses(input.columns()));
            parameters.addAll(accesses(input.pending()));
        }
        List<RelNode> rels = new ArrayList<>();
        Bound last = inputs.get(0);
        for (Bound input : inputs) {
            last = materialized(provided(filled(input), parameters));
            List<RexNode> shown = new ArrayList<>(last.columns());
            for (RexNode parameter : parameters) {
                shown.add(Rels.column(last.rel(), place(last, parameter)));
            }
            rels.add(Rels.project(last.rel(), shown, null));
        }
        RelNode rel = operation.copy(operation.getTraitSet(), rels, operation.all);
        int width = Rels.width(operation);
        Map<RexNode, Integer> places = new LinkedHashMap<>();
        parameters.forEach(parameter -> places.put(parameter, width + places.size()));
        return new Bound(rel, Rels.columns(rel, 0, width), places, List.of(), null);
    }

    /** ORDER BY with LIMIT: the first rows for each outer row, by their number. */
    private Bound sort(Sort sort) {
        Bound input = bind(sort.getInput());
        if (sort.fetch == null && sort.offset == null) {
            return input;
        }
        Bound ready = materialized(input);
        RelDataType bigint = builder.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
        RexNode number = builder.makeOver(
                bigint,
                SqlStdOperatorTable.ROW_NUMBER,
                List.of(),
                parameterColumns(ready),
                Orders.of(ready.rel(), sort),
                RexWindowBounds.UNBOUNDED_PRECEDING,
                RexWindowBounds.CURRENT_ROW,
                true,
                true,
                false,
                false,
                false);
        int width = Rels.width(ready.rel());
        List<RexNode> columns = new ArrayList<>(Rels.columns(ready.rel(), 0, width));
        columns.add(number);
        RelNode numbered = Rels.project(ready.rel(), columns, null);
        RexNode place = Rels.column(numbered, width);
        long offset = Orders.rows(sort.offset, 0);
        List<RexNode> tests = new ArrayList<>();
        if (offset > 0) {
            tests.add(builder.makeCall(SqlStdOperatorTable.GREATER_THAN, place, bigint(offset)));
        }
        if (sort.fetch != null) {
            long last = offset + Orders.rows(sort.fetch, 0);
            tests.add(builder.makeCall(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, place, bigint(last)));
        }
        RelNode rel = Rels.project(Rels.filter(numbered, tests), Rels.columns(numbered, 0, width), null);
        return new Bound(rel, ready.columns(), ready.parameters(), List.of(), null);
    }

    private RexNode bigint(long value) {
        return builder.makeExactLiteral(
                BigDecimal.valueOf(value), builder.getTypeFactory().createSqlType(SqlTypeName.BIGINT));
    }

    private static List<RexNode> parameterColumns(Bound bound) {
        return bound.parameters().values().stream()
                .<RexNode>map(place -> Rels.column(bound.rel(), place))
                .toList();
    }

    static int place(Bound bound, RexNode parameter) {
        Integer place = bound.parameters().get(parameter);
        if (place == null) {
            throw new IllegalStateException("no column has the outer value " + parameter);
        }
        return place;
    }

    /** The outer columns in some expressions. */
    Set<RexNode> accesses(List<RexNode> expressions) {
        Set<RexNode> accesses = new LinkedHashSet<>();
        expressions.forEach(expression -> accesses.addAll(Correlation.accesses(expression, id)));
        return accesses;
    }

    /** The different values that some parameters have together in the outer rows. */
    RelNode values(List<RexNode> parameters) {
        return Rels.distinct(Rels.project(
                outer,
                parameters.stream()
                        .map(parameter -> Correlation.overColumns(parameter, id, skipped, outer))
                        .toList(),
                null));
    }

    /** The same with columns for more parameters; with the values that outer rows have. */
    Bound provided(Bound bound, Set<RexNode> needed) {
        List<RexNode> missing = needed.stream()
                .filter(parameter -> !bound.parameters().containsKey(parameter))
                .toList();
        return missing.isEmpty() ? bound : joined(filled(bound), missing);
    }

    /** The same, with rows only for values that outer rows have. */
    Bound restricted(Bound bound) {
        return joined(bound, List.of());
    }

    private Bound joined(Bound bound, List<RexNode> missing) {
        List<RexNode> all = new ArrayList<>(bound.parameters().keySet());
        all.addAll(missing);
        RelNode values = values(all);
        int width = Rels.width(bound.rel());
        List<RexNode> conditions = new ArrayList<>();
        int known = bound.parameters().size();
        for (int index = 0; index < known; index++) {
            RexNode value = Rels.shifted(Rels.column(values, index), 0, values);
            conditions.add(Rels.same(
                    builder,
                    Rels.column(bound.rel(), place(bound, all.get(index))),
                    builder.makeInputRef(value.getType(), width + index)));
        }
        RelNode rel = Rels.join(bound.rel(), values, JoinRelType.INNER, conditions);
        Map<RexNode, Integer> parameters = new LinkedHashMap<>(bound.parameters());
        for (int index = known; index < all.size(); index++) {
            parameters.put(all.get(index), width + index);
        }
        return settled(new Bound(rel, bound.columns(), parameters, bound.pending(), null));
    }

    /** Applies what is pending as far as its parameters have columns. */
    private Bound settled(Bound bound) {
        List<RexNode> ready = new ArrayList<>();
        List<RexNode> waiting = new ArrayList<>();
        for (RexNode test : bound.pending()) {
            boolean known = bound.parameters().keySet().containsAll(Correlation.accesses(test, id));
            (known ? ready : waiting).add(known ? resolved(test, bound) : test);
        }
        return new Bound(
                Rels.filter(bound.rel(), ready), bound.columns(), bound.parameters(), waiting, bound.empties());
    }

    /** An expression with parameter columns in the place of outer ones, all of which have to be there. */
    RexNode resolved(RexNode expression, Bound bound) {
        return Correlation.replace(expression, id, access -> Rels.column(bound.rel(), place(bound, access)));
    }

    /** The same with a row for every outer row, if there is to be one. */
    Bound filled(Bound bound) {
        Map<Integer, RexNode> empties = bound.empties();
        if (empties == null) {
            return bound;
        }
        List<RexNode> all = List.copyOf(bound.parameters().keySet());
        RelNode values = values(all);
        int width = all.size();
        List<RexNode> conditions = new ArrayList<>();
        for (int index = 0; index < width; index++) {
            RexNode own = Rels.column(bound.rel(), place(bound, all.get(index)));
            conditions.add(Rels.same(
                    builder,
                    Rels.column(values, index),
                    builder.makeInputRef(own.getType(), width + place(bound, all.get(index)))));
        }
        RelNode rel = Rels.join(values, bound.rel(), JoinRelType.LEFT, conditions);
        List<RexNode> found = orEmpty(rel, width, bound);
        Map<RexNode, Integer> parameters = new LinkedHashMap<>();
        all.forEach(parameter -> parameters.put(parameter, parameters.size()));
        List<RexNode> columns =
                bound.columns().stream().map(column -> Rels.over(column, found)).toList();
        return new Bound(rel, columns, parameters, List.of(), null);
    }

    /** The columns of a bound relation on the right side of a join, with what they are where it has no row. */
    List<RexNode> orEmpty(RelNode joined, int leftWidth, Bound bound) {
        Map<Integer, RexNode> empties = bound.empties();
        return IntStream.range(0, Rels.width(bound.rel()))
                .mapToObj(index -> {
                    RexNode column = Rels.column(joined, leftWidth + index);
                    RexNode empty = empties == null ? null : empties.get(index);
                    return empty == null ? column : builder.makeCall(SqlStdOperatorTable.COALESCE, column, empty);
                })
                .toList();
    }

    /** The same with all columns computed, nothing pending, and columns for all parameters that this takes. */
    Bound materialized(Bound bound) {
        Bound filled = filled(bound);
        Set<RexNode> needed = accesses(filled.columns());
        needed.addAll(accesses(filled.pending()));
        Bound ready = settled(provided(filled, needed));
        int width = ready.columns().size();
        boolean plain = width <= Rels.width(ready.rel()) && ready.columns().equals(Rels.columns(ready.rel(), 0, width));
        if (plain) {
            return ready;
        }
        return packed(
                ready,
                ready.rel(),
                ready.columns().stream().map(column -> resolved(column, ready)).toList());
    }

    /** Columns over {@code rel}, followed by those of the parameters. */
    private static Bound packed(Bound bound, RelNode rel, List<RexNode> columns) {
        List<RexNode> all = new ArrayList<>(columns);
        Map<RexNode, Integer> parameters = new LinkedHashMap<>();
        bound.parameters().forEach((parameter, place) -> {
            parameters.put(parameter, all.size());
            all.add(Rels.column(rel, place));
        });
        RelNode packed = Rels.project(rel, all, null);
        return new Bound(packed, Rels.columns(packed, 0, columns.size()), parameters, List.of(), null);
    }
}
