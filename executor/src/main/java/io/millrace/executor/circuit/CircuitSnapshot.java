package io.millrace.executor.circuit;

import io.millrace.executor.connector.Positions;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.state.MemorySnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole state of a circuit between two ticks: what every operator remembers and where every stream stands. Holds each
 * entry under its key's hash, so that a circuit with another number of workers can be restored from it. Immutable.
 */
public final class CircuitSnapshot {
    private final long tick;
    private final Map<String, Positions> positions;

    /** By table or view, the state of its stateful nodes in the order of their building. */
    private final Map<String, List<MemorySnapshot>> states;

    private CircuitSnapshot(long tick, Map<String, Positions> positions, Map<String, List<MemorySnapshot>> states) {
        this.tick = tick;
        this.positions = Map.copyOf(positions);
        this.states = Map.copyOf(states);
    }

    /** Copies the state of a circuit. The circuit's thread; costs a copy of everything. */
    static CircuitSnapshot of(Relations relations, Graph graph, long tick, int shards) {
        Map<String, Positions> positions = new LinkedHashMap<>();
        for (StreamRelation stream : relations.streams()) {
            if (stream.isActive()) {
                positions.put(stream.name(), stream.positions());
            }
        }
        Map<String, List<MemorySnapshot>> states = new LinkedHashMap<>();
        for (TableRelation table : relations.tables()) {
            table.checkNotFailed();
            List<MemorySnapshot> nodes = new ArrayList<>();
            for (GraphNode node : graph.nodes(table.state())) {
                if (node.shard(0) instanceof StatefulOperator) {
                    nodes.add(copy(node, shards));
                }
            }
            states.put(table.name(), List.copyOf(nodes));
        }
        return new CircuitSnapshot(tick, positions, states);
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

    /** Where the streams stand that were being read. */
    public Map<String, Positions> positions() {
        return positions;
    }

    /** Gives new nodes of a table or view their state, each shard that of its key groups. */
    void restore(String name, List<GraphNode> nodes, int shards) {
        List<MemorySnapshot> saved = states.get(name);
        if (saved == null) {
            throw new IllegalArgumentException("'" + name + "' is not in this snapshot");
        }
        int next = 0;
        for (GraphNode node : nodes) {
            if (node.shard(0) instanceof StatefulOperator) {
                MemorySnapshot state = saved.get(next++);
                for (int shard = 0; shard < shards; shard++) {
                    ((StatefulOperator) node.shard(shard)).restore(state.reader(shard, shards));
                }
            }
        }
    }
}
