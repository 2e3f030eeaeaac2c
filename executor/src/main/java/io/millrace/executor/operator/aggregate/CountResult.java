package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;

/** COUNT. */
final class CountResult extends WordResult {
    private final Count count;

    CountResult(Count count) {
        this.count = count;
    }

    @Override
    void write(Words words, int[] slots, int number, Vector into, int at, Failed failed) {
        long[] values = ((LongVector) into).valuesForWriting(at + number);
        for (int i = 0; i < number; i++) {
            int slot = slots[i];
            values[at + i] = count.of(words.array(slot), words.base(slot));
        }
    }
}
