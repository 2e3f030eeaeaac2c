package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.GraphBuilder;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.Head;
import io.millrace.executor.circuit.graph.Loop;
import io.millrace.executor.circuit.graph.NodePlan;
import io.millrace.executor.circuit.graph.TableTap;
import io.millrace.executor.circuit.graph.TableTerminal;
import io.millrace.executor.circuit.graph.TapTerminal;
import io.millrace.executor.circuit.graph.ViewState;
import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ReadableOperator;
import io.millrace.executor.plan.NodeKey;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan that joins shares with the running circuit. A node of the plan that equals a running one, over equal inputs, is not
 * made a second time: from the moment at which it is found the view counts as one of its users, so that it stays whoever else goes.
 * While the view catches up, the highest such nodes whose state tells what they have emitted stand for all that is below them;
 * what is between them and the view runs apart, and is left for its running equal in the end, as both hold the same by then.
 *
 * <p>The circuit's thread, between ticks. Cost: one look-up for each node of the plan, and one freeze for each node read.
 */
final class Sharing {
    private static final Output NOBODY = new Output() {
        @Override
        public void emit(Batch batch) {}

        @Override
        public boolean isRead() {
            return false;
        }
    };

    private final Graph graph;
    private final ViewState state;
    private final GraphBuilder built;
    private final int shards;

    /** By node of the plan, and by head that stands for one, the running node that is used instead. */
    private final Map<GraphNode, GraphNode> running = new HashMap<>();

    private final Map<GraphNode, SharedContent> contents = new LinkedHashMap<>();
    private final Set<GraphNode> apart = new HashSet<>();

    /** A node whose rows will be the view's content, which is kept whole until it is. */
    private @Nullable GraphNode held;

    Sharing(Graph graph, ViewState state, GraphBuilder built, int shards) {
        this.graph = graph;
        this.state = state;
        this.built = built;
        this.shards = shards;
    }

    /** Finds what runs already, and keeps it running. */
    void match() {
        for (GraphNode node : built.nodes()) {
            match(node);
        }
    }

    private void match(GraphNode node) {
        if (running.containsKey(node)) {
            return;
        }
        List<Integer> numbers = new ArrayList<>();
        for (GraphNode input : node.inputs()) {
            GraphNode known = running.get(input);
            if (known == null) {
                return;
            }
            numbers.add(known.number());
        }
        NodeKey key = node.key(numbers);
        GraphNode found = key == null ? null : graph.find(key);
        if (found != null && !found.users().areStopped() && isWholeIfShown(node, found)) {
            running.put(node, found);
            node.forgetMemory();
            graph.use(state, found);
        }
    }

    /** Whether a node can be used whose rows are the view's content: not if it has forgotten some. From now on it will not. */
    private boolean isWholeIfShown(GraphNode node, GraphNode found) {
        GraphNode terminal = built.terminal();
        boolean shown = terminal.shard(0) instanceof TableTerminal table
                && table.table().showsGroups()
                && terminal.inputs().contains(node);
        if (!shown) {
            return true;
        }
        if (!SharedContent.isReadable(found)) {
            return false;
        }
        found.hold(true);
        held = found;
        return true;
    }

    /** The view is in, or has given up. */
    void release() {
        GraphNode known = held;
        held = null;
        if (known != null) {
            known.hold(false);
        }
    }

    /** Taps what is to be read of the running graph; gives the nodes that run apart, in topological order. */
    List<GraphNode> runApart(long tapBytes) {
        Deque<GraphNode> open = new ArrayDeque<>();
        open.push(built.terminal());
        while (!open.isEmpty()) {
            GraphNode node = open.pop();
            if (!apart.add(node)) {
                continue;
            }
            Loop loop = node.resultOf();
            if (loop != null) {
                open.push(loop.head());
            }
            for (int port = 0; port < node.inputs().size(); port++) {
                GraphNode input = node.inputs().get(port);
                GraphNode known = running.get(input);
                if (known == null) {
                    open.push(input);
                } else if (!isShownAsItIs(node)) {
                    if (SharedContent.isReadable(known)) {
                        node.replaceInput(port, content(input, known, tapBytes).head());
                    } else {
                        open.push(input);
                    }
                }
            }
        }
        List<GraphNode> nodes = new ArrayList<>();
        contents.values().forEach(content -> nodes.add(content.head()));
        built.nodes().stream().filter(apart::contains).forEach(nodes::add);
        return nodes;
    }

    /** Whether a node is the table of a view whose content is in the node before it, and nothing is to be done for it. */
    private boolean isShownAsItIs(GraphNode node) {
        return node.shard(0) instanceof TableTerminal terminal
                && terminal.table().showsGroups()
                && !terminal.needsInput(NOBODY);
    }

    private SharedContent content(GraphNode node, GraphNode known, long tapBytes) {
        SharedContent made = contents.get(node);
        if (made != null) {
            return made;
        }
        NodePlan plan = node.plan();
        if (plan == null) {
            throw new IllegalStateException("a node without a plan has been found again");
        }
        List<ColumnType> types = plan.node().types();
        List<FrozenContent> frozen = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            frozen.add(((ReadableOperator) known.shard(shard)).freezeContent());
        }
        TableTap tap = new TableTap(tapBytes);
        GraphNode tapNode = new GraphNode(state, TapTerminal.create(shards, tap), List.of(known));
        graph.add(state, List.of(tapNode));
        GraphNode head = Head.ofAllColumns(state, types, shards);
        SharedContent content = new SharedContent(known, head, types, frozen, tap, tapNode);
        contents.put(node, content);
        running.put(head, known);
        return content;
    }

    /** What is read of the running graph while the plan catches up. */
    List<SharedContent> contents() {
        return List.copyOf(contents.values());
    }

    /** Whether a node runs apart while the plan catches up. */
    boolean isApart(GraphNode node) {
        return apart.contains(node);
    }

    /**
     * The plan has caught up: lets its nodes read the running ones instead of their own equals. Gives those that are to be added to the
     * running graph, in topological order.
     */
    List<GraphNode> merge() {
        match();
        List<GraphNode> added = new ArrayList<>();
        for (GraphNode node : built.nodes()) {
            if (!running.containsKey(node)) {
                added.add(node);
            }
        }
        for (GraphNode node : added) {
            for (int port = 0; port < node.inputs().size(); port++) {
                GraphNode known = running.get(node.inputs().get(port));
                if (known != null) {
                    showGroupsOf(node, known);
                    node.replaceInput(port, known);
                }
            }
        }
        return added;
    }

    private void showGroupsOf(GraphNode node, GraphNode input) {
        for (int shard = 0; shard < shards; shard++) {
            if (node.shard(shard) instanceof TableTerminal terminal) {
                terminal.showGroupsOf(input.shard(shard));
            }
        }
    }

    /** The plan's nodes in its order, running ones in the place of their equals. */
    Set<GraphNode> all() {
        Set<GraphNode> all = new LinkedHashSet<>();
        for (GraphNode node : built.nodes()) {
            GraphNode known = running.get(node);
            all.add(known == null ? node : known);
        }
        return all;
    }

    /** The nodes of the plan for which others are used. */
    Set<GraphNode> replaced() {
        return running.keySet();
    }

    @Nullable
    GraphNode runningInsteadOf(GraphNode node) {
        return running.get(node);
    }
}
