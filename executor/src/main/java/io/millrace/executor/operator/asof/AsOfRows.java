package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowView;
import org.jspecify.annotations.Nullable;

/** Makes rows of the output from stored rows, live or frozen. Used by one thread; allocates nothing per row. */
final class AsOfRows {
    private final AsOfShape shape;
    private final AsOfSide left;

    /** Where rows are read: the keys, and both sides. */
    private final RowView keys;

    private final RowView[] sides;

    /** The keys of the rows at hand. */
    private int[] keySlots = new int[0];

    AsOfRows(AsOfShape shape, AsOfSide left, RowView keys, RowView[] sides) {
        this.shape = shape;
        this.left = left;
        this.keys = keys;
        this.sides = sides.clone();
    }

    /**
     * Fills a batch but for the weights.
     *
     * @param lefts rows of the left side
     * @param rights the right row beside each; null for NULLs
     * @param count how many
     * @param into cleared and filled
     */
    void fill(int[] lefts, int @Nullable [] rights, int count, Batch into) {
        if (keySlots.length < count) {
            keySlots = new int[Math.max(count, 2 * keySlots.length)];
        }
        for (int i = 0; i < count; i++) {
            keySlots[i] = left.key(sides[AsOfShape.LEFT], lefts[i]);
        }
        into.clear();
        read(AsOfShape.LEFT, lefts, count, into, 0);
        int width = shape.types(AsOfShape.LEFT).size();
        if (rights != null) {
            read(AsOfShape.RIGHT, rights, count, into, width);
        } else {
            for (int column = width; column < into.width(); column++) {
                Vector vector = into.column(column);
                for (int row = 0; row < count; row++) {
                    vector.setNull(row);
                }
            }
        }
        into.setSize(count);
    }

    private void read(int side, int[] slots, int count, Batch into, int first) {
        for (int column = 0; column < shape.types(side).size(); column++) {
            Vector vector = into.column(first + column);
            int key = shape.key(side, column);
            if (key >= 0) {
                keys.read(key, keySlots, count, vector, 0);
            } else {
                sides[side].read(shape.place(side, column), slots, count, vector, 0);
            }
        }
    }

    long bytes() {
        return (long) Integer.BYTES * keySlots.length;
    }
}
