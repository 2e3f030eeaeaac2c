package io.millrace.planner.rewrite;

import io.millrace.planner.kernel.FailingCalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Takes what all branches of an OR ask for out of it: {@code a = b AND x OR a = b AND y} becomes {@code a = b AND (x OR y)},
 * so that it can be the key of a join, or be asked of one side before it. That is the same with NULLs as well. What can fail
 * on a row stays where it is: before the other conditions of its branch it would be asked of rows that they keep away from
 * it. Cost: linear in the conditions.
 */
final class CommonConditions {
    private CommonConditions() {}

    static RelNode apply(RelNode plan) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                RelNode visited = super.visit(node);
                boolean tests = visited instanceof Filter || visited instanceof Join;
                return visited.accept(new Factoring(visited.getCluster().getRexBuilder(), tests));
            }
        });
    }

    /** Goes through expressions, and through subqueries in them. */
    private static final class Factoring extends RexShuttle {
        private final RexBuilder builder;
        private final boolean factors;

        Factoring(RexBuilder builder, boolean factors) {
            this.builder = builder;
            this.factors = factors;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subquery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subquery);
            RelNode rel = CommonConditions.apply(visited.rel);
            return rel.equals(visited.rel) ? visited : visited.clone(rel);
        }

        @Override
        public RexNode visitCall(RexCall call) {
            if (!factors) {
                return super.visitCall(call);
            }
            if (call.isA(SqlKind.OR)) {
                return factored(call);
            }
            RexNode visited = super.visitCall(call);
            return visited.isA(SqlKind.AND) && !visited.equals(call) ? flat(visited) : visited;
        }

        /** Without an AND in an AND, which a filter refuses. */
        private RexNode flat(RexNode conjunction) {
            return RexUtil.composeConjunction(builder, RelOptUtil.conjunctions(conjunction));
        }

        private RexNode factored(RexCall or) {
            List<List<RexNode>> branches = new ArrayList<>();
            boolean changed = false;
            for (RexNode branch : RelOptUtil.disjunctions(or)) {
                RexNode visited = branch.accept(this);
                changed |= !visited.equals(branch);
                branches.add(RelOptUtil.conjunctions(visited));
            }
            Set<RexNode> common = common(branches);
            if (common.isEmpty()) {
                return changed ? disjunction(branches, common) : or;
            }
            List<RexNode> conjuncts = new ArrayList<>(common);
            if (branches.stream().noneMatch(common::containsAll)) {
                conjuncts.add(disjunction(branches, common));
            }
            return RexUtil.composeConjunction(builder, conjuncts);
        }

        private static Set<RexNode> common(List<List<RexNode>> branches) {
            if (branches.isEmpty()) {
                return Set.of();
            }
            Set<RexNode> common = new LinkedHashSet<>(branches.get(0));
            for (List<RexNode> branch : branches.subList(1, branches.size())) {
                if (common.isEmpty()) {
                    break;
                }
                common.retainAll(new HashSet<>(branch));
            }
            common.removeIf(FailingCalls::anyCanFail);
            return common;
        }

        /** The branches without what they have in common. */
        private RexNode disjunction(List<List<RexNode>> branches, Set<RexNode> common) {
            List<RexNode> rests = new ArrayList<>();
            for (List<RexNode> branch : branches) {
                List<RexNode> rest = new ArrayList<>(branch);
                rest.removeAll(common);
                rests.add(RexUtil.composeConjunction(builder, rest));
            }
            return RexUtil.composeDisjunction(builder, rests);
        }
    }
}
