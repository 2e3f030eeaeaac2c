package io.millrace.executor.circuit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The nodes of a dataflow in topological order, grouped by level. A level is what runs between two exchanges: all its
 * nodes on all shards, without waiting for each other. Changed between ticks only.
 *
 * <p>A tick costs what the nodes that it reaches cost, however many others there are. To add or remove a view costs its own
 * nodes.
 */
final class Graph {
    private final int shards;
    private final List<Level> levels = new ArrayList<>();
    private final Map<ViewState, List<GraphNode>> nodes = new HashMap<>();

    /** The nodes that go by the watermark of a stream, by its name. */
    private final Map<String, Set<GraphNode>> timed = new HashMap<>();

    private long placed;

    Graph(int shards) {
        this.shards = shards;
    }

    /** Adds nodes in topological order; their inputs are among them or here already. */
    void add(List<GraphNode> added) {
        for (GraphNode node : added) {
            Loop loop = node.loop();
            if (loop == null) {
                place(node);
            } else {
                placed += loop.add(node);
            }
            for (String stream : node.streams()) {
                timed.computeIfAbsent(stream, name -> new LinkedHashSet<>()).add(node);
            }
            nodes.computeIfAbsent(node.owner(), view -> new ArrayList<>()).add(node);
        }
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

    /** Removes all nodes of a view and every edge to them. */
    void remove(ViewState view) {
        List<GraphNode> removed = nodes.remove(view);
        if (removed == null) {
            return;
        }
        for (GraphNode node : removed) {
            Loop ended = node.resultOf();
            if (ended != null) {
                levels.get(ended.level()).loops().remove(ended);
            }
            if (node.loop() == null) {
                placed += levels.get(node.level()).remove(node);
            }
            node.leave();
            for (String stream : node.streams()) {
                timed.computeIfPresent(stream, (name, those) -> {
                    those.remove(node);
                    return those.isEmpty() ? null : those;
                });
            }
        }
        while (!levels.isEmpty() && levels.get(levels.size() - 1).isUnused()) {
            levels.remove(levels.size() - 1);
        }
    }

    /** The nodes of a view, in topological order. */
    List<GraphNode> nodes(ViewState view) {
        return nodes.getOrDefault(view, List.of());
    }

    /**
     * The watermarks of some streams have moved on in the tick at hand. Costs the nodes that go by them: such as got rows of the
     * same tick, most of them. Before the end of the tick, between two phases.
     *
     * @param moved the streams
     * @param watermarks of all streams
     */
    void advance(Collection<String> moved, ToLongFunction<String> watermarks) {
        for (String stream : moved) {
            timed.getOrDefault(stream, Set.of()).forEach(node -> node.advance(watermarks));
        }
    }

    /** The streams whose watermarks any node goes by. */
    Set<String> timedStreams() {
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
    void publish(int shard, long tick) {
        for (Level level : levels) {
            level.publish(shard, tick);
        }
    }

    /** The tick is visible, on all shards: taps and subscribers get what it changed, whole. Between phases only. */
    void published() {
        for (Level level : levels) {
            level.published();
        }
    }

    /** How often nodes have been given a place: what CREATE VIEW and DROP VIEW cost here. */
    long placed() {
        return placed;
    }

    /** How often nodes have been called to end a step or tick, to drain or to publish: what ticks cost beside their rows. */
    long calls() {
        return levels.stream()
                .mapToLong(level -> level.calls()
                        + level.loops().stream().mapToLong(Loop::calls).sum())
                .sum();
    }
}
