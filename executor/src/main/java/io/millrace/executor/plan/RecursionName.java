package io.millrace.executor.plan;

import io.millrace.executor.error.Position;
import org.jspecify.annotations.Nullable;

/**
 * Which recursive relation is meant.
 *
 * @param name what the statement calls it, for messages
 * @param digest tells it from all others: equal only where both parts are
 * @param position where the statement defines it
 */
public record RecursionName(
        String name, String digest, @Nullable Position position) {}
