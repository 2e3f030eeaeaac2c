package io.millrace.planner;

import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Schema;
import io.millrace.planner.explain.KeptState;
import io.millrace.planner.lower.RetainedRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query ready to run, with the values of its parameters in it.
 *
 * @param root computes the rows. Columns behind those of the schema are there to order by only
 * @param schema names and types of the result's columns
 * @param key columns that no two rows share, or empty if none are known
 * @param appendOnly whether rows are never deleted
 * @param singleRow whether there is at most one row
 * @param ordering how to order, skip and cut the rows
 * @param parameters what its kernels take as the values of parameters, null for NULL; empty if the plan has them in it
 * @param lookup how to answer without running the plan, or null if that cannot be
 * @param frontiers for columns that follow event time: how far it has come in them
 * @param state the operators that keep state, if the query is kept up to date
 */
public record QueryPlan(
        PlanNode root,
        Schema schema,
        List<Integer> key,
        boolean appendOnly,
        boolean singleRow,
        Ordering ordering,
        List<@Nullable Object> parameters,
        @Nullable PointLookup lookup,
        Map<Integer, Frontier> frontiers,
        List<KeptState> state) {
    public QueryPlan {
        state = List.copyOf(state);
        key = List.copyOf(key);
        frontiers = Map.copyOf(frontiers);
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
    }

    QueryPlan withLookup(PointLookup found) {
        return new QueryPlan(root, schema, key, appendOnly, singleRow, ordering, parameters, found, frontiers, state);
    }

    /**
     * The rows of this query that are not older than some milliseconds, by its event time. What is gone tells views over it that their
     * rows go, so they need no frontiers.
     */
    public QueryPlan retaining(long millis) {
        return new QueryPlan(
                RetainedRows.of(root, frontiers, appendOnly, millis),
                schema,
                key,
                false,
                singleRow,
                ordering,
                parameters,
                lookup,
                Map.of(),
                state);
    }

    /** This query as a view. Only for a query that was planned to be kept up to date. */
    public ViewPlan asView(String name) {
        return new ViewPlan(name, schema, root, key, appendOnly);
    }
}
