package io.millrace.server.catalog;

import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import io.millrace.planner.catalog.RelationKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constraints of all stored tables as the rows of INFORMATION_SCHEMA. */
final class ConstraintRows {
    private final CatalogState catalog;

    ConstraintRows(CatalogState catalog) {
        this.catalog = catalog;
    }

    /** Name, schema, table and type of each. */
    List<@Nullable Object[]> tableConstraints() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (CatalogEntry entry : stored()) {
            Relation table = entry.relation();
            if (!table.key().isEmpty()) {
                rows.add(new @Nullable Object[] {primaryKey(table), "", table.name(), "PRIMARY KEY"});
            }
            for (Constraints.Unique unique : entry.constraints().uniques()) {
                rows.add(new @Nullable Object[] {unique.name(), "", table.name(), "UNIQUE"});
            }
            for (Constraints.Check check : entry.constraints().checks()) {
                rows.add(new @Nullable Object[] {check.name(), "", table.name(), "CHECK"});
            }
        }
        return rows;
    }

    /** Name, schema, table, column and its place of each column of a key. */
    List<@Nullable Object[]> keyColumns() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (CatalogEntry entry : stored()) {
            Relation table = entry.relation();
            add(rows, primaryKey(table), table, table.key());
            for (Constraints.Unique unique : entry.constraints().uniques()) {
                add(rows, unique.name(), table, unique.columns());
            }
        }
        return rows;
    }

    private static void add(List<@Nullable Object[]> rows, String name, Relation table, List<Integer> columns) {
        for (int i = 0; i < columns.size(); i++) {
            String column = table.columns().get(columns.get(i)).name();
            rows.add(new @Nullable Object[] {name, "", table.name(), column, i + 1L});
        }
    }

    /** Name, schema, table and condition of each CHECK. */
    List<@Nullable Object[]> checks() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (CatalogEntry entry : stored()) {
            for (Constraints.Check check : entry.constraints().checks()) {
                rows.add(new @Nullable Object[] {
                    check.name(), "", entry.relation().name(), check.condition()
                });
            }
        }
        return rows;
    }

    private List<CatalogEntry> stored() {
        return catalog.entries().stream()
                .filter(entry -> entry.relation().kind() == RelationKind.STORED)
                .toList();
    }

    /** The name of a table's primary key. */
    static String primaryKey(Relation table) {
        return table.name() + "_pkey";
    }
}
