package io.millrace.executor.connector;

/**
 * Raw records of one partition, in order, not yet decoded. Immutable.
 *
 * <p>Positions may have gaps (compacted topics); {@code until} is where a reader goes on after this chunk.
 */
public interface Chunk {
    String partition();

    /** The position of the first record. */
    long from();

    /** The position of a record, counted from 0 within the chunk. */
    default long position(int record) {
        return from() + record;
    }

    /** The position after the last record. */
    long until();

    /** The number of records, bad ones among them. */
    int records();

    /** Heap bytes held, for the bounds of queues. */
    long bytes();
}
