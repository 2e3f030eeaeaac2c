package io.millrace.executor.connector;

import io.millrace.executor.column.Batch;

/** Turns raw records into rows. Owned by one worker at a time; deterministic: the same chunk gives the same rows. */
public interface Decoder {
    /**
     * Appends the rows of some records of a chunk to {@code into}, one for each good record, all with weight +1. A chunk is
     * decoded in parts of about a thousand records, so that a batch stays in the cache, by several workers.
     *
     * @param first the first record, counted from 0 within the chunk
     * @param count how many
     */
    void decode(Chunk chunk, int first, int count, Batch into);
}
