package io.millrace.planner;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The catalog of an expression that names nothing. */
record NoRelations() implements Catalog {
    @Override
    public Optional<Relation> relation(String schema, String name) {
        return Optional.empty();
    }

    @Override
    public Collection<String> names(String schema) {
        return List.of();
    }
}
