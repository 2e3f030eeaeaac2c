package io.millrace.executor.circuit.stream;

import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far event time has come in a stream, for one reader of it: the running circuit, a view that joins, an ad hoc read. Each begins
 * where the history starts and so decides alike. Owned by the thread that hands out the reader's work; see {@link PartitionTime} for
 * what workers do.
 */
public final class StreamTime {
    private final EventTime declared;
    private final Floors floors;
    private final Map<String, PartitionTime> partitions = new TreeMap<>();

    /**
     * A part of a chunk, and its turn among those of its partition.
     *
     * @param first its first record
     * @param count how many it has
     * @param turn its turn
     * @param floor below which time they are late, whatever else holds
     * @param floors how many floors there were up to here
     */
    record Part(int first, int count, long turn, long floor, int floors) {}

    /**
     * Nothing has been read.
     *
     * @param start where the history starts: its partitions are waited for, as are those that floors name
     */
    public StreamTime(EventTime declared, Floors floors, Positions start) {
        this.declared = declared;
        this.floors = floors;
        start.next().keySet().stream().filter(name -> !Positions.isFact(name)).forEach(this::partition);
        learn();
    }

    /** From now on waits for the partitions that floors name: their rows are about to be read. */
    void learn() {
        floors.partitions().forEach(this::partition);
    }

    /** Parts of chunks that were not taken will not be. */
    void abandon() {
        partitions.values().forEach(PartitionTime::abandon);
    }

    EventTime declared() {
        return declared;
    }

    boolean isKnown(String partition) {
        return partitions.containsKey(partition);
    }

    /** A partition, from now on known and waited for. */
    PartitionTime partition(String name) {
        return partitions.computeIfAbsent(name, added -> new PartitionTime(declared));
    }

    /** Whether no partition is waited for. */
    boolean isAllIdle() {
        return partitions.values().stream().allMatch(PartitionTime::isIdle);
    }

    public Map<String, PartitionTime> partitions() {
        return partitions;
    }

    /** No row that still comes is in time if it is before this: the least of all partitions that are waited for. */
    public long watermark() {
        long least = Frontier.END;
        for (PartitionTime partition : partitions.values()) {
            if (!partition.isIdle()) {
                least = Math.min(least, partition.watermark());
            }
        }
        // Nothing is known where nobody is waited for.
        return least == Frontier.END ? Frontier.NONE : least;
    }

    /** Cuts a chunk into parts of some records, and where floors begin. Called in the order of the chunks. */
    List<Part> parts(Chunk chunk, int maxRecords) {
        PartitionTime partition = partition(chunk.partition());
        List<Floors.Floor> decided = floors.of(chunk.partition());
        List<Part> parts = new ArrayList<>();
        int seen = partition.floorsGiven();
        for (int first = 0; first < chunk.records(); ) {
            long floor = Frontier.NONE;
            while (seen < decided.size() && decided.get(seen).position() <= chunk.position(first)) {
                floor = Math.max(floor, decided.get(seen++).time());
            }
            int end = Math.min(chunk.records(), first + maxRecords);
            if (seen < decided.size()) {
                end = firstAt(decided.get(seen).position(), chunk, first, end);
            }
            parts.add(new Part(first, end - first, partition.nextTurn(), floor, seen));
            first = end;
        }
        partition.giveFloors(seen);
        return parts;
    }

    /** The first of some records that is at a position or behind it. */
    private static int firstAt(long position, Chunk chunk, int first, int end) {
        int low = first;
        int high = end;
        while (low < high) {
            int middle = low + high >>> 1;
            if (chunk.position(middle) < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Map<String, PartitionTime.Saved> save() {
        Map<String, PartitionTime.Saved> saved = new LinkedHashMap<>();
        partitions.forEach((name, partition) -> saved.put(name, partition.save()));
        return saved;
    }

    void restore(Map<String, PartitionTime.Saved> saved) {
        saved.forEach((name, partition) -> partition(name).restore(partition));
    }
}
