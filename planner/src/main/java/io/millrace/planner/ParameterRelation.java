package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A catalog with one relation more: the parameters of a statement.
 *
 * @param catalog all other relations
 * @param parameters the parameters, a column each
 */
record ParameterRelation(Catalog catalog, Relation parameters) implements Catalog {
    /** The relation of parameters of some types. */
    static Relation of(List<ColumnType> types) {
        List<RelationColumn> columns = new ArrayList<>();
        for (ColumnType type : types) {
            columns.add(RelationColumn.physical("p" + columns.size(), type.withNullable(true)));
        }
        return new Relation(
                DEFAULT_SCHEMA, PreparedInsert.PARAMETERS, RelationKind.STORED, columns, List.of(), null, true, true);
    }

    @Override
    public Optional<Relation> relation(String schema, String name) {
        return schema.equals(DEFAULT_SCHEMA) && name.equals(parameters.name())
                ? Optional.of(parameters)
                : catalog.relation(schema, name);
    }

    @Override
    public Collection<String> names(String schema) {
        return catalog.names(schema);
    }

    @Override
    public ZoneId timeZone(Relation relation) {
        return catalog.timeZone(relation);
    }

    @Override
    public List<String> schemas() {
        return catalog.schemas();
    }
}
