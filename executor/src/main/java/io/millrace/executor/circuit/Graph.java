package io.millrace.executor.circuit;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes of a dataflow in topological order, grouped by level. A level is what runs between two exchanges: all its
 * nodes on all shards, without waiting for each other. Changed between ticks only.
 */
final class Graph {
    private final List<GraphNode> nodes = new ArrayList<>();
    private GraphNode[][] levels = new GraphNode[0][];
    private GraphNode[][] exchanges = new GraphNode[0][];
    private GraphNode[] terminals = new GraphNode[0];

    /** Adds nodes in topological order; their inputs are among them or here already. */
    void add(List<GraphNode> added) {
        nodes.addAll(added);
        regroup();
    }

    /** Removes all nodes of a view and every edge to them. */
    void remove(ViewState view) {
        nodes.removeIf(node -> node.owner() == view);
        for (GraphNode node : nodes) {
            node.disconnect(view);
        }
        regroup();
    }

    /** Computes levels anew, after nodes or edges changed. */
    void regroup() {
        int deepest = -1;
        for (GraphNode node : nodes) {
            node.updateLevel();
            deepest = Math.max(deepest, node.level());
        }
        terminals =
                nodes.stream().filter(node -> node.shard(0) instanceof Terminal).toArray(GraphNode[]::new);
        levels = new GraphNode[deepest + 1][];
        exchanges = new GraphNode[deepest + 1][];
        for (int level = 0; level <= deepest; level++) {
            int wanted = level;
            levels[level] =
                    nodes.stream().filter(node -> node.level() == wanted).toArray(GraphNode[]::new);
            exchanges[level] = nodes.stream()
                    .filter(node -> node.level() == wanted && node.shard(0) instanceof ExchangeOperator)
                    .toArray(GraphNode[]::new);
        }
    }

    List<GraphNode> nodes() {
        return nodes;
    }

    int levels() {
        return levels.length;
    }

    /** Whether rows wait in an exchange of this level, for any shard. Between phases only. */
    boolean hasWaitingRows(int level, int shards) {
        for (GraphNode node : exchanges[level]) {
            for (int shard = 0; shard < shards; shard++) {
                if (((ExchangeOperator) node.shard(shard)).hasRows()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Hands on what waits in the exchanges of a level for one shard. */
    void drain(int level, int shard) {
        for (GraphNode node : exchanges[level]) {
            node.drain(shard);
        }
    }

    void endStep(int level, int shard) {
        for (GraphNode node : levels[level]) {
            node.endStep(shard);
        }
    }

    void endTick(int level, int shard, long tick) {
        for (GraphNode node : levels[level]) {
            node.endTick(shard, tick);
        }
    }

    /** Shows what the tick has made, on one shard; views that have failed show what they showed before. */
    void publish(int shard, long tick) {
        for (GraphNode node : terminals) {
            node.publish(shard, tick);
        }
    }
}
