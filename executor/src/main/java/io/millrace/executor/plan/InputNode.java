package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * The rows of a table or view of the circuit.
 *
 * @param relation its name, as the circuit knows it
 * @param columns which of its columns are read, in the order wanted; decoders skip the others
 * @param types the types of those columns
 */
public record InputNode(String relation, List<Integer> columns, List<ColumnType> types) implements PlanNode {
    public InputNode {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of();
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return this;
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
