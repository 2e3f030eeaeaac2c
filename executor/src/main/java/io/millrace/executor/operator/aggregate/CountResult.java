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
            values[at + i] = count.of(groups, slots[i]);
        }
    }
}
