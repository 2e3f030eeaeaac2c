package io.millrace.executor.circuit;

import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/** The relations that a plan reads. */
final class Inputs {
    private Inputs() {}

    /** Their names, in the order in which the plan meets them. */
    static Set<String> of(PlanNode root) {
        Set<String> names = new LinkedHashSet<>();
        collect(root, names, Collections.newSetFromMap(new IdentityHashMap<>()));
        return names;
    }

    private static void collect(PlanNode node, Set<String> names, Set<PlanNode> visited) {
        if (!visited.add(node)) {
            return;
        }
        if (node instanceof InputNode input) {
            names.add(input.relation());
        }
        for (PlanNode input : node.inputs()) {
            collect(input, names, visited);
        }
    }
}
