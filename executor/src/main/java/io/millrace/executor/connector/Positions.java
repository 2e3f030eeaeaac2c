package io.millrace.executor.connector;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a source stands: for each partition the position of the next record. What a partition is called and what a
 * position counts (offsets, bytes, rows) is the source's own; positions of a partition only grow.
 */
public record Positions(SortedMap<String, Long> next) {
    public static final Positions NONE = new Positions(new TreeMap<>());

    public Positions {
        next = Collections.unmodifiableSortedMap(new TreeMap<>(next));
    }

    public static Positions of(Map<String, Long> next) {
        return new Positions(new TreeMap<>(next));
    }

    /** Whether an entry of this name is no partition but a fact that a source needs; see {@link Source#start}. */
    public static boolean isFact(String name) {
        return name.startsWith("@");
    }

    /** The position of a partition, or {@code otherwise} for one not known here. */
    public long of(String partition, long otherwise) {
        Long position = next.get(partition);
        return position == null ? otherwise : position;
    }

    /** Whether every partition of the other has come as far here. */
    public boolean isAsFarAs(Positions other) {
        return other.next.entrySet().stream()
                .allMatch(entry -> isFact(entry.getKey()) || of(entry.getKey(), Long.MIN_VALUE) >= entry.getValue());
    }

    /** For each partition of either the greater position. */
    public Positions furthest(Positions other) {
        if (other.next.equals(next)) {
            return this;
        }
        TreeMap<String, Long> furthest = new TreeMap<>(next);
        other.next.forEach((partition, position) -> furthest.merge(partition, position, Math::max));
        return new Positions(furthest);
    }

    /** These positions with one partition moved on. */
    public Positions with(String partition, long position) {
        TreeMap<String, Long> moved = new TreeMap<>(next);
        moved.put(partition, position);
        return new Positions(moved);
    }
}
