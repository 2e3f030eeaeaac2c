package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * INTERSECT or EXCEPT of any number of branches: a row's weight follows from its weights in each of them. NULLs are equal.
 * All inputs are exchanged by the same columns, in the same order.
 *
 * @param kind how the weights are combined
 * @param inputs the branches, at least two; their types have the same storages
 * @param types the types of the output
 */
public record SetOperationNode(Kind kind, List<PlanNode> inputs, List<ColumnType> types) implements PlanNode {
    /** How often a row is there that is there {@code n}, {@code m}, ... times in the branches. */
    public enum Kind {
        /** Once, if it is in all of them. */
        INTERSECT,
        /** The least of {@code n}, {@code m}, ... times. */
        INTERSECT_ALL,
        /** Once, if it is in the first branch and in no other. */
        EXCEPT,
        /** {@code n} times less {@code m} times less ..., but not below 0. */
        EXCEPT_ALL
    }

    public SetOperationNode {
        inputs = List.copyOf(inputs);
        types = List.copyOf(types);
        if (inputs.size() < 2) {
            throw new IllegalArgumentException("a set operation needs two inputs, not " + inputs.size());
        }
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new SetOperationNode(kind, others, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
