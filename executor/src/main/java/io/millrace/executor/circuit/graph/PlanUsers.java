package io.millrace.executor.circuit.graph;

import io.millrace.executor.operator.SharedGroups;
import io.millrace.executor.plan.BroadcastNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.NodeKey;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnplacedPlan;
import io.millrace.executor.plan.ViewPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who uses what runs already of a plan that is not part of the circuit: what it would share. Made by one thread. */
public final class PlanUsers {
    private final UnplacedPlan unplaced = new UnplacedPlan();
    private final List<PlanNode> nodes = new ArrayList<>();
    private final @Nullable SharedGroups groups;
    private final int shards;
    private final IdentityHashMap<PlanNode, GraphNode> running = new IdentityHashMap<>();

    public PlanUsers(ViewPlan plan, int shards) {
        this.shards = shards;
        PlanNode root = unplaced.of(plan.root());
        this.groups = SharedGroups.of(new ViewPlan(plan.name(), plan.schema(), root, plan.key(), plan.appendOnly()));
        addInputsFirst(root);
    }

    private void addInputsFirst(PlanNode root) {
        IdentityHashMap<PlanNode, Boolean> expanded = new IdentityHashMap<>();
        Deque<PlanNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            PlanNode node = open.peek();
            Boolean done = expanded.get(node);
            if (done == null) {
                expanded.put(node, false);
                node.inputs().forEach(open::push);
            } else {
                open.pop();
                if (!done) {
                    expanded.put(node, true);
                    nodes.add(node);
                }
            }
        }
    }

    /** Looks all nodes up. Between two ticks. */
    public void find(Graph graph) {
        for (PlanNode node : nodes) {
            GraphNode found = find(graph, node);
            if (found != null && !found.users().areStopped()) {
                running.put(node, found);
            }
        }
    }

    private @Nullable GraphNode find(Graph graph, PlanNode node) {
        List<Integer> numbers = new ArrayList<>();
        for (PlanNode input : node.inputs()) {
            GraphNode known = running.get(input);
            if (known == null) {
                return null;
            }
            numbers.add(known.number());
        }
        if (shards == 1 && (node instanceof ExchangeNode || node instanceof BroadcastNode)) {
            return running.get(node.inputs().get(0));
        }
        return graph.find(NodeKey.of(node, identity(node), numbers, shards == 1));
    }

    private List<Integer> identity(PlanNode node) {
        SharedGroups known = groups;
        if (known == null || !isSame(known.aggregate(), node)) {
            return List.of();
        }
        return known.identity().size() < known.aggregate().keys().size() ? known.identity() : List.of();
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(PlanNode node, PlanNode other) {
        return node == other;
    }

    /** By node of the plan, the names of those who use a running equal; empty if there is none. */
    public Function<PlanNode, List<String>> users() {
        return node -> {
            GraphNode found = running.get(unplaced.of(node));
            return found == null ? List.of() : found.users().names();
        };
    }
}
