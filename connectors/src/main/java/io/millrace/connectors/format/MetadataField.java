package io.millrace.connectors.format;

import io.millrace.executor.column.Vector;
import org.jspecify.annotations.Nullable;

/** A column that takes what a source knows of a record beside its value. Owned by one worker at a time. */
public interface MetadataField {
    /**
     * Writes one record's metadata to a row, or only checks it if there is no vector to write to; answers null, or what is
     * wrong with it, in the user's names.
     */
    @Nullable
    String write(RecordsChunk chunk, int record, @Nullable Vector into, int row);
}
