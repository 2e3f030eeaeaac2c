package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;

/**
 * A relation as it was at one tick, read once from front to end. Belongs to one thread, any one, while the operator whose state it
 * follows from goes on; until {@link #close} that copies the chunks it changes.
 */
public interface FrozenContent extends AutoCloseable {
    /** Whether {@link #next} has more to give. */
    boolean hasNext();

    /**
     * Reads on.
     *
     * @param into cleared and filled with rows of positive weights
     * @param maxRows how many at most
     * @return how many were read, 0 at the end
     */
    int next(Batch into, int maxRows);

    /** Lets the operator change its chunks in place again; may be called by any thread when reading has ended. */
    @Override
    void close();
}
