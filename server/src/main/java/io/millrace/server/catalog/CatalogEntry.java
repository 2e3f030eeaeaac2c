package io.millrace.server.catalog;

import io.millrace.planner.catalog.Relation;
import java.util.Set;

/**
 * A table or view of the catalog.
 *
 * @param relation what the planner sees of it
 * @param definition what is kept of it
 * @param reads the names of the tables and views that a view reads; none for a table
 */
public record CatalogEntry(Relation relation, Definition definition, Set<String> reads) {
    public CatalogEntry {
        reads = Set.copyOf(reads);
    }
}
