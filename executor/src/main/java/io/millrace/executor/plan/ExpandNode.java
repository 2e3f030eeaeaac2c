package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Each row once for every grouping set, with NULL in the key columns that the set does not group by; a last column tells
 * the number of the set. Linear: keeps no state.
 *
 * @param input the rows
 * @param nulled for each set, the columns of the input that are NULL in its copies
 * @param types the types of the output: those of the input, nullable where a set makes a column NULL, and an INTEGER
 */
public record ExpandNode(PlanNode input, List<List<Integer>> nulled, List<ColumnType> types) implements PlanNode {
    public ExpandNode {
        nulled = nulled.stream().map(List::copyOf).toList();
        types = List.copyOf(types);
        if (types.size() != input.types().size() + 1) {
            throw new IllegalArgumentException(types.size() + " columns cannot be those of "
                    + input.types().size() + " and the set's number");
        }
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new ExpandNode(others.get(0), nulled, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
