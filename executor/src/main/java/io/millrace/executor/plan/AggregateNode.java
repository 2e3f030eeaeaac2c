package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * One row for each group: the key columns, then one column for each call. Without keys there is exactly one group, which
 * has a row even when there is no input, on the shard of hash 0. The input is exchanged by the keys, or by some of them.
 *
 * @param input the rows
 * @param keys columns of the input
 * @param calls the aggregates
 * @param appendOnly whether the input never deletes, so that no call needs to retract
 * @param types the types of keys and calls
 */
public record AggregateNode(
        PlanNode input, List<Integer> keys, List<AggregateCall> calls, boolean appendOnly, List<ColumnType> types)
        implements PlanNode {
    public AggregateNode {
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
        types = List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new AggregateNode(others.get(0), keys, calls, appendOnly, types);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
