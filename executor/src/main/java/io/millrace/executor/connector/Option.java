package io.millrace.executor.connector;

import io.millrace.executor.error.Position;
import org.jspecify.annotations.Nullable;

/**
 * One option as it is written.
 *
 * @param value its value
 * @param namePosition where its name stands in the statement, for an option that should not be there
 * @param position where its value stands, for one that is not allowed
 */
public record Option(
        String value,
        @Nullable Position namePosition,
        @Nullable Position position) {}
