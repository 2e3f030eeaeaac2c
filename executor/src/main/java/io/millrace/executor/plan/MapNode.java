package io.millrace.executor.plan;

import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Filters, projections and flat-maps fused into one kernel. Linear: keeps no state.
 *
 * @param input what the kernel reads
 * @param kernel the generated code
 * @param types the types of its output
 */
public record MapNode(PlanNode input, KernelSource kernel, List<ColumnType> types) implements PlanNode {
    public MapNode {
        types = List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
