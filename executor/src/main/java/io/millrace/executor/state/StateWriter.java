package io.millrace.executor.state;

import io.millrace.executor.column.Batch;

/**
 * Takes the state of one operator shard. A state is a sequence of sections, each a relation: batches of rows with one
 * type list, every row under the hash of the key that decides its shard.
 */
public interface StateWriter {
    /**
     * Writes rows of a section.
     *
     * @param section the section's number, ascending from 0
     * @param rows the rows; read before the call returns. Weights are kept
     * @param hashes the key hash of each row
     */
    void write(int section, Batch rows, int[] hashes);

    /**
     * Writes rows of a section that every shard keeps, and so every shard reads; one shard writes them.
     *
     * @param section the section's number, ascending from 0
     * @param rows the rows; read before the call returns. Weights are kept
     */
    void writeForAll(int section, Batch rows);
}
