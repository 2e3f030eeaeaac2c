package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.catalog.Catalog;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationColumn;
import io.millrace.planner.catalog.RelationKind;
import java.util.ArrayList;
import java.util.List;

/** The relation {@link PreparedChange.Keyed#FOUND}: rows found by key, with the parameters that each was looked up for. */
final class FoundRows {
    private FoundRows() {}

    static Relation of(Relation table, List<ColumnType> parameters) {
        List<RelationColumn> columns = new ArrayList<>();
        columns.add(RelationColumn.physical(
                PreparedChange.Keyed.NUMBER, ColumnType.of(TypeKind.BIGINT).notNull()));
        for (RelationColumn column : table.columns()) {
            columns.add(
                    column.expression() == null
                            ? RelationColumn.physical(column.name(), column.type())
                            : RelationColumn.computed(column.name(), column.type(), column.expression()));
        }
        for (ColumnType type : parameters) {
            columns.add(RelationColumn.physical(
                    parameter(columns.size() - 1 - table.columns().size()), type.withNullable(true)));
        }
        return new Relation(
                Catalog.DEFAULT_SCHEMA,
                PreparedChange.Keyed.FOUND,
                RelationKind.STORED,
                columns,
                List.of(),
                null,
                true,
                true);
    }

    /** The column of a parameter. */
    static String parameter(int index) {
        return "$parameter" + index;
    }
}
