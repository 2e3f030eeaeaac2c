package io.millrace.executor.circuit.table;

import java.util.List;

/**
 * A UNIQUE constraint of a stored table: no two rows have the same values in these columns, where none of them is NULL.
 *
 * @param name what messages call it
 * @param columns indexes into the table's columns
 */
public record UniqueConstraint(String name, List<Integer> columns) {
    public UniqueConstraint {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("UNIQUE constraint '" + name + "' has no columns");
        }
    }
}
