package io.millrace.planner.rewrite;

import io.millrace.planner.validate.QueryPlaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;

/**
 * Turns subqueries in expressions, and LATERAL, into joins. From the innermost outwards: a subquery is free of subqueries
 * itself when its turn comes, but may refer to any of the queries around it.
 */
final class Subqueries {
    private final RelNode root;

    private Subqueries(RelNode root) {
        this.root = root;
    }

    /** The same rows without any subquery or correlation. */
    static RelNode remove(RelNode plan) {
        return QueryPlaces.forgotten(new Subqueries(plan).visit(plan));
    }

    private RelNode visit(RelNode node) {
        List<RelNode> inputs = new ArrayList<>();
        node.getInputs().forEach(input -> inputs.add(visit(input)));
        RelNode current = inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
        if (current instanceof Uncollect uncollect) {
            return Unnest.of(uncollect);
        }
        if (current instanceof Correlate correlate) {
            RelNode unnested = LateralUnnest.of(correlate);
            return unnested == null ? lateral(correlate) : unnested;
        }
        if (current instanceof Filter filter && asks(filter.getCondition())) {
            return filter(filter);
        }
        if (current instanceof Project project && project.getProjects().stream().anyMatch(Subqueries::asks)) {
            return project(project);
        }
        if (current instanceof Join join && asks(join.getCondition())) {
            return join(join);
        }
        return current;
    }

    private static boolean asks(RexNode expression) {
        return RexUtil.SubQueryFinder.find(expression) != null;
    }

    /** The expression with subqueries that have no subqueries themselves, and know their outer row by one id. */
    private RexNode prepared(RexNode expression, Set<CorrelationId> ids, CorrelationId id) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subquery) {
                RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subquery);
                return visited.clone(visit(Correlation.unify(visited.rel, ids, id)));
            }
        });
    }

    private CorrelationId id(Set<CorrelationId> ids) {
        return ids.isEmpty() ? root.getCluster().createCorrel() : ids.iterator().next();
    }

    private RelNode filter(Filter filter) {
        Set<CorrelationId> ids = filter.getVariablesSet();
        CorrelationId id = id(ids);
        return filtered(filter.getInput(), id, prepared(filter.getCondition(), ids, id));
    }

    /** Conditions without subqueries come first, then those that are joins by themselves, then the others. */
    private static RelNode filtered(RelNode input, CorrelationId id, RexNode condition) {
        List<RexNode> simple = new ArrayList<>();
        List<RexNode> asking = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            (asks(conjunct) ? asking : simple).add(conjunct);
        }
        OuterRows rows = new OuterRows(Rels.filter(input, simple), id, 0);
        asking.removeIf(rows::filter);
        List<RexNode> tests = new ArrayList<>();
        asking.forEach(test -> tests.add(rows.replaced(test)));
        return Rels.first(Rels.filter(rows.plan(), tests), input.getRowType());
    }

    private RelNode project(Project project) {
        Set<CorrelationId> ids = project.getVariablesSet();
        CorrelationId id = id(ids);
        OuterRows rows = new OuterRows(project.getInput(), id, 0);
        List<RexNode> columns = new ArrayList<>();
        for (RexNode column : project.getProjects()) {
            columns.add(rows.replaced(prepared(column, ids, id)));
        }
        return Rels.project(rows.plan(), columns, project.getRowType().getFieldNames());
    }

    private RelNode lateral(Correlate correlate) {
        OuterRows rows = new OuterRows(correlate.getLeft(), correlate.getCorrelationId(), 0);
        List<RexNode> columns = new ArrayList<>(Rels.columns(correlate.getLeft(), 0, Rels.width(correlate.getLeft())));
        columns.addAll(rows.lateral(correlate.getRight(), correlate.getJoinType() == JoinRelType.LEFT));
        return Rels.project(rows.plan(), columns, correlate.getRowType().getFieldNames());
    }

    /** An inner join filters after it; for others, a subquery becomes columns of the side that it is about. */
    private RelNode join(Join join) {
        Set<CorrelationId> ids = join.getVariablesSet();
        CorrelationId id = id(ids);
        RexNode condition = prepared(join.getCondition(), ids, id);
        if (join.getJoinType() == JoinRelType.INNER) {
            return filtered(Rels.join(join.getLeft(), join.getRight(), JoinRelType.INNER, List.of()), id, condition);
        }
        return new OuterJoinCondition(join, id).join(condition);
    }
}
