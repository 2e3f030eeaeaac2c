package io.millrace.executor.operator.aggregate;

import io.millrace.executor.state.RowStore;

/**
 * Words of accumulators by slot: those in the rows of groups, or copies of them in rows of their own. A word is named by
 * its place in a group's row. Taken anew whenever the store may have grown.
 */
final class Words {
    private long[][] chunks = new long[0][];
    private int shift;
    private int mask;
    private int stride;
    private int bias;

    /** Looks at the rows of a store, where words lie {@code shiftedBy} further on than in a group's row. */
    void of(RowStore store, int shiftedBy) {
        chunks = store.chunks();
        shift = store.shift();
        mask = store.mask();
        stride = store.rowWords();
        bias = shiftedBy;
    }

    /** The array that a row lies in. */
    long[] array(int slot) {
        return chunks[slot >>> shift];
    }

    /** Where word 0 of a group's row would be. */
    int base(int slot) {
        return (slot & mask) * stride + bias;
    }
}
