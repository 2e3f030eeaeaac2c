package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;

/**
 * A result that follows from the words of accumulators alone: what went out last is computed again from a copy of those
 * words, and not remembered.
 */
abstract class WordResult extends Result {
    private final Words words = new Words();

    @Override
    final void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        words.of(groups, 0);
        write(words, slots, count, into, at, failed);
    }

    /** Like {@link #write(RowStore, int[], int, Vector, int, Failed)} from words, wherever they are. */
    abstract void write(Words words, int[] slots, int count, Vector into, int at, Failed failed);
}
