package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * The delta of a tick until it is published: deletions and insertions apart, each in batches of at most
 * {@value #ROWS} rows, which are used again. Owned by its result table.
 */
final class DeltaBuffer {
    private static final int ROWS = 8192;

    private final List<ColumnType> types;
    private final Part deletions = new Part();
    private final Part insertions = new Part();

    /** Scratch: the rows of a batch that go into each part. */
    private int[] deleted = new int[0];

    private int[] inserted = new int[0];

    DeltaBuffer(List<ColumnType> types) {
        this.types = types;
    }

    /** Copies a batch. */
    void add(Batch batch) {
        int size = batch.size();
        if (inserted.length < size) {
            inserted = new int[size];
            deleted = new int[size];
        }
        int[] up = inserted;
        int[] down = deleted;
        int ups = 0;
        int downs = 0;
        long[] weights = batch.weights();
        for (int row = 0; row < size; row++) {
            if (weights == null || weights[row] > 0) {
                up[ups++] = row;
            } else {
                down[downs++] = row;
            }
        }
        deletions.add(batch, down, downs);
        insertions.add(batch, up, ups);
    }

    /** Rows with negative weights. */
    List<Batch> deletions() {
        return deletions.filled();
    }

    /** Rows with positive weights. */
    List<Batch> insertions() {
        return insertions.filled();
    }

    boolean isEmpty() {
        return deletions.used == 0 && insertions.used == 0;
    }

    /** Forgets the rows; keeps the arrays that ticks of this size need. */
    void clear() {
        deletions.clear();
        insertions.clear();
    }

    /** Heap bytes. */
    long bytes() {
        return deletions.bytes() + insertions.bytes() + (long) Integer.BYTES * (deleted.length + inserted.length);
    }

    private final class Part {
        private final List<Batch> batches = new ArrayList<>();
        private int used;

        void add(Batch source, int[] rows, int count) {
            if (count == 0) {
                return;
            }
            if (used == 0 || batches.get(used - 1).size() + count > ROWS) {
                if (used == batches.size()) {
                    batches.add(new Batch(types));
                }
                used++;
            }
            batches.get(used - 1).gather(source, rows, count);
        }

        List<Batch> filled() {
            return batches.subList(0, used);
        }

        void clear() {
            for (Batch batch : filled()) {
                batch.clear();
            }
            // One batch less a tick while ticks are small, so that a burst does not stay in memory.
            if (used < batches.size()) {
                batches.remove(batches.size() - 1);
            }
            used = 0;
        }

        long bytes() {
            long sum = 0;
            for (Batch batch : batches) {
                sum += batch.bytes();
            }
            return sum;
        }
    }
}
