package io.millrace.executor.circuit.stream;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayDeque;
import java.util.List;

/** The last late rows of a stream, with all columns. Workers add, anyone reads; thread-safe. */
public final class LateRows {
    private final List<ColumnType> types;
    private final int most;
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private int rows;

    /** None, and room for some. */
    public LateRows(List<ColumnType> types, int most) {
        this.types = types;
        this.most = most;
    }

    /** Adds the rows of a batch that are picked by the first {@code count} numbers of {@code picked}. */
    synchronized void add(Batch from, int[] picked, int count) {
        Batch added = new Batch(types);
        added.gather(from, picked, count);
        batches.add(added);
        rows += count;
        while (rows - batches.getFirst().size() >= most && batches.size() > 1) {
            rows -= batches.removeFirst().size();
        }
    }

    /** The rows that are kept, in the order of their coming; the caller's own. */
    public synchronized Batch rows() {
        Batch all = new Batch(types);
        int skipped = Math.max(0, rows - most);
        for (Batch batch : batches) {
            for (int row = 0; row < batch.size(); row++) {
                if (skipped > 0) {
                    skipped--;
                } else {
                    all.append(batch, row);
                }
            }
        }
        return all;
    }

    /** The stream is read anew. */
    synchronized void clear() {
        batches.clear();
        rows = 0;
    }
}
