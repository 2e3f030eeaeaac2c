package io.millrace.server.catalog;

import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import java.util.Set;

/**
 * A table, view or sink of the catalog.
 *
 * @param relation what the planner sees of it
 * @param constraints what a stored table demands beside its key
 * @param definition what is kept of it
 * @param reads the names of the tables and views that a view or sink reads; none for a table
 * @param emitMillis of which length periods are whose net change readers of a view's changes get; 0 if they get each tick's
 */
public record CatalogEntry(
        Relation relation, Constraints constraints, Definition definition, Set<String> reads, long emitMillis) {
    public CatalogEntry {
        reads = Set.copyOf(reads);
    }

    /** Whether queries can read it: a sink cannot be. */
    public boolean isReadable() {
        return relation.kind() != RelationKind.SINK;
    }
}
