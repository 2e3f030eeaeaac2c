package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/** Gathers the entries of a {@link SideState} and hands them on a batch at a time. */
public final class SideWriter {
    /** Takes entries: for each row of {@code values}, which has weights, the slot of its group. */
    @FunctionalInterface
    public interface Sink {
        void accept(int[] slots, Batch values);
    }

    private static final int ROWS = 1024;

    private final Sink sink;
    private final Batch values;
    private final int[] slots = new int[ROWS];

    SideWriter(List<ColumnType> types, Sink sink) {
        this.sink = sink;
        this.values = new Batch(types);
    }

    /** Where to write the next values: row {@code values().size()}. */
    Batch values() {
        return values;
    }

    /** Ends an entry whose values have been written. */
    void end(int slot, long weight) {
        int row = values.size();
        slots[row] = slot;
        values.setWeight(row, weight);
        values.setSize(row + 1);
        if (row + 1 == ROWS) {
            flush();
        }
    }

    /** Hands on what is left. */
    void flush() {
        if (values.size() > 0) {
            sink.accept(slots, values);
            values.clear();
        }
    }
}
