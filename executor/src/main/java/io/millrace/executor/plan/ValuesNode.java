package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Rows that are there from the first tick on, and never change: a VALUES list or the one empty row of a query without FROM.
 *
 * @param rows the number of rows; they have no columns, a {@link MapNode} above computes them
 * @param types empty
 */
public record ValuesNode(int rows, List<ColumnType> types) implements PlanNode {
    public ValuesNode {
        types = List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of();
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
