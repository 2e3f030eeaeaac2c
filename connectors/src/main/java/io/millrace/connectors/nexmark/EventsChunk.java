package io.millrace.connectors.nexmark;

import io.millrace.executor.connector.Chunk;

/**
 * Events of a kind by the numbers of their rows; they are made where they are decoded. Positions are numbers of events.
 *
 * @param kind which events
 * @param firstRow the first row
 * @param endRow the row after the last
 */
record EventsChunk(EventKind kind, long firstRow, long endRow) implements Chunk {
    static final String PARTITION = "events";
    private static final long HEAP_BYTES = 40;

    @Override
    public String partition() {
        return PARTITION;
    }

    @Override
    public long from() {
        return kind.event(firstRow);
    }

    @Override
    public long until() {
        return kind.event(endRow - 1) + 1;
    }

    @Override
    public long position(int record) {
        return kind.event(firstRow + record);
    }

    @Override
    public int records() {
        return (int) (endRow - firstRow);
    }

    @Override
    public long bytes() {
        return HEAP_BYTES;
    }
}
