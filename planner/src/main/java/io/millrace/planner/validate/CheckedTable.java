package io.millrace.planner.validate;

import io.millrace.executor.connector.Option;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.planner.catalog.Constraints;
import io.millrace.planner.catalog.Relation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a CREATE TABLE declares.
 *
 * @param relation the table
 * @param constraints of a stored table, beside its key
 * @param sourceColumns its columns without the computed ones, as a connector fills them
 * @param connector the connector's name and its place, or null for a stored table
 * @param options the other options, by name in lower case
 * @param time how the event time is computed, or null if the connector fills it or there is none
 */
public record CheckedTable(
        Relation relation,
        Constraints constraints,
        List<SourceColumn> sourceColumns,
        @Nullable Option connector,
        Map<String, Option> options,
        @Nullable ComputedTime time) {
    public CheckedTable {
        sourceColumns = List.copyOf(sourceColumns);
        options = Map.copyOf(options);
    }
}
