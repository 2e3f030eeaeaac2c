package io.millrace.planner.lower;

import io.millrace.executor.plan.Frontier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a relation's rows, derived once for each node.
 *
 * @param key columns that no two rows share; empty if there is at most one row; null if none are known
 * @param appendOnly whether rows are never deleted
 * @param colocated columns whose hash, in this order, decides on which shard a row is. Empty: all rows are on the shard of
 *     hash 0. Null: not known. Only an exchange decides it; a kernel that does not copy one of them, and a table, forget it. The executor keeps
 *     state under the hash of these columns, so that another number of shards finds it again, and sees them through the same
 *     nodes only
 * @param frontiers for columns that follow event time: how far it has come in them
 */
public record Properties(
        @Nullable List<Integer> key,
        boolean appendOnly,
        @Nullable Set<Integer> colocated,
        Map<Integer, Frontier> frontiers) {
    public Properties {
        key = key == null ? null : List.copyOf(key);
        colocated = colocated == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(colocated));
        frontiers = Collections.unmodifiableMap(new TreeMap<>(frontiers));
    }

    /** Of rows of which no column is known to follow event time. */
    public Properties(@Nullable List<Integer> key, boolean appendOnly, @Nullable Set<Integer> colocated) {
        this(key, appendOnly, colocated, Map.of());
    }

    /** The same rows, of which these columns follow event time. */
    Properties withFrontiers(Map<Integer, Frontier> others) {
        return new Properties(key, appendOnly, colocated, others);
    }

    /** Whether there is at most one row. */
    public boolean isSingleRow() {
        return key != null && key.isEmpty();
    }

    /** Whether rows that agree on these columns are known to be on one shard. */
    boolean isColocatedBy(List<Integer> columns) {
        return colocated != null && columns.containsAll(colocated);
    }

    /** Whether no two rows agree on these columns. */
    boolean isUniqueBy(List<Integer> columns) {
        return key != null && columns.containsAll(key);
    }

    Properties withColocated(List<Integer> columns) {
        return new Properties(key, appendOnly, new LinkedHashSet<>(columns), frontiers);
    }

    /** The properties after a projection that puts old columns at new places; what it leaves out is forgotten. */
    Properties project(Map<Integer, Integer> places) {
        List<Integer> newKey = moved(key, places);
        List<Integer> newColocated = moved(colocated, places);
        Map<Integer, Frontier> newFrontiers = new TreeMap<>();
        frontiers.forEach((column, frontier) -> {
            Integer place = places.get(column);
            if (place != null) {
                newFrontiers.put(place, frontier);
            }
        });
        return new Properties(
                newKey, appendOnly, newColocated == null ? null : new LinkedHashSet<>(newColocated), newFrontiers);
    }

    private static @Nullable List<Integer> moved(
            java.util.@Nullable Collection<Integer> columns, Map<Integer, Integer> places) {
        if (columns == null) {
            return null;
        }
        List<Integer> moved = new ArrayList<>();
        for (int column : columns) {
            Integer place = places.get(column);
            if (place == null) {
                return null;
            }
            moved.add(place);
        }
        return moved;
    }
}
