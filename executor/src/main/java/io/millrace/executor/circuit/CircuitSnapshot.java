package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.Graph;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.stream.StreamRelation;
import io.millrace.executor.circuit.table.TableRelation;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.state.MemorySnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole state of a circuit between two ticks: what every operator remembers and where every stream stands. Holds each
 * entry under its key's hash, so that a circuit with another number of workers can be restored from it. Immutable.
 */
public final class CircuitSnapshot {
    private final long tick;
    private final long clock;
    private final Map<String, Positions> positions;

    /** By stream, how far event time has come at the positions. */
    private final Map<String, StreamRelation.SavedTime> times;

    /** By table or view, the state of its stateful nodes in the order of their building; views that share a node share it here. */
    private final Map<String, List<MemorySnapshot>> states;

    /** Tables and views that had failed, with the reason; their state is not here. */
    private final Map<String, String> failed;

    private CircuitSnapshot(
            long tick, Relations relations, Map<String, List<MemorySnapshot>> states, Map<String, String> failed) {
        this.tick = tick;
        this.clock = relations.clock().now();
        Map<String, Positions> reached = new LinkedHashMap<>();
        Map<String, StreamRelation.SavedTime> reachedTimes = new LinkedHashMap<>();
        for (StreamRelation stream : relations.streams()) {
            if (stream.isActive()) {
                reached.put(stream.name(), stream.positions());
                reachedTimes.put(stream.name(), stream.savedTime());
            }
        }
        this.positions = Map.copyOf(reached);
        this.times = Map.copyOf(reachedTimes);
        this.states = Map.copyOf(states);
        this.failed = Map.copyOf(failed);
    }

    /** Copies the state of a circuit. The circuit's thread; costs a copy of everything. */
    static CircuitSnapshot of(Relations relations, Graph graph, long tick, int shards) {
        Map<String, List<MemorySnapshot>> states = new LinkedHashMap<>();
        Map<GraphNode, MemorySnapshot> copies = new HashMap<>();
        Map<String, String> failed = new LinkedHashMap<>();
        for (TableRelation table : relations.tables()) {
            Throwable failure = table.state().failure();
            if (failure != null) {
                failed.put(table.name(), EngineException.textOf(failure));
                continue;
            }
            List<MemorySnapshot> nodes = new ArrayList<>();
            for (GraphNode node : graph.nodes(table.state())) {
                if (node.shard(0) instanceof StatefulOperator) {
                    nodes.add(copies.computeIfAbsent(node, shared -> copy(shared, shards)));
                }
            }
            states.put(table.name(), List.copyOf(nodes));
        }
        return new CircuitSnapshot(tick, relations, states, failed);
    }

    private static MemorySnapshot copy(GraphNode node, int shards) {
        MemorySnapshot copy = new MemorySnapshot();
        for (int shard = 0; shard < shards; shard++) {
            ((StatefulOperator) node.shard(shard)).snapshot(copy);
        }
        return copy;
    }

    /** The tick after which it was taken. */
    public long tick() {
        return tick;
    }

    /** The time that the tick was told, or {@link io.millrace.executor.plan.Frontier#NONE}. */
    long clock() {
        return clock;
    }

    /** Where the streams stand that were being read. */
    public Map<String, Positions> positions() {
        return positions;
    }

    /** How far event time had come in a stream. */
    StreamRelation.SavedTime time(String stream) {
        return times.getOrDefault(stream, StreamRelation.SavedTime.NONE);
    }

    /** The views that had failed when it was taken and are left out, with the reasons. */
    public Map<String, String> failed() {
        return failed;
    }

    /**
     * Gives nodes of a table or view their state, each shard that of its key groups.
     *
     * @param nodes all of them, in the order of their building
     * @param restored those that have their state already, because others share them
     */
    void restore(String name, List<GraphNode> nodes, Set<GraphNode> restored, int shards) {
        List<MemorySnapshot> saved = states.get(name);
        if (saved == null) {
            throw new IllegalArgumentException("'" + name + "' is not in this snapshot");
        }
        int next = 0;
        for (GraphNode node : nodes) {
            if (node.shard(0) instanceof StatefulOperator) {
                MemorySnapshot state = saved.get(next++);
                for (int shard = 0; shard < shards && !restored.contains(node); shard++) {
                    ((StatefulOperator) node.shard(shard)).restore(state.reader(shard, shards));
                }
            }
        }
    }
}
