package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of which no two share a key: found by key, an update written over the row it replaces. A tick of several steps may
 * bring more than one row of a key in any order; those for which there is no place at their turn wait apart, summed up,
 * until all of the tick has come.
 */
final class KeyedContent extends ResultContent {
    private final KeyedRows content;
    private final BagContent waiting;
    private final List<ColumnType> types;
    private final int[] key;
    private final int[] others;
    private int[] slots = new int[0];
    private int[] hashes = new int[0];
    private int[] picked = new int[0];
    private int[] pickedSlots = new int[0];
    private int[] later = new int[0];
    private boolean[] differs = new boolean[0];
    private int[] emptied = new int[0];
    private int emptiedCount;

    KeyedContent(List<ColumnType> types, int[] key) {
        super(layout(types));
        this.types = types;
        this.key = key;
        this.content = new KeyedRows(layout(types), key);
        this.waiting = new BagContent(types);
        this.others = IntStream.range(0, types.size())
                .filter(column -> Arrays.stream(key).noneMatch(k -> k == column))
                .toArray();
    }

    @Override
    List<RowStore> stores() {
        RowStore rest = waiting.stores().get(0);
        return rest.size() == 0 ? List.of(content.store()) : List.of(content.store(), rest);
    }

    @Override
    void delete(Batch batch) {
        int size = find(batch);
        // Nothing is overwritten in this loop, so that the comparisons stay true.
        markDifferent(batch, size);
        int laterCount = 0;
        for (int row = 0; row < size; row++) {
            if (differs[row]) {
                later[laterCount++] = row;
            } else {
                addWeight(slots[row], batch.weight(row));
            }
        }
        addLate(batch, laterCount);
    }

    @Override
    void update(Batch old, Batch replacing) {
        int size = find(replacing);
        RowStore store = content.store();
        markDifferent(old, size);
        int count = 0;
        int laterCount = 0;
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = store.words(slot);
            int at = store.base(slot) + weight;
            // The weight of 2 turns away a second update of the row, which was compared with what this one overwrites.
            if (words[at] == 1 && !differs[row]) {
                words[at] = 2;
                picked[count] = row;
                pickedSlots[count++] = slot;
            } else {
                later[laterCount++] = row;
            }
        }
        for (int column : others) {
            store.write(column, replacing.column(column), picked, pickedSlots, count);
        }
        for (int i = 0; i < count; i++) {
            store.words(pickedSlots[i])[store.base(pickedSlots[i]) + weight] = 1;
        }
        addLate(old, laterCount);
        addLate(replacing, laterCount);
    }

    @Override
    void insert(Batch batch) {
        int size = find(batch);
        RowStore store = content.store();
        int count = 0;
        int laterCount = 0;
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = store.words(slot);
            int at = store.base(slot) + weight;
            if (words[at] == 0) {
                words[at] = batch.weight(row);
                picked[count] = row;
                pickedSlots[count++] = slot;
            } else {
                later[laterCount++] = row;
            }
        }
        for (int column : others) {
            store.write(column, batch.column(column), picked, pickedSlots, count);
        }
        addLate(batch, laterCount);
    }

    private int find(Batch batch) {
        int size = batch.size();
        slots = atLeast(slots, size);
        picked = atLeast(picked, size);
        pickedSlots = atLeast(pickedSlots, size);
        later = atLeast(later, size);
        if (differs.length < size) {
            differs = new boolean[later.length];
        }
        hashes = KeyHash.of(batch, key, hashes);
        content.findOrInsert(batch, key, hashes, slots);
        content.store().prepareWrite(slots, size);
        return size;
    }

    private void markDifferent(Batch batch, int size) {
        Arrays.fill(differs, 0, size, false);
        for (int column : others) {
            content.store().markDifferent(column, batch.column(column), slots, size, differs);
        }
    }

    /** Adds the rows picked by {@link #later}, one by one, each seeing what the ones before it wrote. */
    private void addLate(Batch batch, int count) {
        RowStore store = content.store();
        for (int i = 0; i < count; i++) {
            int row = later[i];
            int slot = slots[row];
            if (store.word(slot, weight) == 0) {
                for (int column : others) {
                    store.write(slot, column, batch.column(column), row);
                }
                addWeight(slot, batch.weight(row));
            } else if (isRow(slot, batch, row)) {
                addWeight(slot, batch.weight(row));
            } else {
                Batch one = new Batch(types);
                one.append(batch, row);
                waiting.insert(one);
            }
        }
    }

    private boolean isRow(int slot, Batch batch, int row) {
        for (int column : others) {
            if (!content.store().equal(slot, column, batch.column(column), row)) {
                return false;
            }
        }
        return true;
    }

    private void addWeight(int slot, long added) {
        RowStore store = content.store();
        long[] words = store.words(slot);
        int at = store.base(slot) + weight;
        words[at] = Math.addExact(words[at], added);
        if (words[at] == 0) {
            emptied = atLeast(emptied, emptiedCount + 1);
            emptied[emptiedCount++] = slot;
        }
    }

    @Override
    void settle() {
        waiting.settle();
        if (waiting.keyedRows().size() > 0) {
            settleWaiting();
        }
        RowStore store = content.store();
        for (int i = 0; i < emptiedCount; i++) {
            if (store.isLive(emptied[i]) && store.word(emptied[i], weight) == 0) {
                content.remove(emptied[i]);
            }
        }
        emptiedCount = 0;
    }

    /** Gives waiting rows their turn again, deletions first; what stays is a second row of a key. */
    private void settleWaiting() {
        RowStore store = waiting.keyedRows().store();
        int[] found = new int[store.size()];
        int count = store.liveSlots(0, found, found.length);
        DeltaBuffer rest = new DeltaBuffer(types, new int[0]);
        Batch one = new Batch(types);
        for (int i = 0; i < count; i++) {
            read(store, found[i], one);
            waiting.keyedRows().remove(found[i]);
            rest.add(one);
            one.clear();
        }
        rest.deletions().forEach(this::delete);
        rest.insertions().forEach(this::insert);
        waiting.settle();
    }

    /** The first row whose key is there, or -1. */
    int firstPresent(Batch rows, int[] keyColumns, int[] keyHashes) {
        slots = atLeast(slots, rows.size());
        content.find(rows, keyColumns, keyHashes, slots);
        for (int row = 0; row < rows.size(); row++) {
            if (slots[row] >= 0) {
                return row;
            }
        }
        return -1;
    }

    @Override
    int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        int slot = content.lookup(keys, keyColumns, KeyHash.ofRow(keys, keyColumns, row), row);
        if (slot < 0) {
            return 0;
        }
        read(content.store(), slot, into);
        return 1;
    }

    @Override
    long bytes() {
        return content.bytes()
                + waiting.bytes()
                + (long) Integer.BYTES
                        * (slots.length
                                + hashes.length
                                + picked.length
                                + pickedSlots.length
                                + later.length
                                + emptied.length)
                + differs.length;
    }
}
