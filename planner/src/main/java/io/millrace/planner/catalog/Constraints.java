package io.millrace.planner.catalog;

import java.util.List;

/**
 * What a stored table demands of its rows beside NOT NULL and its PRIMARY KEY. Names are unique within a table, without regard
 * to case.
 */
public record Constraints(List<Unique> uniques, List<Check> checks) {
    public static final Constraints NONE = new Constraints(List.of(), List.of());

    public Constraints {
        uniques = List.copyOf(uniques);
        checks = List.copyOf(checks);
    }

    /**
     * No two rows have the same values in these columns; rows with a NULL among them are exempt.
     *
     * @param columns indexes into the table's columns
     */
    public record Unique(String name, List<Integer> columns) {
        public Unique {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A condition that is true or unknown of every row.
     *
     * @param condition its SQL; it names stored columns of the table only
     * @param columns those columns, as indexes into the table's columns, in order
     */
    public record Check(String name, String condition, List<Integer> columns) {
        public Check {
            columns = List.copyOf(columns);
        }
    }
}
