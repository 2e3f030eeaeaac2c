package io.millrace.server.catalog;

import io.millrace.executor.type.Column;
import io.millrace.planner.Planner;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.parse.Parser;
import io.millrace.server.session.Metadata;
import java.util.ArrayList;
import java.util.List;

/** A catalog's state as drivers describe it. */
public final class CatalogMetadata implements Metadata {
    private final CatalogState catalog;

    public CatalogMetadata(CatalogState catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<String> schemas() {
        List<String> schemas = new ArrayList<>();
        schemas.add(CatalogState.DEFAULT_SCHEMA);
        schemas.addAll(catalog.schemas());
        return schemas;
    }

    @Override
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        catalog.entries().forEach(entry -> tables.add(table(entry.relation())));
        catalog.systemTables().forEach(relation -> tables.add(table(relation)));
        return tables;
    }

    private static Table table(Relation relation) {
        List<TableColumn> columns = new ArrayList<>();
        for (RelationColumn column : relation.columns()) {
            columns.add(new TableColumn(
                    new Column(column.name(), column.type()), "", column.defaultExpression(), column.isComputed()));
        }
        List<String> key = relation.key().stream()
                .map(column -> relation.columns().get(column).name())
                .toList();
        return new Table(relation.schema(), relation.name(), SystemTables.kind(relation), "", columns, key);
    }

    @Override
    public List<String> keywords() {
        return Parser.keywords();
    }

    @Override
    public List<String> functions() {
        return Planner.functionNames();
    }
}
