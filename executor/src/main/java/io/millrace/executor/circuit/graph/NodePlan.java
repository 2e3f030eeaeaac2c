package io.millrace.executor.circuit.graph;

import io.millrace.executor.plan.NodeKey;
import io.millrace.executor.plan.PlanNode;
import java.util.List;

/**
 * What a graph node was made of, if views may share it.
 *
 * @param node the node in its plan, whose inputs are those of the graph node, or exchanges above them where there is one shard
 * @param identity for an aggregate whose groups are found by a part of its keys, those; else empty
 */
public record NodePlan(PlanNode node, List<Integer> identity) {
    /** The key over nodes with some numbers, by port. */
    NodeKey over(List<Integer> inputs, int shards) {
        return NodeKey.of(node, identity, inputs, shards == 1);
    }
}
