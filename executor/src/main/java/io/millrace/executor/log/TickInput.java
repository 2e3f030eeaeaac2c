package io.millrace.executor.log;

import io.millrace.executor.column.Batch;

/**
 * Something that decided a tick. Kinds that later versions add (offset ranges of sources with count and checksum, the clock,
 * watermarks and floors) get numbers of their own in {@link TickCodec}.
 */
public sealed interface TickInput {
    /**
     * Changes of a stored table.
     *
     * @param table the table's number, which no other table ever had
     * @param rows the delta, with weights
     */
    record Rows(long table, Batch rows) implements TickInput {}
}
