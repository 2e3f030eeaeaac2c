package io.millrace.executor.connector;

import io.millrace.executor.type.Schema;
import java.util.Map;

/**
 * A sink as a connector sees it: the columns of its query and what the user wrote in {@code WITH}.
 *
 * @param name the sink's name, for messages
 * @param schema the columns of the rows that it gets
 * @param options by name in lower case; each with its value and place. {@code connector} itself is left out
 */
public record SinkDefinition(String name, Schema schema, Map<String, Option> options) {
    public SinkDefinition {
        options = Map.copyOf(options);
    }
}
