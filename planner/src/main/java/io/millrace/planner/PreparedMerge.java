package io.millrace.planner;

import io.millrace.planner.catalog.Relation;
import java.util.Set;

/**
 * A MERGE that was checked against a catalog.
 *
 * @param table whose rows
 * @param rows for each row of the source with each row it matches, or with none: NULL if it matches none, the table's physical
 *     columns as they are, and as they shall be
 * @param updates whether rows that match are changed
 * @param inserts whether rows that match nothing are inserted
 * @param updated which columns a row that matches gets, and where its values stand
 * @param inserted which columns a row that matches nothing gets, and where its values stand
 * @param reads the circuit's names of all relations whose content decides what is changed
 */
public record PreparedMerge(
        Relation table,
        PreparedQuery rows,
        boolean updates,
        boolean inserts,
        WrittenColumns updated,
        WrittenColumns inserted,
        Set<String> reads) {
    public PreparedMerge {
        reads = Set.copyOf(reads);
    }
}
