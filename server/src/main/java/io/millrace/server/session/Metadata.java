package io.millrace.server.session;

import io.millrace.executor.type.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalog as one session sees it, as a driver's metadata needs it. Each call reads the present state. */
public interface Metadata {
    /** All schemas, the system's own too. */
    List<String> schemas();

    /** All tables, views and system relations. The wire filters and sorts them. */
    List<Table> tables();

    /** Reserved words that are not reserved in SQL:2003. */
    List<String> keywords();

    /** The names of the functions that statements may call. */
    List<String> functions();

    /**
     * A table or view.
     *
     * @param kind {@code TABLE}, {@code STREAM}, {@code VIEW} or {@code SYSTEM TABLE}
     * @param remarks the user's comment, or an empty string
     * @param primaryKey the names of the key's columns in their order in the key; empty without a key
     * @param indexes by which rows are found and told apart, the one of the primary key among them
     */
    record Table(
            String schema,
            String name,
            String kind,
            String remarks,
            List<TableColumn> columns,
            List<String> primaryKey,
            List<Index> indexes) {
        public Table {
            columns = List.copyOf(columns);
            primaryKey = List.copyOf(primaryKey);
            indexes = List.copyOf(indexes);
        }
    }

    /**
     * A unique index of a table.
     *
     * @param name of the constraint that it is there for
     * @param columns the names of its columns, in order
     */
    record Index(String name, List<String> columns) {
        public Index {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column of a table.
     *
     * @param definition its name and type
     * @param remarks the user's comment, or an empty string
     * @param defaultValue the SQL text of its default, or null
     * @param generated whether it is computed from other columns
     */
    record TableColumn(
            Column definition, String remarks, @Nullable String defaultValue, boolean generated) {}
}
