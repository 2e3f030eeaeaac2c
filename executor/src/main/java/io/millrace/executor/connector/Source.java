package io.millrace.executor.connector;

import java.util.List;

/**
 * The stream behind a table. Replayable: records at the same positions are the same whenever they are read. Thread-safe;
 * holds no threads or connections of its own, its readers do.
 *
 * <p>Any number of readers may be open at a time: the running circuit's, those of views that catch up, those of reads.
 */
public interface Source {
    /**
     * Where the history starts now. Called once, at CREATE TABLE; the catalog keeps the answer. May ask the outside world.
     *
     * <p>An entry whose name begins with {@code @} is no partition but a fact that readers need fixed, such as the moment
     * at which a generated stream begins; it is handed back with the positions and never moves.
     */
    Positions start();

    /**
     * Where the stream ends at present: a read from {@code start} to here is finite. May ask the outside world.
     *
     * @param start what {@link #start} answered when the table was created
     */
    Positions end(Positions start);

    /** What the table's owner wants done about records that cannot be decoded. */
    BadRecordPolicy onBadRecord();

    /**
     * Opens a reader of the records from {@code from} on, and of partitions that appear later from their start.
     *
     * @throws io.millrace.executor.error.EngineException if the source cannot be reached, or has lost those positions
     */
    SourceReader reader(Positions from);

    /** Opens a reader of the records from {@code from} up to, not including, {@code until}; partitions not in {@code until} are left out. */
    SourceReader reader(Positions from, Positions until);

    /**
     * A decoder of this source's chunks, for one owner.
     *
     * @param columns the table's columns that are wanted, in the order of the batch to fill; others are only
     *     checked: which records are bad does not depend on what is wanted
     * @param badRecords told of every record that cannot be decoded
     */
    Decoder decoder(List<Integer> columns, BadRecords badRecords);
}
