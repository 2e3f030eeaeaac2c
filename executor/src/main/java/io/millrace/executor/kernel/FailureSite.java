package io.millrace.executor.kernel;

import io.millrace.executor.error.Position;
import org.jspecify.annotations.Nullable;

/**
 * A call in a kernel that can fail on a row.
 *
 * @param expression the SQL of the call, as the user would recognise it
 * @param position where it stands in the statement, if that is known
 */
public record FailureSite(String expression, @Nullable Position position) {}
