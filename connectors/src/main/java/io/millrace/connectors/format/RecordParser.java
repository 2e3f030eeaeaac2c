package io.millrace.connectors.format;

import io.millrace.executor.column.Batch;
import org.jspecify.annotations.Nullable;

/** Writes the fields of single records into the rows of a batch. Owned by one worker at a time. */
public interface RecordParser {
    /** Says how the fields of the next records are called, for formats that have headers. */
    void useHeader(byte[] header);

    /**
     * Writes a record's wanted fields to one row, all of them unless the record is bad, and checks all other columns: what
     * is wanted does not decide which records are bad. The row of a bad record may be
     * written again.
     *
     * @return null, or what is wrong with the record, in the user's names
     */
    @Nullable
    String parse(byte[] data, int start, int length, Batch into, int row);
}
