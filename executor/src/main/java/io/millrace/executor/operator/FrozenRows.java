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
    private final RowForm form;
    private final long rows;
    private final int[] all;
    private int[] slots = new int[0];
    private int store;
    private int nextSlot;

    /**
     * Frozen content.
     *
     * @param stores what was frozen
     * @param form how stored rows are read; rows of weight 0 are not seen
     * @param columns how many columns the table has
     * @param rows how many rows there are, copies counted
     */
    FrozenRows(List<Frozen> stores, RowForm form, int columns, long rows) {
        this.stores = stores;
        this.form = form;
        this.rows = rows;
        this.all = IntStream.range(0, columns).toArray();
    }

    /** How many rows there are, copies counted. */
    public long rows() {
        return rows;
    }

    /** Whether {@link #next} has more to give. */
    public boolean hasNext() {
        while (store < stores.size()) {
            Frozen frozen = stores.get(store);
            int[] found = new int[1];
            while (frozen.liveSlots(nextSlot, found, 1) > 0) {
                if (form.weight(frozen, found[0]) != 0) {
                    return true;
                }
                nextSlot = found[0] + 1;
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
        return next(all, into, maxRows);
    }

    /** Reads on with some columns, in the order wanted; equal rows may then come several times. */
    public int next(int[] wanted, Batch into, int maxRows) {
        into.clear();
        if (slots.length < maxRows) {
            slots = new int[maxRows];
        }
        while (store < stores.size()) {
            Frozen frozen = stores.get(store);
            int live = frozen.liveSlots(nextSlot, slots, maxRows);
            if (live == 0) {
                store++;
                nextSlot = 0;
                continue;
            }
            nextSlot = slots[live - 1] + 1;
            int count = seen(frozen, live);
            if (count > 0) {
                read(frozen, count, wanted, into);
                return count;
            }
        }
        return 0;
    }

    /** Keeps the slots of rows that are to be seen. */
    private int seen(Frozen frozen, int live) {
        int count = 0;
        for (int i = 0; i < live; i++) {
            slots[count] = slots[i];
            count += form.weight(frozen, slots[i]) != 0 ? 1 : 0;
        }
        return count;
    }

    private void read(Frozen frozen, int count, int[] wanted, Batch into) {
        for (int i = 0; i < wanted.length; i++) {
            form.read(frozen, wanted[i], slots, count, into.column(i));
        }
        into.setSize(count);
        for (int i = 0; i < count; i++) {
            into.setWeight(i, form.weight(frozen, slots[i]));
        }
    }

    /** Lets the table change its chunks in place again; may be called by any thread when reading has ended. */
    @Override
    public void close() {
        stores.forEach(Frozen::close);
    }
}
