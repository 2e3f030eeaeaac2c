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
 * @param copies for each column of its output which column of the input it shows as it is, or {@link #COMPUTED}
 * @param keepsRows whether each row of the input gives exactly one row of the output, in the same order; false if that is not known
 */
public record MapNode(
        PlanNode input, KernelSource kernel, List<ColumnType> types, List<Integer> copies, boolean keepsRows)
        implements PlanNode {
    /** The column is no copy, or not known to be one. */
    public static final int COMPUTED = -1;

    public MapNode {
        types = List.copyOf(types);
        copies = List.copyOf(copies);
        if (copies.size() != types.size()) {
            throw new IllegalArgumentException(copies.size() + " copies for " + types.size() + " columns");
        }
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new MapNode(others.get(0), kernel, types, copies, keepsRows);
    }

    /** The same rows computed by other code. */
    public MapNode withKernel(KernelSource other) {
        return new MapNode(input, other, types, copies, keepsRows);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
