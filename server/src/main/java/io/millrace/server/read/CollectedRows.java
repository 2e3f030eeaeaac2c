package io.millrace.server.read;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.operator.Output;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/** Keeps a result's rows as they come, up to a limit of memory. Owned by the thread that runs the query, then by its cursor. */
final class CollectedRows implements Output {
    private final Batch rows;
    private final long maxBytes;
    private long copies;

    CollectedRows(List<ColumnType> types, long maxBytes) {
        this.rows = new Batch(types);
        this.maxBytes = maxBytes;
    }

    @Override
    public void emit(Batch batch) {
        for (int row = 0; row < batch.size(); row++) {
            copies += batch.weight(row);
        }
        rows.appendAll(batch);
        if (rows.bytes() > maxBytes) {
            throw new EngineException(
                    ErrorCode.MEMORY_LIMIT,
                    "The result takes more than " + maxBytes / (1 << 20)
                            + " MiB. Narrow it with WHERE or LIMIT, or make it a view and read that in parts.");
        }
    }

    Batch rows() {
        return rows;
    }

    /** How many rows the result has, each as often as its weight says. */
    long copies() {
        return copies;
    }
}
