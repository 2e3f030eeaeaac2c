package io.millrace.planner.rewrite;

import io.millrace.planner.validate.AsOfJoin;
import io.millrace.planner.validate.LookupJoin;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the left columns of a join as of a time goes below it: left rows have nothing to do with each other. One on the right
 * columns stays above, as it would make another row the nearest.
 */
final class FilterBelowAsOf extends RelRule<FilterBelowAsOf.Config> {
    private FilterBelowAsOf(Config config) {
        super(config);
    }

    /** The rule. */
    static FilterBelowAsOf rule() {
        return new Config(
                        org.apache.calcite.rel.core.RelFactories.LOGICAL_BUILDER,
                        "FilterBelowAsOf",
                        filter -> filter.operand(LogicalFilter.class)
                                .oneInput(join -> join.operand(BiRel.class)
                                        .predicate(node -> node instanceof AsOfJoin || node instanceof LookupJoin)
                                        .anyInputs()))
                .toRule();
    }

    /** What every rule has. */
    record Config(
            RelBuilderFactory relBuilderFactory, @Nullable String description, RelRule.OperandTransform operandSupplier)
            implements RelRule.Config {
        @Override
        public FilterBelowAsOf toRule() {
            return new FilterBelowAsOf(this);
        }

        @Override
        public Config withRelBuilderFactory(RelBuilderFactory factory) {
            return new Config(factory, description, operandSupplier);
        }

        @Override
        public Config withDescription(@Nullable String other) {
            return new Config(relBuilderFactory, other, operandSupplier);
        }

        @Override
        public Config withOperandSupplier(RelRule.OperandTransform other) {
            return new Config(relBuilderFactory, description, other);
        }
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalFilter filter = call.rel(0);
        BiRel join = call.rel(1);
        int width = Rels.width(join.getLeft());
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(filter.getCondition())) {
            boolean ofLeft = RelOptUtil.InputFinder.bits(conjunct).length() <= width;
            (ofLeft ? below : above).add(conjunct);
        }
        if (!below.isEmpty()) {
            RelNode filtered = Rels.filter(join.getLeft(), below);
            RelNode joined = join.copy(join.getTraitSet(), List.of(filtered, join.getRight()));
            call.transformTo(Rels.filter(joined, above));
        }
    }
}
