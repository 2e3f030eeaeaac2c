package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * All rows of all inputs (UNION ALL). The inputs' types have the same storages.
 *
 * @param inputs at least one
 * @param types the types of the output
 */
public record UnionNode(List<PlanNode> inputs, List<ColumnType> types) implements PlanNode {
    public UnionNode {
        inputs = List.copyOf(inputs);
        types = List.copyOf(types);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new UnionNode(others, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
