package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row for each group: the key columns, then one column for each call. Without keys there is exactly one group, which
 * has a row even when there is no input, on the shard of hash 0. The input is exchanged by the keys, or by some of them.
 *
 * @param input the rows
 * @param keys columns of the input
 * @param calls the aggregates
 * @param appendOnly whether the input never deletes, so that no call needs to retract
 * @param types the types of keys and calls
 * @param closing when groups are final and what happens then, by one of the keys; null if they are kept for ever
 */
public record AggregateNode(
        PlanNode input,
        List<Integer> keys,
        List<AggregateCall> calls,
        boolean appendOnly,
        List<ColumnType> types,
        @Nullable Closing closing)
        implements PlanNode {
    public AggregateNode {
        keys = List.copyOf(keys);
        calls = List.copyOf(calls);
        types = List.copyOf(types);
    }

    /** Groups that are kept for ever. */
    public AggregateNode(
            PlanNode input, List<Integer> keys, List<AggregateCall> calls, boolean appendOnly, List<ColumnType> types) {
        this(input, keys, calls, appendOnly, types, null);
    }

    /** The same groups, final at another time. */
    public AggregateNode closedBy(@Nullable Closing other) {
        return new AggregateNode(input, keys, calls, appendOnly, types, other);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new AggregateNode(others.get(0), keys, calls, appendOnly, types, closing);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
