package io.millrace.executor.circuit.graph;

import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.NodeKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a dataflow in topological order, grouped by level. A level is what runs between two exchanges: all its
 * nodes on all shards, without waiting for each other. Changed between ticks only.
 *
 * <p>A tick costs what the nodes that it reaches cost, however many others there are. To add or remove a view costs its own
 * nodes. A node that several views need is here once, and goes with the last of them.
 */
public final class Graph {
    private final int shards;
    private final List<Level> levels = new ArrayList<>();

    /** What each view uses, in topological order. */
    private final Map<ViewState, Set<GraphNode>> nodes = new LinkedHashMap<>();

    /** The nodes that others may use instead of making their own. */
    private final Map<NodeKey, GraphNode> shareable = new HashMap<>();

    /** The nodes that go by the watermark of a stream, by its name. */
    private final Map<String, Set<GraphNode>> timed = new HashMap<>();

    /** The smallest time for which any node waits that goes by the clock, and whether that may have changed. */
    private long nextClock = Frontier.END;

    private boolean nextClockChanged;

    private long placed;
    private int numbers;

    public Graph(int shards) {
        this.shards = shards;
    }

    /** Adds a view's nodes in topological order; their inputs are among them or here already. */
    public void add(ViewState view, List<GraphNode> added) {
        for (GraphNode node : added) {
            Loop loop = node.loop();
            if (loop == null) {
                place(node);
            } else {
                placed += loop.add(node);
            }
            node.number(++numbers);
            NodeKey key = key(node);
            if (key != null) {
                shareable.putIfAbsent(key, node);
            }
            for (String stream : node.streams()) {
                timed.computeIfAbsent(stream, name -> new LinkedHashSet<>()).add(node);
            }
            used(view).add(node);
        }
        nextClockChanged = true;
    }

    private void place(GraphNode node) {
        Loop ended = node.resultOf();
        if (ended != null) {
            ended.updateLevel();
            level(ended.level()).loops().add(ended);
        }
        node.updateLevel();
        level(node.level()).add(node);
        placed++;
        node.touchIfNew();
    }

    private Level level(int number) {
        while (levels.size() <= number) {
            levels.add(new Level(shards));
        }
        return levels.get(number);
    }

    private static @Nullable NodeKey key(GraphNode node) {
        return node.key(node.inputs().stream().map(GraphNode::number).toList());
    }

    private Set<GraphNode> used(ViewState view) {
        return nodes.computeIfAbsent(view, added -> new LinkedHashSet<>());
    }

    /** The node that has a key, or null. */
    @Nullable
    public GraphNode find(NodeKey key) {
        return shareable.get(key);
    }

    /** A view uses a node that is here already, which its budget counts from now on. */
    public void use(ViewState view, GraphNode node) {
        if (!node.users().contains(view)) {
            NodeUsers.take(view, node.tellMemory());
            node.users().add(view);
        }
        used(view).add(node);
    }

    /** What a view uses is this, all of it here, in the order in which its plan has it. */
    public void reorder(ViewState view, Set<GraphNode> all) {
        nodes.put(view, new LinkedHashSet<>(all));
    }

    /** A view stops to use all its nodes; those that no other uses go, with every edge to them. */
    public void remove(ViewState view) {
        Set<GraphNode> used = nodes.remove(view);
        if (used == null) {
            return;
        }
        used.forEach(node -> node.users().remove(view));
        for (GraphNode node : used) {
            if (node.users().isEmpty()) {
                remove(node);
            }
        }
        while (!levels.isEmpty() && levels.get(levels.size() - 1).isUnused()) {
            levels.remove(levels.size() - 1);
        }
    }

    /** A view stops to use one node, which nothing else of it reads and no other uses. */
    public void remove(ViewState view, GraphNode node) {
        Set<GraphNode> used = nodes.get(view);
        if (used != null && used.remove(node)) {
            node.users().remove(view);
            remove(node);
        }
    }

    private void remove(GraphNode node) {
        NodeKey key = key(node);
        if (key != null) {
            shareable.remove(key, node);
        }
        Loop ended = node.resultOf();
        if (ended != null) {
            levels.get(ended.level()).loops().remove(ended);
        }
        if (node.loop() == null) {
            placed += levels.get(node.level()).remove(node);
        }
        node.leave();
        nextClockChanged = true;
        for (String stream : node.streams()) {
            timed.computeIfPresent(stream, (name, those) -> {
                those.remove(node);
                return those.isEmpty() ? null : those;
            });
        }
    }

    /** The nodes that a view uses, in topological order. */
    public Collection<GraphNode> nodes(ViewState view) {
        return nodes.getOrDefault(view, Set.of());
    }

    /** All nodes that anybody uses, each once. */
    public Set<GraphNode> all() {
        Set<GraphNode> all = new LinkedHashSet<>();
        nodes.values().forEach(all::addAll);
        return all;
    }

    /**
     * The watermarks of some streams have moved on in the tick at hand. Costs the nodes that go by them: such as got rows of the
     * same tick, most of them. Before the end of the tick, between two phases.
     *
     * @param moved the streams
     * @param watermarks of all streams
     */
    public void advance(Collection<String> moved, ToLongFunction<String> watermarks) {
        for (String stream : moved) {
            timed.getOrDefault(stream, Set.of()).forEach(node -> node.advance(watermarks));
        }
    }

    /**
     * The smallest time for which any node waits that goes by the clock; {@link Frontier#END} if none does. Looked for anew only after ticks
     * in which nodes ran that go by time. Between two ticks.
     */
    public long nextClock() {
        for (Level level : levels) {
            nextClockChanged |= level.takeTimed();
        }
        if (nextClockChanged) {
            nextClockChanged = false;
            nextClock = Frontier.END;
            for (GraphNode node : timed.getOrDefault(Frontier.CLOCK, Set.of())) {
                nextClock = Math.min(nextClock, node.nextClock());
            }
        }
        return nextClock;
    }

    /** The streams whose watermarks any node goes by. */
    public Set<String> timedStreams() {
        return timed.keySet();
    }

    int levels() {
        return levels.size();
    }

    /** The recursions that run when all nodes of a level have. */
    List<Loop> loops(int level) {
        return levels.get(level).loops();
    }

    /** Whether any node of this level got input since the last step, on any shard. Between phases only. */
    boolean hasStep(int level) {
        return levels.get(level).hasStep();
    }

    /** Whether any node of this level got input in this tick, on any shard. Between phases only. */
    boolean hasTick(int level) {
        return levels.get(level).hasTick();
    }

    /** Hands on what waits in the exchanges of a level for one shard. */
    void drain(int level, int shard) {
        levels.get(level).drain(shard);
    }

    /** All shards have drained a level. Between phases only. */
    void emptied(int level) {
        levels.get(level).emptied();
    }

    void endStep(int level, int shard) {
        levels.get(level).endStep(shard);
    }

    void endTick(int level, int shard, long tick) {
        levels.get(level).endTick(shard, tick);
    }

    /** Shows what the tick has made, on one shard; views that have failed show what they showed before. */
    public void publish(int shard, long tick) {
        for (Level level : levels) {
            level.publish(shard, tick);
        }
    }

    /** The tick is visible, on all shards: taps and subscribers get what it changed, whole. Between phases only. */
    public void published() {
        for (Level level : levels) {
            level.published();
        }
    }

    /** How often nodes have been given a place: what CREATE VIEW and DROP VIEW cost here. */
    public long placed() {
        return placed;
    }

    /** How often nodes have been called to end a step or tick, to drain or to publish: what ticks cost beside their rows. */
    public long calls() {
        return levels.stream()
                .mapToLong(level -> level.calls()
                        + level.loops().stream().mapToLong(Loop::calls).sum())
                .sum();
    }
}
