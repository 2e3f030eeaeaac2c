package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * The delta of a tick until it is published: deletions, insertions and updates apart, in batches of at most {@value #ROWS}
 * rows, small enough for the caches and used again. An update is a deletion and, right behind it, an insertion of the same key, each of one
 * copy. Owned by its result table.
 */
final class DeltaBuffer {
    private static final int ROWS = 1024;

    private final List<ColumnType> types;
    private final Part deletions = new Part();
    private final Part insertions = new Part();
    private final Part updated = new Part();
    private final Part updates = new Part();

    /** The columns that tell an update, or none. */
    private final int[] key;

    /** Scratch: some entries of the arrays below. */
    private int[] piece = new int[0];

    /** Scratch: the rows of a batch that go into each part. */
    private int[] deleted = new int[0];

    private int[] inserted = new int[0];
    private int[] before = new int[0];
    private boolean[] pairs = new boolean[0];

    DeltaBuffer(List<ColumnType> types, int[] key) {
        this.types = types;
        this.key = key;
    }

    /** Copies a batch. */
    void add(Batch batch) {
        int size = batch.size();
        if (size == 0) {
            return;
        }
        if (inserted.length < size) {
            inserted = new int[size];
            deleted = new int[size];
        }
        long[] weights = batch.weights();
        if (weights == null) {
            insertions.add(batch, ResultContent.sequence(inserted, size), size);
        } else if (key.length == 0) {
            split(batch, weights);
        } else {
            splitPairs(batch, weights);
        }
    }

    private void split(Batch batch, long[] weights) {
        int ups = 0;
        int downs = 0;
        for (int row = 0; row < batch.size(); row++) {
            if (weights[row] > 0) {
                inserted[ups++] = row;
            } else {
                deleted[downs++] = row;
            }
        }
        deletions.add(batch, deleted, downs);
        insertions.add(batch, inserted, ups);
    }

    private void splitPairs(Batch batch, long[] weights) {
        int size = batch.size();
        int count = findPairs(batch, weights);
        if (count == 0) {
            split(batch, weights);
            return;
        }
        if (before.length < count) {
            before = new int[inserted.length];
        }
        int[] after = deleted;
        int pairCount = 0;
        for (int row = 0; row < size; row++) {
            if (pairs[row]) {
                before[pairCount] = row;
                after[pairCount++] = ++row;
            }
        }
        updated.add(batch, before, pairCount);
        updates.add(batch, after, pairCount);
        if (2 * pairCount < size) {
            splitRest(batch, weights);
        }
    }

    private void splitRest(Batch batch, long[] weights) {
        int ups = 0;
        int downs = 0;
        for (int row = 0; row < batch.size(); row++) {
            if (pairs[row]) {
                row++;
            } else if (weights[row] > 0) {
                inserted[ups++] = row;
            } else {
                deleted[downs++] = row;
            }
        }
        deletions.add(batch, deleted, downs);
        insertions.add(batch, inserted, ups);
    }

    /** Marks the first rows of updates; two of them never meet, as their weights differ. */
    private int findPairs(Batch batch, long[] weights) {
        int last = batch.size() - 1;
        if (pairs.length <= last) {
            pairs = new boolean[inserted.length];
        }
        for (int row = 0; row < last; row++) {
            pairs[row] = weights[row] == -1 && weights[row + 1] == 1;
        }
        pairs[last] = false;
        for (int column : key) {
            Vector vector = batch.column(column);
            if (vector instanceof LongVector longs && vector.nulls() == null) {
                long[] values = longs.values();
                for (int row = 0; row < last; row++) {
                    pairs[row] &= values[row] == values[row + 1];
                }
            } else {
                for (int row = 0; row < last; row++) {
                    pairs[row] = pairs[row] && vector.equal(row, vector, row + 1);
                }
            }
        }
        int count = 0;
        for (int row = 0; row < last; row++) {
            count += pairs[row] ? 1 : 0;
        }
        return count;
    }

    /** Rows with negative weights. */
    List<Batch> deletions() {
        return deletions.filled();
    }

    /** Rows with positive weights. */
    List<Batch> insertions() {
        return insertions.filled();
    }

    /** The old rows of updates, batch by batch and row by row in the order of {@link #updates}. */
    List<Batch> updated() {
        return updated.filled();
    }

    /** The new rows of updates. */
    List<Batch> updates() {
        return updates.filled();
    }

    boolean isEmpty() {
        return deletions.used == 0 && insertions.used == 0 && updates.used == 0;
    }

    /** Forgets the rows; keeps the arrays that ticks of this size need. */
    void clear() {
        deletions.clear();
        insertions.clear();
        updated.clear();
        updates.clear();
    }

    /** Heap bytes. */
    long bytes() {
        return deletions.bytes()
                + insertions.bytes()
                + updated.bytes()
                + updates.bytes()
                + (long) Integer.BYTES * (deleted.length + inserted.length + before.length)
                + pairs.length;
    }

    private int[] piece() {
        if (piece.length == 0) {
            piece = new int[ROWS];
        }
        return piece;
    }

    private final class Part {
        private final List<Batch> batches = new ArrayList<>();
        private int used;

        void add(Batch source, int[] rows, int count) {
            for (int from = 0; from < count; ) {
                if (used == 0 || batches.get(used - 1).size() == ROWS) {
                    if (used == batches.size()) {
                        batches.add(new Batch(types));
                    }
                    used++;
                }
                Batch last = batches.get(used - 1);
                int part = Math.min(count - from, ROWS - last.size());
                if (from == 0) {
                    last.gather(source, rows, part);
                } else {
                    System.arraycopy(rows, from, piece(), 0, part);
                    last.gather(source, piece(), part);
                }
                from += part;
            }
        }

        List<Batch> filled() {
            return batches.subList(0, used);
        }

        void clear() {
            for (Batch batch : filled()) {
                batch.clear();
            }
            // One batch less a tick while ticks are much smaller, so that a burst does not stay in memory.
            if (used < batches.size() / 2) {
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
