package io.millrace.connectors.format;

import io.millrace.executor.column.Vector;

/** A column that takes what a source knows of a record beside its value. Owned by one worker at a time. */
public interface MetadataField {
    /** Writes one record's metadata to a row; answers whether there was any. */
    boolean write(RecordsChunk chunk, int record, Vector into, int row);
}
