package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are there from the first tick on, and never change: a VALUES list or the one empty row of a query without FROM.
 *
 * @param rows the number of rows
 * @param types of their columns; none where a {@link MapNode} above computes all values
 * @param values a list for each row, with a value for each column as {@link io.millrace.executor.column.Values} has it, null for
 *     NULL; empty where there are no columns
 */
public record ValuesNode(int rows, List<ColumnType> types, List<List<@Nullable Object>> values) implements PlanNode {
    public ValuesNode {
        types = List.copyOf(types);
        List<List<@Nullable Object>> copy = new ArrayList<>();
        for (List<@Nullable Object> row : values) {
            if (row.size() != types.size()) {
                throw new IllegalArgumentException(row.size() + " values for " + types.size() + " columns");
            }
            copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
        }
        values = List.copyOf(copy);
        if (!types.isEmpty() && values.size() != rows) {
            throw new IllegalArgumentException(values.size() + " rows of values, not " + rows);
        }
    }

    /** Rows without columns. */
    public static ValuesNode empty(int rows) {
        return new ValuesNode(rows, List.of(), List.of());
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
