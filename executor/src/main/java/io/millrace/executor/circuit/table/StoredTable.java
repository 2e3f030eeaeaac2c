package io.millrace.executor.circuit.table;

import io.millrace.executor.type.Schema;
import java.util.List;

/**
 * A stored table as it was declared.
 *
 * @param id tells it apart from all other tables that this data directory ever had, of the same name or another; the tick log
 *     knows tables by it
 * @param name its name
 * @param schema its columns; those that are not nullable take no NULL
 * @param key columns that no two rows share, or none
 * @param uniques further keys
 */
public record StoredTable(long id, String name, Schema schema, List<Integer> key, List<UniqueConstraint> uniques) {
    public StoredTable {
        key = List.copyOf(key);
        uniques = List.copyOf(uniques);
    }
}
