package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;

/** Where an operator sends its output delta. */
@FunctionalInterface
public interface Output {
    /** Takes the rows of a batch; the sender may fill the batch anew when the call returns. Empty batches are not sent. */
    void emit(Batch batch);

    /**
     * Whether anybody takes what is emitted; changes between ticks only. An operator that would compute a delta for nobody
     * may leave it out.
     */
    default boolean isRead() {
        return true;
    }
}
