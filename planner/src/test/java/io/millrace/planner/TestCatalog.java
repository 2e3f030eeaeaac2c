package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The relations that the planner's tests are about. */
public final class TestCatalog implements Catalog {
    private final Map<String, Relation> relations = new LinkedHashMap<>();

    /** clicks and trips are streams, accounts a stored table with a key, totals a view with a key, notes a view without. */
    public TestCatalog() {
        stream(
                "clicks",
                true,
                column("user_id", TypeKind.BIGINT, false),
                column("ts", TypeKind.TIMESTAMP, false),
                column("url", TypeKind.VARCHAR, true),
                column("price", ColumnType.decimal(10, 2)),
                column("duration", TypeKind.INTEGER, true),
                column("score", TypeKind.DOUBLE, true),
                column("ok", TypeKind.BOOLEAN, true));
        stream(
                "trips",
                false,
                column("id", TypeKind.INTEGER, false),
                column("millis", TypeKind.BIGINT, true),
                RelationColumn.computed("seconds", ColumnType.of(TypeKind.BIGINT), "millis / 1000"),
                RelationColumn.computed("label", ColumnType.of(TypeKind.VARCHAR), "UPPER(note)"),
                column("note", TypeKind.VARCHAR, true));
        add(
                "accounts",
                RelationKind.STORED,
                List.of(0),
                false,
                column("id", TypeKind.INTEGER, false),
                column("owner", TypeKind.VARCHAR, false),
                column("balance", ColumnType.decimal(12, 2)),
                column("since", TypeKind.DATE, true));
        add(
                "totals",
                RelationKind.VIEW,
                List.of(0, 1),
                false,
                column("user_id", TypeKind.BIGINT, false),
                column("day_of", TypeKind.DATE, false),
                column("clicks", TypeKind.BIGINT, false));
        add("notes", RelationKind.VIEW, List.of(), false, column("note", TypeKind.VARCHAR, true));
    }

    /** A column of a type without precision. */
    public static RelationColumn column(String name, TypeKind kind, boolean nullable) {
        return RelationColumn.physical(name, ColumnType.of(kind).withNullable(nullable));
    }

    /** A column of any type. */
    public static RelationColumn column(String name, ColumnType type) {
        return RelationColumn.physical(name, type);
    }

    private void stream(String name, boolean replayable, RelationColumn... columns) {
        relations.put(
                name, new Relation("", name, RelationKind.STREAM, List.of(columns), List.of(), null, true, replayable));
    }

    /** Adds a relation, for one test. */
    public TestCatalog add(
            String name, RelationKind kind, List<Integer> key, boolean appendOnly, RelationColumn... columns) {
        relations.put(
                name.toLowerCase(Locale.ROOT),
                new Relation("", name, kind, List.of(columns), key, null, appendOnly, true));
        return this;
    }

    @Override
    public Optional<Relation> relation(String schema, String name) {
        return schema.equals(DEFAULT_SCHEMA)
                ? Optional.ofNullable(relations.get(name.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    @Override
    public Collection<String> names(String schema) {
        return relations.values().stream().map(Relation::name).toList();
    }
}
