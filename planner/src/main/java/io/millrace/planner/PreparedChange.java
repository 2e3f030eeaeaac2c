package io.millrace.planner;

import io.millrace.planner.catalog.Relation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An UPDATE or DELETE that was checked against a catalog.
 *
 * @param kind what happens to the rows
 * @param table whose rows
 * @param rows the rows that are changed: the table's physical columns as they are, and behind them a value for each of
 *     {@code written}
 * @param written which of the physical columns get new values; none for a DELETE
 * @param reads the circuit's names of all relations whose content decides what is changed, the table among them
 * @param keyed how to do the same for the one row of a key, or null if the condition does not name one
 */
public record PreparedChange(
        ChangeKind kind,
        Relation table,
        PreparedQuery rows,
        WrittenColumns written,
        Set<String> reads,
        @Nullable Keyed keyed) {
    public PreparedChange {
        reads = Set.copyOf(reads);
    }

    /**
     * The change of one row found by its key: planned once for any number of executions.
     *
     * @param key where the value of each key column comes from, in the order of the key
     * @param rows as {@link PreparedChange#rows}, with {@link #NUMBER} before all others; reads the relation {@link #FOUND}
     */
    public record Keyed(List<KeyPart> key, PreparedQuery rows) {
        /**
         * The relation of rows that were found, each with the parameters it was looked up for: first the number of the execution,
         * then the table's physical columns, then the parameters.
         */
        public static final String FOUND = "$found";

        /** The name of the first column: the number of the execution. */
        public static final String NUMBER = "$number";

        public Keyed {
            key = List.copyOf(key);
        }
    }

    /**
     * The value of a key column.
     *
     * @param parameter the index of a {@code ?}, or -1
     * @param literal if it is none, the value, of the classes of {@link io.millrace.executor.column.Values}
     */
    public record KeyPart(int parameter, @Nullable Object literal) {}
}
