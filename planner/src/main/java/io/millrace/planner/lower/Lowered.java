package io.millrace.planner.lower;

import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.PlanNode;
import java.util.List;

/**
 * A node of the circuit with what is known of its rows.
 *
 * @param node the node
 * @param names the names of its columns, for messages
 * @param properties of its rows
 */
public record Lowered(PlanNode node, List<String> names, Properties properties) {
    public Lowered {
        names = List.copyOf(names);
        if (names.size() != node.types().size()) {
            throw new IllegalArgumentException(
                    names.size() + " names for " + node.types().size() + " columns");
        }
    }

    /** The same rows, so that those which agree on the keys are on one shard; moves them only if they are not. */
    public Lowered exchangedBy(List<Integer> keys) {
        return properties.isColocatedBy(keys)
                ? this
                : new Lowered(new ExchangeNode(node, keys), names, properties.withColocated(keys));
    }
}
