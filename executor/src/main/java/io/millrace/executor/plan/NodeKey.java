package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node of a running circuit computes, told by the numbers of the nodes that it reads: nodes with equal keys compute the same
 * relation in the same way, so one of them is enough. Comparing costs the node's own description, whatever is below it.
 *
 * @param node the node, each input replaced by one that only holds a number
 * @param identity for an aggregate that keeps its groups by a part of its keys, those keys; else empty
 */
public record NodeKey(PlanNode node, List<Integer> identity) {
    public NodeKey {
        identity = List.copyOf(identity);
    }

    /**
     * The key of a node over numbered nodes.
     *
     * @param node the node in its plan
     * @param identity as above
     * @param inputs by port, the number of the node that is read; one that is not itself an exchange may stand for the exchange above
     *     it, as it does where there is one shard
     * @param elided whether exchanges are left out
     */
    public static NodeKey of(PlanNode node, List<Integer> identity, List<Integer> inputs, boolean elided) {
        if (node.inputs().isEmpty()) {
            return new NodeKey(node, identity);
        }
        List<PlanNode> numbered = new ArrayList<>();
        for (int port = 0; port < inputs.size(); port++) {
            PlanNode input = node.inputs().get(port);
            numbered.add(placeholder(input, inputs.get(port), elided));
        }
        return new NodeKey(node.withInputs(numbered), identity);
    }

    private static PlanNode placeholder(PlanNode input, int number, boolean elided) {
        List<ColumnType> types = input.types();
        PlanNode numbered = new InputNode("", List.of(number), types);
        // By what rows are exchanged decides how a snapshot is divided, even if nothing is moved here.
        boolean moves = input instanceof ExchangeNode || input instanceof BroadcastNode;
        return elided && moves ? input.withInputs(List.of(numbered)) : numbered;
    }
}
