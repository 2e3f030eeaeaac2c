package io.millrace.server.catalog;

import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import java.util.Set;

/**
 * A table or view of the catalog.
 *
 * @param relation what the planner sees of it
 * @param constraints what a stored table demands beside its key
 * @param definition what is kept of it
 * @param reads the names of the tables and views that a view reads; none for a table
 */
public record CatalogEntry(Relation relation, Constraints constraints, Definition definition, Set<String> reads) {
    public CatalogEntry {
        reads = Set.copyOf(reads);
    }
}
