package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * The same rows, each moved to the shard that owns the key group of its key. A barrier within a step; with one worker
 * it costs nothing.
 *
 * @param input the rows to move
 * @param keys the columns whose common hash decides; empty sends all rows to the shard of hash 0
 */
public record ExchangeNode(PlanNode input, List<Integer> keys) implements PlanNode {
    public ExchangeNode {
        keys = List.copyOf(keys);
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
        return new ExchangeNode(others.get(0), keys);
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
