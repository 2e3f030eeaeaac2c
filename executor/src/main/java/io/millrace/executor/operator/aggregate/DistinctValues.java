package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often each value of a column occurs in each group; NULLs are left out. Turns weights of rows into weights of
 * values that occur at all: +1 when a value comes to be there, -1 when it goes. As these add up to the right end
 * whatever the order, weights below 0 within a tick do no harm. Costs one probe a row. One owner.
 */
final class DistinctValues implements SideState {
    private static final int[] KEY = {0, 1};

    /** Marks an entry that is on the list of those to be removed. */
    private static final long LISTED = Long.MIN_VALUE;

    private final int argument;
    private final ColumnType type;
    private final KeyedRows entries;

    /** The entries of each group, or null if groups go only when they have none. */
    private final @Nullable EntryChains chains;

    private final Batch probe;
    private int[] rows = new int[0];
    private int[] found = new int[0];
    private int[] hashes = new int[0];
    private long visited;

    /** Of a column; {@code forgets} if groups go while they have values. */
    DistinctValues(int argument, ColumnType type, boolean forgets) {
        this.argument = argument;
        this.type = type;
        List<ColumnType> key = List.of(ColumnType.of(TypeKind.BIGINT).notNull(), type.notNull());
        this.entries = KeyedRows.of(key, forgets ? 2 : 1);
        this.chains = forgets ? new EntryChains(entries.store(), 1) : null;
        this.probe = new Batch(key);
    }

    /** Takes the rows of a batch and writes to {@code out}, which may be {@code weights}, how
     * the number of distinct values changes at each. */
    void replaceWeights(Batch batch, int[] slots, long @Nullable [] weights, long[] out) {
        int count = select(batch, slots, weights);
        for (int i = 0; weights != null && i < count; i++) {
            probe.setWeight(i, weights[rows[i]]);
        }
        Arrays.fill(out, 0, batch.size(), 0);
        addProbed(count, out);
    }

    /** Fills {@link #probe} and {@link #rows} with the rows that count. */
    private int select(Batch batch, int[] slots, long @Nullable [] weights) {
        if (rows.length < batch.size()) {
            rows = new int[batch.size()];
            found = new int[batch.size()];
        }
        Vector values = batch.column(argument);
        boolean[] nulls = values.nulls();
        int count = 0;
        for (int row = 0; row < batch.size(); row++) {
            if ((weights == null || weights[row] != 0) && (nulls == null || !nulls[row])) {
                rows[count++] = row;
            }
        }
        probe.clear();
        long[] groups = probe.longs(0).valuesForWriting(count);
        for (int i = 0; i < count; i++) {
            groups[i] = slots[rows[i]];
        }
        probe.column(1).gather(0, values, rows, count);
        probe.setSize(count);
        return count;
    }

    private void addProbed(int count, long @Nullable [] changes) {
        hashes = KeyHash.of(probe, KEY, hashes);
        int added = entries.findOrInsert(probe, KEY, hashes, found);
        for (int i = 0; chains != null && i < added; i++) {
            int row = entries.inserted()[i];
            chains.add((int) probe.longs(0).get(row), found[row]);
        }
        visited += count;
        RowStore store = entries.store();
        int word = store.layout().extra(0);
        int gone = 0;
        for (int i = 0; i < count; i++) {
            long[] words = store.words(found[i]);
            int at = store.base(found[i]) + word;
            long before = words[at];
            long after = Math.addExact(before, probe.weight(i));
            words[at] = after;
            gone += after == 0 ? 1 : 0;
            if (changes != null) {
                changes[rows[i]] = (after > 0 ? 1L : 0) - (before > 0 ? 1L : 0);
            }
        }
        if (gone > 0) {
            removeGone(count, word);
        }
    }

    private void removeGone(int count, int word) {
        RowStore store = entries.store();
        int listed = 0;
        for (int i = 0; i < count; i++) {
            long[] words = store.words(found[i]);
            int at = store.base(found[i]) + word;
            if (words[at] == 0) {
                words[at] = LISTED;
                found[listed] = found[i];
                hashes[listed++] = hashes[i];
            }
        }
        for (int i = 0; i < listed; i++) {
            if (chains != null) {
                chains.remove((int) store.word(found[i], store.layout().word(0)), found[i]);
            }
            entries.remove(found[i], hashes[i]);
        }
    }

    @Override
    public List<ColumnType> valueTypes() {
        return List.of(type);
    }

    @Override
    public void save(SideWriter out) {
        RowStore store = entries.store();
        int[] slot = new int[1];
        for (int from = 0; store.liveSlots(from, slot, 1) > 0; from = slot[0] + 1) {
            store.read(1, slot, 1, out.values().column(0), out.values().size());
            out.end(
                    (int) store.word(slot[0], store.layout().word(0)),
                    store.word(slot[0], store.layout().extra(0)));
        }
    }

    @Override
    public void load(int[] slots, Batch from, int column) {
        probe.clear();
        for (int row = 0; row < from.size(); row++) {
            probe.longs(0).set(row, slots[row]);
            probe.column(1).copy(row, from.column(column), row);
            probe.setWeight(row, from.weight(row));
        }
        probe.setSize(from.size());
        if (found.length < from.size()) {
            found = new int[from.size()];
            rows = new int[from.size()];
        }
        addProbed(from.size(), null);
    }

    @Override
    public void forget(int slot) {
        EntryChains known = chains;
        if (known == null) {
            throw new IllegalStateException("values of group " + slot + " cannot be found");
        }
        for (int entry = known.first(slot); entry >= 0; entry = known.first(slot)) {
            known.remove(slot, entry);
            entries.remove(entry);
        }
    }

    @Override
    public long bytes() {
        return entries.bytes() + (chains == null ? 0 : chains.bytes());
    }

    @Override
    public long visited() {
        return visited;
    }
}
