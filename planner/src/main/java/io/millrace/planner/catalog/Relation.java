package io.millrace.planner.catalog;

import io.millrace.executor.plan.Frontier;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table or view as the planner sees it.
 *
 * @param schema the schema that must be named to reach it, or {@link Catalog#DEFAULT_SCHEMA}
 * @param name its name as declared; also the name under which the circuit knows it, behind the schema and a dot if there is one
 * @param kind what stands behind it
 * @param columns all columns, computed ones among them
 * @param key columns that no two rows share (a PRIMARY KEY, or the key of a view), or empty
 * @param watermark how late its rows come, or null if that was not declared
 * @param appendOnly whether its rows are never deleted
 * @param replayable whether it can be read from its start; false for a stream whose past is gone
 * @param frontiers for columns of a view that follow event time: how far it has come in them
 */
public record Relation(
        String schema,
        String name,
        RelationKind kind,
        List<RelationColumn> columns,
        List<Integer> key,
        @Nullable WatermarkDefinition watermark,
        boolean appendOnly,
        boolean replayable,
        Map<Integer, Frontier> frontiers) {
    public Relation {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        frontiers = Map.copyOf(frontiers);
        for (int column : key) {
            if (column < 0 || column >= columns.size()) {
                throw new IllegalArgumentException("key column " + column + " of '" + name + "' does not exist");
            }
        }
    }

    /** A relation that is no view, or a view of which no column is known to follow event time. */
    public Relation(
            String schema,
            String name,
            RelationKind kind,
            List<RelationColumn> columns,
            List<Integer> key,
            @Nullable WatermarkDefinition watermark,
            boolean appendOnly,
            boolean replayable) {
        this(schema, name, kind, columns, key, watermark, appendOnly, replayable, Map.of());
    }

    /** The same relation, of which these columns follow event time. */
    public Relation withFrontiers(Map<Integer, Frontier> others) {
        return new Relation(schema, name, kind, columns, key, watermark, appendOnly, replayable, others);
    }

    /** The same relation with another watermark. */
    public Relation withWatermark(@Nullable WatermarkDefinition other) {
        return new Relation(schema, name, kind, columns, key, other, appendOnly, replayable, frontiers);
    }

    /** For columns that follow event time: how far it has come in them. */
    public Map<Integer, Frontier> eventTimes() {
        WatermarkDefinition declared = watermark;
        if (declared == null || !declared.isBinding()) {
            return frontiers;
        }
        Frontier watermark = Frontier.of(circuitName());
        long accepted = declared.acceptedMillis();
        return Map.of(declared.column(), accepted == 0 ? watermark : watermark.behind(accepted));
    }

    /** The name under which the circuit knows the relation. */
    public String circuitName() {
        return schema.equals(Catalog.DEFAULT_SCHEMA) ? name : schema + "." + name;
    }

    /** The columns that exist in the circuit: all but the computed ones, as indexes into {@link #columns}. */
    public List<Integer> physicalColumns() {
        return IntStream.range(0, columns.size())
                .filter(index -> !columns.get(index).isComputed())
                .boxed()
                .toList();
    }

    public boolean hasComputedColumns() {
        return columns.stream().anyMatch(RelationColumn::isComputed);
    }

    /** The index of a column by name, without regard to case, or -1. */
    public int indexOf(String column) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).name().equalsIgnoreCase(column)) {
                return index;
            }
        }
        return -1;
    }
}
