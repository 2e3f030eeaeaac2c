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

    /** Whether {@link #writeInPlace} can do it for most groups. */
    boolean isInPlace() {
        return false;
    }

    /**
     * Writes results to a column of the groups' own rows, which are ready to be written.
     *
     * @return false if that cannot be done for all of these groups; then {@link #write} is called for all of them
     */
    boolean writeInPlace(RowStore groups, int[] slots, int count, int column) {
        return false;
    }
}
