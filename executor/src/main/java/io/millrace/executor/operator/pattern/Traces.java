package io.millrace.executor.operator.pattern;

import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;

/**
 * What a row remembers of searches: whether one began at it, how far that looked, and which search looked at it that began first. Two words
 * of the row; the third one belongs to the conditions. Distances are rows, so that they stay true when rows come and go elsewhere.
 */
final class Traces {
    /** Words of the owner in a row. */
    static final int WORDS = 3;

    /** The number of the word for what conditions are true. */
    static final int CONDITIONS = 0;

    private static final long START = 1L << Integer.SIZE;
    private static final long MATCHED = 2L << Integer.SIZE;
    private static final long CONTEXT = 4L << Integer.SIZE;

    private final RowStore store;

    /** Distances: how many places the search from the row looked at; how far before the row the first search began that saw it, plus 1. */
    private final int distances;

    /** Flags, and the row's first result plus 1. */
    private final int outcome;

    Traces(OrderedRows rows) {
        this.store = rows.store();
        this.distances = rows.ownerWord(1);
        this.outcome = rows.ownerWord(2);
    }

    /** Whether a search began at a row. */
    boolean isStart(int slot) {
        return (store.word(slot, outcome) & START) != 0;
    }

    /** Whether that search found a match. */
    boolean isMatched(int slot) {
        return (store.word(slot, outcome) & MATCHED) != 0;
    }

    /** A search began at a row and looked at so many places, or, with 0, none began there. */
    void searched(int slot, int places, boolean matched) {
        long flags = places == 0 ? 0 : matched ? START | MATCHED : START;
        set(slot, outcome, store.word(slot, outcome) & 0xFFFFFFFFL | flags);
        set(slot, distances, (long) places << Integer.SIZE | store.word(slot, distances) & 0xFFFFFFFFL);
    }

    /** No search begins at a row from now on: it is kept because rows behind it look back, in a partition that has forgotten so many matches. */
    void setContext(int slot, long forgotten) {
        set(slot, outcome, CONTEXT);
        set(slot, distances, forgotten);
    }

    boolean isContext(int slot) {
        return (store.word(slot, outcome) & CONTEXT) != 0;
    }

    /** What {@link #setContext} said. */
    long forgotten(int slot) {
        return store.word(slot, distances);
    }

    /** How many places the search from a row looked at, the row and the place behind the last row among them. */
    int places(int slot) {
        return (int) (store.word(slot, distances) >>> Integer.SIZE);
    }

    /** How many rows before a row the first search began that looked at it, plus 1; or 0 if none did. */
    int cover(int slot) {
        return (int) store.word(slot, distances);
    }

    void setCover(int slot, int cover) {
        set(slot, distances, store.word(slot, distances) & ~0xFFFFFFFFL | cover);
    }

    /** The first result of the match that begins at a row, plus 1; or 0. */
    int result(int slot) {
        return (int) store.word(slot, outcome);
    }

    void setResult(int slot, int result) {
        set(slot, outcome, store.word(slot, outcome) & ~0xFFFFFFFFL | result);
    }

    private void set(int slot, int word, long value) {
        store.prepareWrite(slot);
        store.words(slot)[store.base(slot) + word] = value;
    }
}
