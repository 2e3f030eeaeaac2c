package io.millrace.planner.rewrite;

import io.millrace.planner.validate.Analysis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Moves conditions below window functions if they ask only for what all of these partition by: they keep or drop whole partitions, of
 * which no state is needed then. The stock rules leave such conditions where they are.
 */
final class FilterBelowOver extends RelRule<FilterBelowOver.Config> {
    /** Of the rule, which has no options of its own. */
    record Config(
            RelBuilderFactory relBuilderFactory, @Nullable String description, OperandTransform operandSupplier)
            implements RelRule.Config {
        static final Config DEFAULT = new Config(
                Analysis.BUILDERS,
                "FilterBelowOver",
                filter -> filter.operand(LogicalFilter.class)
                        .oneInput(project -> project.operand(LogicalProject.class)
                                .predicate(Project::containsOver)
                                .anyInputs()));

        @Override
        public FilterBelowOver toRule() {
            return new FilterBelowOver(this);
        }

        @Override
        public Config withRelBuilderFactory(RelBuilderFactory factory) {
            return new Config(factory, description, operandSupplier);
        }

        @Override
        public Config withDescription(@Nullable String text) {
            return new Config(relBuilderFactory, text, operandSupplier);
        }

        @Override
        public Config withOperandSupplier(OperandTransform transform) {
            return new Config(relBuilderFactory, description, transform);
        }
    }

    private FilterBelowOver(Config config) {
        super(config);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        LogicalFilter filter = call.rel(0);
        LogicalProject project = call.rel(1);
        Set<RexNode> keys = commonKeys(project);
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode condition : conjunctions(filter)) {
            RexNode moved = Rels.over(condition, project.getProjects());
            if (RexUtil.isDeterministic(moved) && isMadeOf(moved, keys)) {
                below.add(moved);
            } else {
                above.add(condition);
            }
        }
        if (!below.isEmpty()) {
            RelNode input = Rels.filter(project.getInput(), below);
            RelNode same = project.copy(project.getTraitSet(), input, project.getProjects(), project.getRowType());
            call.transformTo(Rels.filter(same, above));
        }
    }

    private static List<RexNode> conjunctions(LogicalFilter filter) {
        return RelOptUtil.conjunctions(filter.getCondition());
    }

    /** What all window functions partition by. */
    private static Set<RexNode> commonKeys(LogicalProject project) {
        List<Set<RexNode>> all = new ArrayList<>();
        for (RexNode expression : project.getProjects()) {
            expression.accept(new RexVisitorImpl<Void>(true) {
                @Override
                public Void visitOver(RexOver over) {
                    Set<RexNode> own = new HashSet<>(over.getWindow().partitionKeys);
                    own.removeIf(key -> !hasOneFormOf(key.getType()));
                    all.add(own);
                    return super.visitOver(over);
                }
            });
        }
        Set<RexNode> common = all.get(0);
        all.forEach(common::retainAll);
        return common;
    }

    /** Whether no function can tell equal values of a type apart, as some do -0.0 and 0.0. */
    private static boolean hasOneFormOf(RelDataType type) {
        return !SqlTypeName.APPROX_TYPES.contains(type.getSqlTypeName())
                && !type.isStruct()
                && type.getComponentType() == null
                && type.getKeyType() == null;
    }

    /** Whether an expression has no other parts than some expressions, constants, parameters and calls of them. */
    private static boolean isMadeOf(RexNode expression, Set<RexNode> parts) {
        if (parts.contains(expression) || expression instanceof RexLiteral || expression instanceof RexDynamicParam) {
            return true;
        }
        // A column, a window function, a subquery or what belongs to a row outside is none.
        return expression instanceof RexCall call
                && call.getClass() == RexCall.class
                && call.getOperands().stream().allMatch(operand -> isMadeOf(operand, parts));
    }
}
