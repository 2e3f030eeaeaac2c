package io.millrace.executor.operator.aggregate;

import io.millrace.executor.state.RowStore;
import java.util.Arrays;

/** Which rows of a store belong to each group: a chain in both directions through a word of the rows. Single-owner. */
final class EntryChains {
    private final RowStore store;
    private final int word;

    /** By slot of the group, one more than that of its newest row; 0 if it has none. */
    private int[] heads = new int[0];

    /** Through the given extra word of the rows, which holds one more than the slot of the older row below, of the newer row above. */
    EntryChains(RowStore store, int extra) {
        this.store = store;
        this.word = store.layout().extra(extra);
    }

    /** A row of the group, or -1. */
    int first(int group) {
        return group < heads.length ? heads[group] - 1 : -1;
    }

    /** A new row belongs to a group. */
    void add(int group, int row) {
        if (group >= heads.length) {
            heads = Arrays.copyOf(heads, Math.max(group + 1, 2 * heads.length));
        }
        int older = heads[group];
        link(row, older, 0);
        if (older > 0) {
            link(older - 1, older(older - 1), row + 1);
        }
        heads[group] = row + 1;
    }

    /** A row of a group is about to go. */
    void remove(int group, int row) {
        int older = older(row);
        int newer = newer(row);
        if (newer > 0) {
            link(newer - 1, older, newer(newer - 1));
        } else {
            heads[group] = older;
        }
        if (older > 0) {
            link(older - 1, older(older - 1), newer);
        }
    }

    private int older(int row) {
        return (int) store.word(row, word);
    }

    private int newer(int row) {
        return (int) (store.word(row, word) >>> Integer.SIZE);
    }

    private void link(int row, int older, int newer) {
        store.words(row)[store.base(row) + word] = (long) newer << Integer.SIZE | older;
    }

    /** Heap bytes. */
    long bytes() {
        return (long) Integer.BYTES * heads.length;
    }
}
