package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * The same rows on every shard. A barrier within a step; with one worker it costs nothing. Only a join without keys reads it:
 * whoever else did would count each row as often as there are shards.
 *
 * @param input the rows to copy
 */
public record BroadcastNode(PlanNode input) implements PlanNode {
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
        return new BroadcastNode(others.get(0));
    }

    @Override
    public <R> R accept(PlanVisitor<R> visitor) {
        return visitor.visit(this);
    }
}
