package io.millrace.executor.connector;

import java.util.List;
import java.util.Map;

/**
 * A table as a connector sees it: its stored columns (no computed ones) and what the user wrote in {@code WITH}.
 *
 * @param name the table's name, for messages
 * @param columns the columns to fill, in order
 * @param options by name in lower case; each with its value and place. {@code connector} itself is left out
 */
public record TableDefinition(String name, List<SourceColumn> columns, Map<String, Option> options) {
    public TableDefinition {
        columns = List.copyOf(columns);
        options = Map.copyOf(options);
    }
}
