package io.millrace.server.statement;

import io.millrace.server.session.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement.
 *
 * @param parameters one value per {@code ?}
 * @param maxRows the most rows wanted, or 0 for all
 * @param cancellation ends it early
 * @param writer where it writes to: at once, or to the session's open transaction
 */
public record Execution(List<@Nullable Object> parameters, long maxRows, Cancellation cancellation, RowWriter writer) {}
