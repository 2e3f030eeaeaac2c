package io.millrace.executor.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives nodes numbers: equal nodes have the same, others do not. Each instance is looked at once, and compared by its own
 * description and the numbers of its inputs only. So the cost follows the number of nodes, and not that of the paths
 * through them, of which n self-joins on top of each other have 2^n. Used by one thread.
 */
public final class NodeNumbers {
    private final IdentityHashMap<PlanNode, Integer> instances = new IdentityHashMap<>();
    private final Map<PlanNode, Integer> distinct = new HashMap<>();

    /** The number of a node, from 0 on in the order in which distinct nodes are met, inputs first. */
    public int of(PlanNode node) {
        Integer known = instances.get(node);
        if (known != null) {
            return known;
        }
        List<PlanNode> inputs = new ArrayList<>();
        for (PlanNode input : node.inputs()) {
            inputs.add(new InputNode("", List.of(of(input)), input.types()));
        }
        PlanNode shallow = inputs.isEmpty() ? node : node.withInputs(inputs);
        int number = distinct.computeIfAbsent(shallow, added -> distinct.size());
        instances.put(node, number);
        return number;
    }
}
