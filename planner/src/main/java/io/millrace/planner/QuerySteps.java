package io.millrace.planner;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import io.millrace.planner.explain.KeptState;
import io.millrace.planner.explain.StateReport;
import io.millrace.planner.lower.FinalRows;
import io.millrace.planner.lower.KeyLookup;
import io.millrace.planner.lower.Lowered;
import io.millrace.planner.lower.Lowering;
import io.millrace.planner.lower.Parameters;
import io.millrace.planner.lower.SortColumns;
import io.millrace.planner.rewrite.Phases;
import io.millrace.planner.rewrite.TiedRows;
import io.millrace.planner.validate.CheckedQuery;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * The way from a checked query to its plan: values for parameters, the phases of rewriting, lowering, and what the
 * outermost ORDER BY and LIMIT ask for.
 *
 * @param query the checked query
 * @param purpose what it is planned for
 * @param phases of rewriting
 * @param clock tells the time that a run takes as now
 */
record QuerySteps(CheckedQuery query, Purpose purpose, Phases phases, InstantSource clock) {
    /** The plan for some values of the parameters. */
    QueryPlan plan(List<? extends @Nullable Object> values) {
        return plan(bound(values)).plan();
    }

    /**
     * The plan for all values of the parameters. Fails where only a value can be planned with, as with a LIMIT inside of the
     * query; the plans for some values tell whether that is the user's mistake.
     */
    PlanTemplate template() {
        return plan(Parameters.timeless(query.relation(), query.parameterTypes().size()));
    }

    private PlanTemplate plan(RelNode prepared) {
        RelNode bound = TiedRows.expand(prepared);
        Ordering ordering = Ordering.NONE;
        int limit = -1;
        int offset = -1;
        if (bound instanceof Sort sort && !purpose.isContinuous()) {
            ordering = ordering(sort);
            limit = Parameters.parameter(sort.fetch);
            offset = Parameters.parameter(sort.offset);
            bound = sort.getInput();
        }
        if (ordering.limit() == 0) {
            bound = LogicalValues.createEmpty(bound.getCluster(), bound.getRowType());
        }
        boolean isOrdered = limit >= 0 || offset >= 0 || !ordering.equals(Ordering.NONE);
        try {
            Lowering lowering = new Lowering(purpose.isContinuous());
            RelNode rewritten = rewritten(bound);
            QueryPlan plan = lower(rewritten, ordering, lowering);
            KeyLookup lookup = purpose == Purpose.READ && !isOrdered ? KeyLookup.find(rewritten, lowering) : null;
            return new PlanTemplate(withLookup(plan, lookup), query.parameterTypes(), limit, offset, lookup);
        } catch (EngineException e) {
            throw query.placed(e);
        }
    }

    private static QueryPlan withLookup(QueryPlan plan, @Nullable KeyLookup lookup) {
        boolean isKnown = lookup != null && lookup.values().stream().noneMatch(KeyLookup.Key.class::isInstance);
        return lookup != null && isKnown
                ? plan.withLookup(
                        new PointLookup(lookup.view(), lookup.keyColumns(), lookup.values(), lookup.columns()))
                : plan;
    }

    /** The plan before and after each phase. */
    List<Phases.Stage> stages(List<? extends @Nullable Object> values) {
        RelNode bound = TiedRows.expand(bound(values));
        return phases.run(bound instanceof Sort sort && !purpose.isContinuous() ? sort.getInput() : bound);
    }

    /** Which operators of the circuit keep state, and what bounds it. */
    List<KeptState> state(List<? extends @Nullable Object> values) {
        Lowering lowering = new Lowering(true);
        RelNode plan = rewritten(TiedRows.expand(bound(values)));
        return lower(plan, Ordering.NONE, lowering).state();
    }

    private static List<KeptState> state(RelNode plan, PlanNode root, Lowering lowering) {
        List<StateReport.Named> named = lowering.steps().stream()
                .map(step -> new StateReport.Named(step.node(), step.names()))
                .toList();
        Set<String> streams = CheckedQuery.sources(plan).stream()
                .filter(source -> source.kind() == RelationKind.STREAM)
                .map(Relation::circuitName)
                .collect(Collectors.toSet());
        return StateReport.of(root, named, streams);
    }

    /** The query with values for its parameters; one that is kept up to date without the columns that it only orders by. */
    private RelNode bound(List<? extends @Nullable Object> values) {
        RelNode bound = Parameters.bind(query.relation(), values, purpose.isContinuous() ? null : clock.instant());
        int columns = query.columnNames().size();
        if (!purpose.isContinuous() || bound.getRowType().getFieldCount() == columns) {
            return bound;
        }
        List<RexNode> shown = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            shown.add(RexInputRef.of(column, bound.getRowType()));
        }
        return LogicalProject.create(bound, List.of(), shown, query.columnNames(), Set.of());
    }

    private RelNode rewritten(RelNode plan) {
        List<Phases.Stage> stages = phases.run(plan);
        return stages.get(stages.size() - 1).plan();
    }

    private QueryPlan lower(RelNode plan, Ordering ordering, Lowering lowering) {
        query.checkSources(plan, purpose.isContinuous());
        Lowered lowered = lowering.lower(plan);
        if (purpose == Purpose.FINAL_VIEW) {
            lowered = FinalRows.of(lowered, lowering);
        }
        if (purpose.isContinuous() && !lowered.properties().appendOnly()) {
            lowered = lowered.exchangedBy(identity(lowered));
        }
        List<Integer> key = lowered.properties().key();
        return new QueryPlan(
                lowered.node(),
                schema(lowered),
                key == null ? List.of() : key,
                lowered.properties().appendOnly(),
                lowered.properties().isSingleRow(),
                ordering,
                List.of(),
                null,
                lowered.properties().frontiers(),
                purpose.isContinuous() ? state(plan, lowered.node(), lowering) : List.of());
    }

    /** The columns that tell rows apart: rows that agree on them must come out on one shard. */
    private static List<Integer> identity(Lowered lowered) {
        List<Integer> key = lowered.properties().key();
        return key == null || key.isEmpty()
                ? IntStream.range(0, lowered.node().types().size()).boxed().toList()
                : key;
    }

    private Schema schema(Lowered lowered) {
        List<ColumnType> types = lowered.node().types();
        List<Column> columns = new ArrayList<>();
        for (String name : query.columnNames()) {
            columns.add(new Column(name, types.get(columns.size())));
        }
        return new Schema(columns);
    }

    private static Ordering ordering(Sort sort) {
        List<SortKey> keys = new ArrayList<>();
        for (SortColumn key : SortColumns.of(sort.getCollation().getFieldCollations())) {
            keys.add(new SortKey(key.column(), key.descending(), key.nullsFirst()));
        }
        return new Ordering(keys, rows(sort.offset, 0), rows(sort.fetch, Ordering.UNLIMITED));
    }

    private static long rows(@Nullable RexNode count, long otherwise) {
        return count == null || Parameters.parameter(count) >= 0 ? otherwise : Parameters.rowCount(count);
    }
}
