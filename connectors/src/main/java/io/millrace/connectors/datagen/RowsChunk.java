package io.millrace.connectors.datagen;

import io.millrace.executor.connector.Chunk;

/**
 * Rows by their numbers alone; they are made where they are decoded.
 *
 * @param from the first row
 * @param until the row after the last
 * @param startMillis when the stream began
 */
record RowsChunk(long from, long until, long startMillis) implements Chunk {
    static final String PARTITION = "rows";
    private static final long HEAP_BYTES = 40;

    @Override
    public String partition() {
        return PARTITION;
    }

    @Override
    public int records() {
        return (int) (until - from);
    }

    @Override
    public long bytes() {
        return HEAP_BYTES;
    }
}
