package io.millrace.planner.rewrite;

import io.millrace.planner.kernel.ConstantFolder;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Computes what does not depend on any row, and drops filters that are always true or never. AND and OR lose the operands
 * that do not matter. Nothing else is simplified: a call that fails is NULL, which Calcite's simplifier does not know.
 */
final class ConstantFolding {
    private ConstantFolding() {}

    static RelNode apply(RelNode plan, ConstantFolder constants) {
        return plan.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                RelNode visited = super.visit(node);
                boolean tests = visited instanceof Filter || visited instanceof Join;
                Folder folder = new Folder(node.getCluster().getRexBuilder(), constants, tests);
                return visited instanceof LogicalFilter filter ? folded(filter, folder) : visited.accept(folder);
            }
        });
    }

    private static RelNode folded(LogicalFilter filter, Folder folder) {
        RexNode condition = RexUtil.removeNullabilityCast(
                filter.getCluster().getTypeFactory(), filter.getCondition().accept(folder));
        if (condition.isAlwaysTrue()) {
            return filter.getInput();
        }
        return condition.isAlwaysFalse() || RexLiteral.isNullLiteral(condition)
                ? LogicalValues.createEmpty(filter.getCluster(), filter.getRowType())
                : filter.copy(filter.getTraitSet(), filter.getInput(), condition);
    }

    /** Folds a whole expression; it is only shown roots, as it does not go into them. */
    private static final class Folder extends RexShuttle {
        private final RexBuilder builder;
        private final ConstantFolder constants;

        /** Whether it only matters whether the expression is true. */
        private final boolean tests;

        Folder(RexBuilder builder, ConstantFolder constants, boolean tests) {
            this.builder = builder;
            this.constants = constants;
            this.tests = tests;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            RexNode folded = constants.fold(call, builder).accept(new Logic(builder));
            // The nodes above know the column as nullable if it was.
            return tests || folded.getType().equals(call.getType())
                    ? folded
                    : builder.makeAbstractCast(call.getType(), folded, false);
        }
    }

    /** Leaves out operands of AND and OR that do not matter, bottom-up. */
    private static final class Logic extends RexShuttle {
        private final RexBuilder builder;

        Logic(RexBuilder builder) {
            this.builder = builder;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            RexNode visited = super.visitCall(call);
            return visited instanceof RexCall changed && (changed.isA(SqlKind.AND) || changed.isA(SqlKind.OR))
                    ? withoutIrrelevant(changed)
                    : visited;
        }

        private RexNode withoutIrrelevant(RexCall call) {
            boolean and = call.isA(SqlKind.AND);
            List<RexNode> kept = new ArrayList<>();
            // An operand that was left with one of its own may be of the same kind now.
            List<RexNode> operands = and ? RelOptUtil.conjunctions(call) : RelOptUtil.disjunctions(call);
            for (RexNode operand : operands) {
                if (and ? operand.isAlwaysFalse() : operand.isAlwaysTrue()) {
                    return operand;
                }
                if (!(and ? operand.isAlwaysTrue() : operand.isAlwaysFalse())) {
                    kept.add(operand);
                }
            }
            if (kept.size() == call.getOperands().size()) {
                return call;
            }
            return and ? RexUtil.composeConjunction(builder, kept) : RexUtil.composeDisjunction(builder, kept);
        }
    }
}
