package io.millrace.executor.operator.join;

import io.millrace.executor.state.HashIndex;

/** Rows of long chains by the hash of all their columns. Owned by its side. Cost: one probe a call. */
final class RowIndex {
    private static final int SPREAD = 0x9E3779B9;

    private HashIndex index = new HashIndex();

    /** The hash of a row: of its payload and its key's slot. */
    static int hash(int payload, int key) {
        int mixed = (payload ^ key * SPREAD) * SPREAD;
        return mixed ^ mixed >>> 15;
    }

    void add(int hash, int slot) {
        index.insert(hash, slot);
    }

    void remove(int hash, int slot) {
        index.remove(hash, slot);
        if (index.size() == 0) {
            // Its segments never shrink.
            index = new HashIndex();
        }
    }

    /** The row number {@code skip} (from 0) among those with a hash, or -1. */
    int candidate(int hash, int skip) {
        return index.candidate(hash, skip);
    }

    long bytes() {
        return index.bytes();
    }
}
