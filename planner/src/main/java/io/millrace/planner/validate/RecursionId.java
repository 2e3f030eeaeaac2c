package io.millrace.planner.validate;

import io.millrace.executor.error.Position;
import org.jspecify.annotations.Nullable;

/**
 * Which recursion of a statement is meant.
 *
 * @param table tells it from the statement's others
 * @param relation what the statement calls it
 * @param position where the statement defines it
 */
public record RecursionId(
        String table, String relation, @Nullable Position position) {}
