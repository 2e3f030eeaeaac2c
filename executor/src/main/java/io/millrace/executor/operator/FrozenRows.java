package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.Frozen;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a {@link ResultTable} at one tick, read once from front to end. Belongs to one thread, any one, while the
 * table goes on; until {@link #close} the table copies the chunks it changes.
 */
public final class FrozenRows implements FrozenContent {
    /** How many kept rows are derived at a time. */
    private static final int DERIVED_ROWS = 512;

    private final List<Frozen> stores;
    private final RowForm form;
    private final long rows;
    private final int[] kept;
    private final int[] all;
    private final @Nullable RowDerivation derivation;

    /** Rows that are derived and not given yet, from {@link #given} on. */
    private @Nullable Batch derived;

    private int given;
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
        this(stores, form, columns, rows, null, columns);
    }

    private FrozenRows(
            List<Frozen> stores, RowForm form, int kept, long rows, @Nullable RowDerivation derivation, int columns) {
        this.stores = stores;
        this.form = form;
        this.rows = rows;
        this.kept = IntStream.range(0, kept).toArray();
        this.derivation = derivation;
        this.all = IntStream.range(0, columns).toArray();
    }

    /** The rows that follow from these, which must not be read any more; {@link #rows} counts those that are derived. */
    FrozenRows derivedBy(RowDerivation by, int columns) {
        return new FrozenRows(stores, form, kept.length, rows, by, columns);
    }

    /** How many rows there are, copies counted. */
    public long rows() {
        return rows;
    }

    @Override
    public boolean hasNext() {
        return derivation == null ? hasNextKept() : nextDerived(derivation) != null;
    }

    private boolean hasNextKept() {
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
    @Override
    public int next(Batch into, int maxRows) {
        return next(all, into, maxRows);
    }

    /** Reads on with some columns, in the order wanted; equal rows may then come several times. */
    public int next(int[] wanted, Batch into, int maxRows) {
        if (derivation == null) {
            return nextKept(wanted, into, maxRows);
        }
        into.clear();
        Batch from = nextDerived(derivation);
        if (from == null) {
            return 0;
        }
        int count = Math.min(maxRows, from.size() - given);
        int[] picked = IntStream.range(given, given + count).toArray();
        for (int i = 0; i < wanted.length; i++) {
            into.column(i).gather(0, from.column(wanted[i]), picked, count);
        }
        into.setSize(count);
        for (int i = 0; i < count; i++) {
            into.setWeight(i, from.weight(given + i));
        }
        given += count;
        return count;
    }

    /** The rows at hand of which some are still to be given, or null at the end. */
    private @Nullable Batch nextDerived(RowDerivation by) {
        Batch rest = derived;
        while (rest == null || given == rest.size()) {
            if (nextKept(kept, by.kept(), DERIVED_ROWS) == 0) {
                return null;
            }
            rest = by.derive();
            derived = rest;
            given = 0;
        }
        return rest;
    }

    private int nextKept(int[] wanted, Batch into, int maxRows) {
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
