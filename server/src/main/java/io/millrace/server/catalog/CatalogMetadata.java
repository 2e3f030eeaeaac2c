package io.millrace.server.catalog;

import io.millrace.executor.type.Column;
import io.millrace.planner.Planner;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
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
        catalog.entries().forEach(entry -> tables.add(table(entry.relation(), entry.constraints())));
        catalog.systemTables().forEach(relation -> tables.add(table(relation, Constraints.NONE)));
        return tables;
    }

    private static Table table(Relation relation, Constraints constraints) {
        List<TableColumn> columns = new ArrayList<>();
        for (RelationColumn column : relation.columns()) {
            columns.add(new TableColumn(
                    new Column(column.name(), column.type()), "", column.defaultExpression(), column.isComputed()));
        }
        List<String> key = names(relation, relation.key());
        List<Index> indexes = new ArrayList<>();
        if (relation.kind() == RelationKind.STORED && !key.isEmpty()) {
            indexes.add(new Index(ConstraintRows.primaryKey(relation), key));
        }
        for (Constraints.Unique unique : constraints.uniques()) {
            indexes.add(new Index(unique.name(), names(relation, unique.columns())));
        }
        return new Table(relation.schema(), relation.name(), SystemTables.kind(relation), "", columns, key, indexes);
    }

    private static List<String> names(Relation relation, List<Integer> columns) {
        return columns.stream()
                .map(column -> relation.columns().get(column).name())
                .toList();
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
