package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each row with what functions say of it among the rows of its partition, in an order. Ties of the order are broken by all
 * columns, never by arrival; a row that is there several times is several rows. The input is exchanged by the partition's
 * columns, or by some of them.
 *
 * @param input the rows
 * @param partition columns of the input; rows that agree on them are a partition
 * @param order of the rows of a partition, the most significant key first
 * @param calls the functions, a column each behind those of the input
 * @param time when rows are final, or null if they never are
 */
public record OverNode(
        PlanNode input,
        List<Integer> partition,
        List<SortColumn> order,
        List<OverCall> calls,
        @Nullable OverTime time) implements PlanNode {
    public OverNode {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
        calls = List.copyOf(calls);
    }

    /** Rows that are never final. */
    public OverNode(PlanNode input, List<Integer> partition, List<SortColumn> order, List<OverCall> calls) {
        this(input, partition, order, calls, null);
    }

    /** The same rows, final at another time. */
    public OverNode closedBy(@Nullable OverTime other) {
        return new OverNode(input, partition, order, calls, other);
    }

    /** Whether whole partitions are final at once. */
    public boolean closesPartitions() {
        return time != null && partition.contains(time.closing().column());
    }

    @Override
    public List<ColumnType> types() {
        List<ColumnType> types = new ArrayList<>(input.types());
        calls.forEach(call -> types.add(call.type()));
        return List.copyOf(types);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new OverNode(others.get(0), partition, order, calls, time);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
