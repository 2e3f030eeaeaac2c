package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;

/** Computes the output column of one call from what is kept of each group. Allocates nothing but for failures. */
abstract class Result {
    /**
     * Writes results.
     *
     * @param groups the groups; chunks are ready to be written
     * @param slots which groups
     * @param count how many
     * @param into the output column
     * @param at its first row to write, the next one after those written so far
     * @param failed told of results out of range
     */
    abstract void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed);

    /**
     * Whether the result follows from the words of accumulators alone, and any thread may compute it: then it need not be kept,
     * as that of an earlier moment comes from a copy of the words. Such a result is a {@link WordResult}.
     */
    boolean followsFromWords() {
        return false;
    }

    /** Whether the result of any group can be out of range at present; false saves looking at them. */
    boolean mayFail() {
        return true;
    }
}
