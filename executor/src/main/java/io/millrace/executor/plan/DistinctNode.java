package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Each row once, as long as its weights sum to more than 0. Its input is exchanged by all columns, or by some of them.
 *
 * @param input the rows
 */
public record DistinctNode(PlanNode input) implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public List<ColumnType> types() {
        return input.types();
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new DistinctNode(others.get(0));
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
