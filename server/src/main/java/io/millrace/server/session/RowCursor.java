package io.millrace.server.session;

import io.millrace.executor.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one execution, read once from front to back. Read by one thread at a time (not always the same);
 * {@link #close} and the statement's {@link Cancellation} may come from any other.
 *
 * <p>A result that ends computes within {@link #poll}. A never-ending one gives what has arrived and is asked again
 * after {@link #whenReady}: so a waiting reader costs no thread. What it buffers for a slow reader is bounded.
 */
public interface RowCursor extends AutoCloseable {
    /** The columns, equal to those of the prepared statement. */
    Schema columns();

    /**
     * Takes the next rows, at most {@code max} (at least 1). Of a result that ends: blocks for its first rows, and gives
     * none only at the end. Of one that never ends: gives what is there now, perhaps nothing. Throws
     * {@code EngineException} when the statement failed or was cancelled, also on every later call.
     */
    Rows poll(int max);

    /**
     * Has {@code action} run once, on any thread and perhaps at once in this call, as soon as {@link #poll} would give
     * rows, the end or an exception. Replaces an earlier action. The action is short and does not poll.
     */
    void whenReady(Runnable action);

    /** Frees what the result holds; idempotent. Wakes the reader: its {@code poll} gives the end. */
    @Override
    void close();

    /**
     * The next rows of a result, one array per row with a value per column. The values, null for SQL NULL:
     *
     * <ul>
     *   <li>BOOLEAN: {@code Boolean}
     *   <li>TINYINT, SMALLINT, INTEGER, BIGINT: {@code Long}
     *   <li>REAL, DOUBLE: {@code Double}
     *   <li>DECIMAL: {@code BigDecimal} of the type's scale
     *   <li>CHAR (padded to its length), VARCHAR: {@code String}
     *   <li>BINARY, VARBINARY: {@code byte[]}, not written to by anyone afterwards
     *   <li>UUID: {@code UUID}
     *   <li>ARRAY, MULTISET, ROW: an unmodifiable {@code List}, MAP: an unmodifiable {@code Map}, of values like these
     *   <li>DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, intervals: {@code Long} in the unit that {@code TypeKind} tells
     * </ul>
     *
     * @param last whether no row comes after these
     */
    record Rows(List<@Nullable Object[]> rows, boolean last) {}
}
