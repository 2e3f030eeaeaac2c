package io.millrace.executor.circuit.stream;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From which positions on rows of a stream's partitions are late below some time, whatever else the partition holds: decided when a
 * partition joined that others had not waited for, and logged, so that all who read the stream decide alike. The circuit's thread
 * adds, others read; thread-safe.
 */
public final class Floors {
    private final Map<String, List<Floor>> byPartition = new HashMap<>();

    /**
     * One decision.
     *
     * @param partition the partition
     * @param position of the first row that it concerns
     * @param time rows before it are late; {@link io.millrace.executor.plan.Frontier#NONE} if none are, and the partition is
     *     merely waited for from now on
     */
    public record Floor(String partition, long position, long time) {}

    /** Adds a decision; those of a partition come in the order of their positions. */
    synchronized void add(Floor floor) {
        byPartition
                .computeIfAbsent(floor.partition(), name -> new ArrayList<>())
                .add(floor);
    }

    /** The partitions that there are decisions about. */
    synchronized Set<String> partitions() {
        return Set.copyOf(byPartition.keySet());
    }

    /** The decisions about a partition, so far. */
    synchronized List<Floor> of(String partition) {
        return List.copyOf(byPartition.getOrDefault(partition, Collections.emptyList()));
    }

    /** All decisions. */
    synchronized List<Floor> all() {
        return byPartition.values().stream().flatMap(List::stream).toList();
    }
}
