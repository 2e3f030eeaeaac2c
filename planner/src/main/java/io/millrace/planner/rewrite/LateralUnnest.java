package io.millrace.planner.rewrite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * A table beside the elements of its own collections, as in {@code FROM t, UNNEST(t.a)}: one step over the table, that keeps
 * nothing, instead of a join with the different collections. Used for one correlation.
 */
final class LateralUnnest {
    private final Correlate correlate;
    private final RelNode left;
    private final CorrelationId id;

    /** What is done with the elements, the last step first. */
    private final Deque<RelNode> steps = new ArrayDeque<>();

    private LateralUnnest(Correlate correlate) {
        this.correlate = correlate;
        this.left = correlate.getLeft();
        this.id = correlate.getCorrelationId();
    }

    /** The rows of a correlation with nothing but elements, filtered and projected perhaps; null if it is another one. */
    static @Nullable RelNode of(Correlate correlate) {
        return correlate.getJoinType() == JoinRelType.INNER || correlate.getJoinType() == JoinRelType.LEFT
                ? new LateralUnnest(correlate).rows()
                : null;
    }

    private @Nullable RelNode rows() {
        boolean outer = correlate.getJoinType() == JoinRelType.LEFT;
        RelNode right = correlate.getRight();
        while (right instanceof Project || right instanceof Filter) {
            // An outer join keeps a row without elements after these steps, so they must not make or drop anything.
            if (outer && !(right instanceof Project project && isMove(project))) {
                return null;
            }
            steps.addFirst(right);
            right = right.getInput(0);
        }
        if (!(right instanceof Unnest unnest)
                || !unnest.kept().isEmpty()
                || !(unnest.getInput() instanceof Project collections)
                || !isOneRow(collections)) {
            return null;
        }
        RelNode plan = unnested(unnest, collections, outer);
        for (RelNode step : steps) {
            plan = step instanceof Filter filter
                    ? Rels.filter(plan, RelOptUtil.conjunctions(moved(filter.getCondition(), plan)))
                    : project(plan, (Project) step);
        }
        return Rels.project(
                plan,
                Rels.columns(plan, 0, Rels.width(plan)),
                correlate.getRowType().getFieldNames());
    }

    private static boolean isMove(Project project) {
        return project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
    }

    private static boolean isOneRow(Project project) {
        return project.getInput() instanceof Values values
                && values.getTuples().size() == 1
                && project.getProjects().stream().noneMatch(Correlation::readsInput);
    }

    private RelNode unnested(Unnest unnest, Project collections, boolean outer) {
        int width = Rels.width(left);
        List<RexNode> columns = new ArrayList<>(Rels.columns(left, 0, width));
        collections.getProjects().forEach(collection -> columns.add(Correlation.overColumns(collection, id, 0, left)));
        RelNode plan = Rels.project(left, columns, null);
        List<Integer> places = unnest.collections().stream()
                .map(collection -> width + collection)
                .toList();
        return unnest.beside(plan, places, width, outer);
    }

    private RelNode project(RelNode plan, Project step) {
        int width = Rels.width(left);
        List<RexNode> columns = new ArrayList<>(Rels.columns(plan, 0, width));
        step.getProjects().forEach(column -> columns.add(moved(column, plan)));
        return Rels.project(plan, columns, null);
    }

    /** An expression over the elements and the outer row as one over both. */
    private RexNode moved(RexNode expression, RelNode plan) {
        int width = Rels.width(left);
        RexNode shifted = expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return Rels.column(plan, width + ref.getIndex());
            }
        });
        return Correlation.overColumns(shifted, id, 0, plan);
    }
}
