package io.millrace.executor.state;

import io.millrace.executor.column.Batch;
import org.jspecify.annotations.Nullable;

/** Gives back what a {@link StateWriter} took, restricted to the key groups of the reading shard; what was written for all shards, whole. */
public interface StateReader {
    /** The next rows of a section, valid until the next call, or null after its last ones. */
    @Nullable
    Batch next(int section);
}
