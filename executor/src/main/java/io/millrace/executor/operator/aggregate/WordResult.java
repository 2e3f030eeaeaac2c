package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;

/** A result that follows from the words of accumulators alone, whoever looks at them. */
abstract class WordResult extends Result {
    private final Words words = new Words();

    @Override
    final void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        write(words.of(groups), slots, count, into, at, failed);
    }

    @Override
    boolean followsFromWords() {
        return true;
    }

    /**
     * Like {@link #write(RowStore, int[], int, Vector, int, Failed)} from words, wherever they are. Any thread, if
     * {@link #followsFromWords}.
     */
    abstract void write(Words from, int[] numbers, int count, Vector into, int at, Failed failed);
}
