package io.millrace.planner.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a row pattern in a relation. Unlike Calcite's own it knows what rows the values of its expressions come from. Immutable.
 */
public final class RowPattern extends SingleRel {
    private final PatternClause clause;

    RowPattern(RelNode input, PatternClause clause) {
        super(input.getCluster(), input.getTraitSet(), input);
        this.clause = clause;
        RelDataTypeFactory.Builder type = getCluster().getTypeFactory().builder();
        for (PatternClause.Column column : clause.columns()) {
            type.add(
                    column.name(),
                    column.input() >= 0
                            ? input.getRowType()
                                    .getFieldList()
                                    .get(column.input())
                                    .getType()
                            : clause.measures().get(column.measure()).getType());
        }
        this.rowType = type.build();
    }

    /** What is looked for. */
    public PatternClause clause() {
        return clause;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new RowPattern(sole(inputs), clause);
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        List<@Nullable RexNode> conditions = new ArrayList<>();
        for (RexNode condition : clause.conditions()) {
            conditions.add(condition == null ? null : condition.accept(shuttle));
        }
        List<PatternInput> inputs = new ArrayList<>();
        for (PatternInput value : clause.inputs()) {
            inputs.add(
                    value instanceof PatternInput.Aggregated aggregated
                            ? new PatternInput.Aggregated(
                                    aggregated.call(),
                                    shuttle.apply(aggregated.arguments()),
                                    aggregated.variables(),
                                    aggregated.running())
                            : value);
        }
        PatternClause changed = new PatternClause(
                clause.partition(),
                clause.order(),
                clause.term(),
                clause.variables(),
                conditions,
                shuttle.apply(clause.measures()),
                inputs,
                shuttle.apply(clause.computed()),
                clause.columns(),
                clause.allRows(),
                clause.skip(),
                clause.withinMillis());
        return new RowPattern(getInput(), changed);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("partition", clause.partition())
                .item("order", clause.order())
                .item("pattern", clause.term())
                .item("variables", clause.variables())
                .item("conditions", clause.conditions())
                .item("measures", clause.measures())
                .item("of", clause.inputs())
                .item("allRows", clause.allRows())
                .item("skip", clause.skip().to())
                .itemIf("within", clause.withinMillis(), clause.withinMillis() >= 0);
    }
}
