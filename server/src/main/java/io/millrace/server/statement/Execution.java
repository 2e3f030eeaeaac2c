package io.millrace.server.statement;

import io.millrace.executor.circuit.Transaction;
import io.millrace.server.session.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement, or of a batch of it.
 *
 * @param rows the rows of parameters, each with one value per {@code ?}; exactly one but for a batch
 * @param maxRows the most rows wanted, or 0 for all
 * @param cancellation ends it early
 * @param writer how it writes: at once, or to the session's open transaction
 * @param settings of the session, for SET
 * @param transaction what the session has written and not committed, for its queries to see; null for nothing
 */
public record Execution(
        List<List<@Nullable Object>> rows,
        long maxRows,
        Cancellation cancellation,
        Writer writer,
        SessionSettings settings,
        @Nullable Transaction transaction) {
    /** The parameters of an execution that is no batch. */
    public List<@Nullable Object> parameters() {
        return rows.get(0);
    }
}
