package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.Frozen;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The content of a {@link ResultTable} at one tick, read once from front to end. Belongs to one thread, any one, while the
 * table goes on; until {@link #close} the table copies the chunks it changes.
 */
public final class FrozenRows implements AutoCloseable {
    private final List<Frozen> stores;
    private final int[] columns;
    private final int weight;
    private final long rows;
    private int[] slots = new int[0];
    private int store;
    private int nextSlot;

    FrozenRows(List<Frozen> stores, int weight, long rows) {
        this.stores = stores;
        this.columns = IntStream.range(0, stores.get(0).layout().columns()).toArray();
        this.weight = weight;
        this.rows = rows;
    }

    /** How many rows there are, copies counted. */
    public long rows() {
        return rows;
    }

    /** Whether {@link #next} has more to give. */
    public boolean hasNext() {
        while (store < stores.size()) {
            if (stores.get(store).liveSlots(nextSlot, new int[1], 1) > 0) {
                return true;
            }
            store++;
            nextSlot = 0;
        }
        return false;
    }

    /**
     * Reads on with all columns.
     *
     * @param into cleared and filled; a row with several copies comes once, with that weight
     * @param maxRows how many different rows at most
     * @return how many were read, 0 at the end
     */
    public int next(Batch into, int maxRows) {
        return next(columns, into, maxRows);
    }

    /** Reads on with some columns, in the order wanted; equal rows may then come several times. */
    public int next(int[] wanted, Batch into, int maxRows) {
        into.clear();
        if (slots.length < maxRows) {
            slots = new int[maxRows];
        }
        while (store < stores.size()) {
            Frozen frozen = stores.get(store);
            int count = frozen.liveSlots(nextSlot, slots, maxRows);
            if (count > 0) {
                nextSlot = slots[count - 1] + 1;
                frozen.read(slots, count, wanted, into);
                readWeights(frozen, count, into);
                return count;
            }
            store++;
            nextSlot = 0;
        }
        return 0;
    }

    private void readWeights(Frozen frozen, int count, Batch into) {
        for (int i = 0; i < count; i++) {
            into.setWeight(i, frozen.word(slots[i], weight));
        }
    }

    /** Lets the table change its chunks in place again; may be called by any thread when reading has ended. */
    @Override
    public void close() {
        stores.forEach(Frozen::close);
    }
}
