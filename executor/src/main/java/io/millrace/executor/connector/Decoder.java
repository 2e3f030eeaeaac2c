package io.millrace.executor.connector;

import io.millrace.executor.column.Batch;

/** Turns raw records into rows. Owned by one worker at a time; deterministic: the same chunk gives the same rows. */
public interface Decoder {
    /** Appends the rows of a chunk to {@code into}, one for each good record, all with weight +1. */
    void decode(Chunk chunk, Batch into);
}
