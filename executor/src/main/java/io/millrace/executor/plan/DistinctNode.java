package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each row once, as long as its weights sum to more than 0. Its input is exchanged by all columns, or by some of them.
 *
 * @param input the rows
 * @param closing when rows are final and what happens then; null if they are kept for ever
 */
public record DistinctNode(PlanNode input, @Nullable Closing closing) implements PlanNode {
    /** Rows that are kept for ever. */
    public DistinctNode(PlanNode input) {
        this(input, null);
    }

    /** The same rows, final at another time. */
    public DistinctNode closedBy(@Nullable Closing other) {
        return new DistinctNode(input, other);
    }

    @Override
    public List<PlanNode> inputs() {
        return List.of(input);
    }

    @Override
    public List<ColumnType> types() {
        return input.types();
    }

    @Override
    public PlanNode withInputs(List<PlanNode> others) {
        return new DistinctNode(others.get(0), closing);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
