package io.millrace.executor.circuit;

import io.millrace.executor.circuit.graph.BatchTask;
import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.InputTask;
import io.millrace.executor.circuit.graph.TableTap;
import io.millrace.executor.circuit.table.TableRelation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What waits for a view that joins from the tables, views and running nodes that it reads. Made between two ticks, read by the joining
 * thread.
 */
final class JoiningTaps {
    private final Map<String, TableTap> tables = new LinkedHashMap<>();
    private final List<Tapped> all = new ArrayList<>();

    /** A tap and the nodes that its rows are for. */
    private record Tapped(TableTap tap, List<GraphNode> nodes) {}

    /** Adds the tap of a table or view. */
    void add(String table, TableTap tap, List<GraphNode> nodes) {
        tables.put(table, tap);
        add(tap, nodes);
    }

    /** Adds the tap of a running node. */
    void add(TableTap tap, List<GraphNode> nodes) {
        all.add(new Tapped(tap, List.copyOf(nodes)));
    }

    /** The tables and views that are tapped. */
    Set<String> tables() {
        return tables.keySet();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether any holds so much that no more may come. */
    boolean areFull() {
        return all.stream().anyMatch(tapped -> tapped.tap().isFull());
    }

    /** How many rows wait. */
    long rows() {
        return all.stream().mapToLong(tapped -> tapped.tap().rows()).sum();
    }

    /** Takes waiting changes as tasks, about so many rows, but whole ticks: within one, rows may be deleted that it inserts later. */
    void drain(List<InputTask> tasks, long maxRows) {
        long rows = 0;
        for (Tapped tapped : all) {
            TableTap.Part part = tapped.tap().take();
            while (part != null) {
                tasks.add(new BatchTask(tapped.nodes(), part.shard(), part.batch()));
                rows += part.batch().size();
                part = rows < maxRows || !part.endsTick() ? tapped.tap().take() : null;
            }
        }
    }

    /** Between two ticks: the tables and views are tapped no longer. */
    void release(Relations relations) {
        tables.forEach((name, tap) -> {
            TableRelation table = relations.findTable(name);
            if (table != null) {
                relations.removeTap(table, tap);
            }
        });
        tables.clear();
    }
}
