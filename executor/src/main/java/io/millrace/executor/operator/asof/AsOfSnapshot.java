package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;

/** The state of an as-of join as relations: section 0 has the rows of the left side with their weights, section 1 those of the right. */
final class AsOfSnapshot {
    private static final int ROWS = 1024;

    private final AsOfShape shape;
    private final AsOfKeys keys;
    private final AsOfSide[] sides;
    private final int[][] partition;

    AsOfSnapshot(AsOfShape shape, AsOfKeys keys, AsOfSide[] sides, int[][] partition) {
        this.shape = shape;
        this.keys = keys;
        this.sides = sides;
        this.partition = new int[][] {partition[0].clone(), partition[1].clone()};
    }

    void write(StateWriter out) {
        for (int side = 0; side < sides.length; side++) {
            write(side, out);
        }
    }

    private void write(int number, StateWriter out) {
        AsOfSide side = sides[number];
        RowStore store = side.store();
        Batch batch = new Batch(shape.types(number));
        int[] found = new int[ROWS];
        int[] keySlots = new int[ROWS];
        int start = 0;
        for (int count; (count = store.liveSlots(start, found, ROWS)) > 0; start = found[count - 1] + 1) {
            batch.clear();
            for (int i = 0; i < count; i++) {
                keySlots[i] = side.key(found[i]);
            }
            for (int column = 0; column < batch.width(); column++) {
                int key = shape.key(number, column);
                if (key >= 0) {
                    keys.store().read(key, keySlots, count, batch.column(column), 0);
                } else {
                    store.read(shape.place(number, column), found, count, batch.column(column), 0);
                }
            }
            batch.setSize(count);
            for (int i = 0; i < count; i++) {
                batch.setWeight(i, side.weight(found[i]));
            }
            out.write(number, batch, KeyHash.of(batch, partition[number], new int[0]));
        }
    }

    /** Takes rows of a side. */
    @FunctionalInterface
    interface Taker {
        void take(int side, Batch rows);
    }

    void read(StateReader in, Taker taker) {
        for (int side = 0; side < sides.length; side++) {
            for (Batch batch = in.next(side); batch != null; batch = in.next(side)) {
                taker.take(side, batch);
            }
        }
    }
}
