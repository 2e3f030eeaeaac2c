package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Of each partition the rows whose number is above {@code offset} and at most {@code limit}. Ties of the order are broken by
 * all columns, never by arrival. The input is exchanged by the partition's columns, or by some of them.
 *
 * @param input the rows
 * @param partition columns of the input; rows that agree on them are numbered together
 * @param order by which rows are numbered, the most significant key first
 * @param ranking how they are numbered
 * @param offset how many numbers are left out
 * @param limit the last number wanted, {@link #UNLIMITED} for all
 * @param numbered whether the number is a last column of the output, BIGINT
 * @param appendOnly whether the input never deletes, so that rows behind the last number need not be kept
 * @param types the types of the output
 * @param closing when rows are final: by a column of the partition, all rows of a partition; by the first column of the order,
 *     ascending, each row. Null if they never are
 */
public record TopNNode(
        PlanNode input,
        List<Integer> partition,
        List<SortColumn> order,
        Ranking ranking,
        long offset,
        long limit,
        boolean numbered,
        boolean appendOnly,
        List<ColumnType> types,
        @Nullable Closing closing)
        implements PlanNode {
    public static final long UNLIMITED = Long.MAX_VALUE;

    public TopNNode {
        partition = List.copyOf(partition);
        order = List.copyOf(order);
        types = List.copyOf(types);
        if (offset < 0 || limit < 0 || types.size() != input.types().size() + (numbered ? 1 : 0)) {
            throw new IllegalArgumentException("offset " + offset + ", limit " + limit + ", types " + types);
        }
    }

    /** The same rows, final at another time. */
    public TopNNode closedBy(@Nullable Closing other) {
        return new TopNNode(input, partition, order, ranking, offset, limit, numbered, appendOnly, types, other);
    }

    /** Whether whole partitions are final at once. */
    public boolean closesPartitions() {
        return closing != null && partition.contains(closing.column());
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new TopNNode(
                others.get(0), partition, order, ranking, offset, limit, numbered, appendOnly, types, closing);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
