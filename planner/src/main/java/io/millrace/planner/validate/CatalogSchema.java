package io.millrace.planner.validate;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.jspecify.annotations.Nullable;

/** A schema of our catalog in Calcite's terms. Asks the catalog anew for each name; one for each statement. */
final class CatalogSchema extends AbstractSchema {
    private final Catalog catalog;
    private final String name;
    private final Function<Relation, Table> tables;
    private final RecursiveTables recursions;

    CatalogSchema(Catalog catalog, String name, Function<Relation, Table> tables, RecursiveTables recursions) {
        this.catalog = catalog;
        this.name = name;
        this.tables = tables;
        this.recursions = recursions;
    }

    @Override
    public Lookup<Table> tables() {
        return new Lookup<>() {
            @Override
            public @Nullable Table get(String table) {
                Table recursive = recursions.table(table);
                if (recursive != null) {
                    return recursive;
                }
                Optional<Relation> found = catalog.relation(name, table)
                        .filter(relation -> relation.name().equals(table));
                return found.isPresent() ? tables.apply(found.get()) : null;
            }

            @Override
            public @Nullable Named<Table> getIgnoreCase(String table) {
                Table recursive = recursions.table(table);
                if (recursive != null) {
                    return new Named<>(table, recursive);
                }
                Optional<Relation> found = catalog.relation(name, table);
                return found.isPresent() ? new Named<>(found.get().name(), tables.apply(found.get())) : null;
            }

            @Override
            public Set<String> getNames(LikePattern pattern) {
                return catalog.names(name).stream()
                        .filter(pattern.matcher()::apply)
                        .collect(Collectors.toCollection(TreeSet::new));
            }
        };
    }

    @Override
    protected Map<String, Schema> getSubSchemaMap() {
        Map<String, Schema> schemas = new LinkedHashMap<>();
        if (name.equals(Catalog.DEFAULT_SCHEMA)) {
            catalog.schemas()
                    .forEach(schema -> schemas.put(schema, new CatalogSchema(catalog, schema, tables, recursions)));
        }
        return schemas;
    }
}
