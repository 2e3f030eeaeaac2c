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
    boolean mayFail() {
        return false;
    }

    @Override
    void write(Words words, int[] numbers, int size, Vector into, int at, Failed failed) {
        long[] values = ((LongVector) into).valuesForWriting(at + size);
        for (int i = 0; i < size; i++) {
            int number = numbers[i];
            values[at + i] = count.of(words.array(number), words.base(number));
        }
    }
}
