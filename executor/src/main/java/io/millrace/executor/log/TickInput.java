package io.millrace.executor.log;

import io.millrace.executor.column.Batch;

/**
 * Something that decided a tick. Kinds that later versions add (offset ranges of sources with count and checksum)
 * get numbers of their own in {@link TickCodec}.
 */
public sealed interface TickInput {
    /**
     * Changes of a stored table.
     *
     * @param table the table's number, which no other table ever had
     * @param rows the delta, with weights
     */
    record Rows(long table, Batch rows) implements TickInput {}

    /**
     * The time that the tick was told, which plans go by that ask for it.
     *
     * @param millis since 1970
     */
    record Clock(long millis) implements TickInput {}

    /**
     * From a position of a partition on, rows before some time are late, whatever else the partition holds: it joined when others had
     * not waited for it.
     *
     * @param stream the stream's number, which no other table ever had
     * @param partition its partition
     * @param position of the first record that it concerns
     * @param time in milliseconds; the least long if no row is late by that
     */
    record Floor(long stream, String partition, long position, long time) implements TickInput {}
}
