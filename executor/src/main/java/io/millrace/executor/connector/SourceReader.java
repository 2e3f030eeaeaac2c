package io.millrace.executor.connector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a source from some positions on. Owned by one thread. */
public interface SourceReader extends AutoCloseable {
    /**
     * The next records of one partition, as they are there: a chunk is handed out as soon as it holds a record, and
     * holds no more than about 16k records or 1 MiB. The chunk stays valid; it is handed to another thread.
     *
     * @param wait how long to wait at most for a first record
     * @return null if there was none in that time, or none will come: see {@link #finished}
     * @throws io.millrace.executor.error.EngineException if the source failed; the caller may close and open anew
     */
    @Nullable
    Chunk poll(Duration wait) throws InterruptedException;

    /** Whether a bounded reader has given all its records, or the source has ended for good. */
    boolean finished();

    /**
     * Whether, as far as the reader knows, it has handed out all that a partition holds at present: silence then means that there is
     * nothing, and not that others had their turn. Asks nobody.
     */
    default boolean isCaughtUp(String partition) {
        return true;
    }

    @Override
    void close();
}
