package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;

/** Where an operator sends its output delta. */
@FunctionalInterface
public interface Output {
    /** Takes the rows of a batch; the sender may fill the batch anew when the call returns. Empty batches are not sent. */
    void emit(Batch batch);
}
