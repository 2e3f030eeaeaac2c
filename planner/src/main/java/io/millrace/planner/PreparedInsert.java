package io.millrace.planner;

import io.millrace.planner.catalog.Relation;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT that was checked against a catalog.
 *
 * @param table where the rows go
 * @param rows the query of the rows to write: the table's columns but for computed ones, in their order. Strings may be longer than
 *     their column allows
 * @param overParameters the same, but with the parameters as columns of the relation {@link #PARAMETERS}, whose each row gives
 *     one row to write: planned once for any number of executions. Null where there are no parameters, or not exactly one
 *     row of expressions
 * @param written which columns the statement gives values to, and where
 */
public record PreparedInsert(
        Relation table, PreparedQuery rows, @Nullable PreparedQuery overParameters, WrittenColumns written) {
    /** The name of the relation whose columns are the parameters, in their order. */
    public static final String PARAMETERS = "$parameters";
}
