package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.TimedSlots;
import java.util.BitSet;
import java.util.List;

/**
 * Which rows of a store are final by a {@link Closing}: told of every new row, and asked for those whose time has passed. A row whose
 * time is NULL never is. Owned by the operator that owns the store. Cost: a few nanoseconds for a new row, and again when it is due.
 */
public final class DueRows {
    /** Room for more rows than this is given back when nothing is due. */
    private static final int MUCH = 4096;

    private final Closing closing;
    private final RowStore store;
    private final TimedSlots slots = new TimedSlots();

    /** Scratch: the rows taken at the moment. */
    private final BitSet marked = new BitSet();

    private int[] taken = new int[0];
    private long bound = Frontier.NONE;

    /** Of a store whose column {@link Closing#column} holds the time. */
    public DueRows(Closing closing, RowStore store) {
        this.closing = closing;
        this.store = store;
    }

    public Closing.Action action() {
        return closing.action();
    }

    /** The column of the store with the time. */
    public int column() {
        return closing.column();
    }

    /** What tells that they are final. */
    public List<Frontier> frontiers() {
        return List.of(closing.frontier());
    }

    /** Rows with smaller times are due. */
    public void advance(long to) {
        bound = to;
    }

    /** The smallest time that is waited for, or {@link Long#MAX_VALUE}. */
    public long nextTime() {
        return slots.firstTime();
    }

    /**
     * Rows were added.
     *
     * @param batch what they were made of
     * @param column its column with the time
     * @param rows which of its rows made new ones
     * @param count how many
     * @param into by row of the batch, the row of the store
     */
    public void added(Batch batch, int column, int[] rows, int count, int[] into) {
        LongVector times = batch.longs(column);
        for (int i = 0; i < count; i++) {
            if (!times.isNull(rows[i])) {
                slots.add(times.get(rows[i]), into[rows[i]]);
            }
        }
    }

    /** A row was added; its time is in the store. */
    public void added(int slot) {
        if (!store.isNull(slot, closing.column())) {
            slots.add(time(slot), slot);
        }
    }

    /** Whether any row may be final. */
    public boolean isDue() {
        return slots.firstTime() < bound;
    }

    /** Takes up to {@code most} rows that are final, each once; gives how many: the first ones of {@link #taken}. */
    public int take(int most) {
        int count = 0;
        while (count < most && slots.firstTime() < bound) {
            long time = slots.firstTime();
            int slot = slots.removeFirst();
            // The row may have gone before, and come again, or another one may have its place.
            if (store.isLive(slot) && !marked.get(slot) && time(slot) == time) {
                marked.set(slot);
                taken = AggregateOperator.atLeast(taken, count + 1);
                taken[count++] = slot;
            }
        }
        for (int i = 0; i < count; i++) {
            marked.clear(taken[i]);
        }
        if (count == 0 && taken.length > MUCH) {
            taken = new int[0];
        }
        return count;
    }

    /** What was taken last. */
    public int[] taken() {
        return taken;
    }

    private long time(int slot) {
        return store.word(slot, store.layout().word(closing.column()));
    }

    /** Heap bytes. */
    public long bytes() {
        return slots.bytes() + (long) Integer.BYTES * taken.length + marked.size() / Byte.SIZE;
    }
}
