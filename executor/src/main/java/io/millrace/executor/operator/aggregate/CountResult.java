package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;

/** COUNT. */
final class CountResult extends Result {
    private final Count count;

    CountResult(Count count) {
        this.count = count;
    }

    @Override
    void write(RowStore groups, int[] slots, int number, Vector into, int at, Failed failed) {
        long[] values = ((LongVector) into).valuesForWriting(at + number);
        for (int i = 0; i < number; i++) {
            int slot = slots[i];
            values[at + i] = count.of(groups.words(slot), groups.base(slot));
        }
    }

    @Override
    boolean isInPlace() {
        return true;
    }

    @Override
    boolean writeInPlace(RowStore groups, int[] slots, int number, int column) {
        long[][] chunks = groups.chunks();
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int word = groups.layout().word(column);
        for (int i = 0; i < number; i++) {
            int slot = slots[i];
            long[] words = chunks[slot >>> shift];
            int base = (slot & mask) * stride;
            words[base + word] = count.of(words, base);
        }
        return true;
    }
}
