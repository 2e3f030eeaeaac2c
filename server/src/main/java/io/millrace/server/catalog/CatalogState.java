package io.millrace.server.catalog;

import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All tables, views and sinks at one moment, the server's own system tables among them. Immutable: a change makes a new state, so
 * a statement is planned against one and the same.
 */
public final class CatalogState implements Catalog {
    /** What follows the name of a table in the name of its late rows. */
    private static final String LATE = "$late";

    private final long version;
    private final Map<String, CatalogEntry> entries;
    private final Map<String, Map<String, Relation>> systemSchemas;

    private CatalogState(
            long version, Map<String, CatalogEntry> entries, Map<String, Map<String, Relation>> systemSchemas) {
        this.version = version;
        this.entries = entries;
        this.systemSchemas = systemSchemas;
    }

    /** A state with nothing but some system tables. */
    public static CatalogState of(Collection<Relation> systemTables) {
        Map<String, Map<String, Relation>> schemas = new LinkedHashMap<>();
        for (Relation table : systemTables) {
            schemas.computeIfAbsent(table.schema(), name -> new LinkedHashMap<>())
                    .put(fold(table.name()), table);
        }
        return new CatalogState(0, new LinkedHashMap<>(), schemas);
    }

    /** Grows with every change; what was planned against another version is planned anew. */
    public long version() {
        return version;
    }

    /** Tables and views in the order of their making. */
    public Collection<CatalogEntry> entries() {
        return entries.values().stream().filter(CatalogEntry::isReadable).toList();
    }

    /** Sinks in the order of their making. */
    public Collection<CatalogEntry> sinks() {
        return entries.values().stream().filter(entry -> !entry.isReadable()).toList();
    }

    /** The table or view of a name. */
    public Optional<CatalogEntry> entry(String name) {
        return any(name).filter(CatalogEntry::isReadable);
    }

    /** The table, view or sink of a name. */
    public Optional<CatalogEntry> any(String name) {
        return Optional.ofNullable(entries.get(fold(name)));
    }

    /** This state and one more table, view or sink. */
    public CatalogState with(CatalogEntry entry) {
        Map<String, CatalogEntry> more = new LinkedHashMap<>(entries);
        more.put(fold(entry.relation().name()), entry);
        return new CatalogState(version + 1, more, systemSchemas);
    }

    /** This state but for one table, view or sink. */
    public CatalogState without(String name) {
        Map<String, CatalogEntry> fewer = new LinkedHashMap<>(entries);
        fewer.remove(fold(name));
        return new CatalogState(version + 1, fewer, systemSchemas);
    }

    /** The views and sinks that read a table or view themselves. */
    public List<CatalogEntry> readersOf(String name) {
        return entries.values().stream()
                .filter(entry -> entry.reads().contains(name))
                .toList();
    }

    /** What a table demands of its rows beside its key; nothing of what is no stored table. */
    public Constraints constraints(String name) {
        return entry(name).map(CatalogEntry::constraints).orElse(Constraints.NONE);
    }

    @Override
    public ZoneId timeZone(Relation relation) {
        return entry(relation.name())
                .filter(entry -> relation.schema().equals(DEFAULT_SCHEMA))
                .map(entry -> entry.definition().timeZone())
                .orElseGet(() -> Catalog.super.timeZone(relation));
    }

    /** The stored tables among some relations, and those that the views among them read, by way of other views too. */
    public Set<String> storedTablesOf(Collection<String> names) {
        Set<String> tables = new LinkedHashSet<>();
        for (String name : names) {
            CatalogEntry entry = entry(name).orElse(null);
            if (entry != null && entry.relation().kind() == RelationKind.STORED) {
                tables.add(entry.relation().name());
            } else if (entry != null) {
                tables.addAll(storedTablesOf(entry.reads()));
            }
        }
        return tables;
    }

    @Override
    public Optional<Relation> relation(String schema, String name) {
        if (schema.equals(DEFAULT_SCHEMA)) {
            return entry(name).map(CatalogEntry::relation).or(() -> lateRows(name));
        }
        for (Map.Entry<String, Map<String, Relation>> known : systemSchemas.entrySet()) {
            if (known.getKey().equalsIgnoreCase(schema)) {
                return Optional.ofNullable(known.getValue().get(fold(name)));
            }
        }
        return Optional.empty();
    }

    /** The late rows of a table, if the name is that of a table with a watermark and the suffix. */
    private Optional<Relation> lateRows(String name) {
        return tableOfLateRows(name)
                .map(table -> new Relation(
                        DEFAULT_SCHEMA,
                        table.name() + LATE,
                        RelationKind.SYSTEM,
                        table.columns(),
                        List.of(),
                        null,
                        false,
                        true));
    }

    /** The table whose late rows are read under a name, if they are. */
    public Optional<Relation> tableOfLateRows(String name) {
        if (!fold(name).endsWith(LATE) || entry(name).isPresent()) {
            return Optional.empty();
        }
        return entry(name.substring(0, name.length() - LATE.length()))
                .map(CatalogEntry::relation)
                .filter(table -> table.watermark() != null);
    }

    @Override
    public Collection<String> names(String schema) {
        List<String> names = new ArrayList<>();
        if (schema.equals(DEFAULT_SCHEMA)) {
            entries().forEach(entry -> names.add(entry.relation().name()));
        }
        systemSchemas.forEach((known, relations) -> {
            if (known.equalsIgnoreCase(schema)) {
                relations.values().forEach(relation -> names.add(relation.name()));
            }
        });
        return names;
    }

    @Override
    public List<String> schemas() {
        return List.copyOf(systemSchemas.keySet());
    }

    /** All system tables. */
    public List<Relation> systemTables() {
        return systemSchemas.values().stream()
                .flatMap(schema -> schema.values().stream())
                .toList();
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
