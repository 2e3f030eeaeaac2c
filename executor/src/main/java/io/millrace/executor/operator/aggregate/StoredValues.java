package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowView;
import java.util.Arrays;

/** Compares values of batches with values in rows. */
final class StoredValues {
    private StoredValues() {}

    /** Compares a value with the column of a row; neither is NULL. */
    static int compare(Vector values, int row, RowView rows, int slot, int column) {
        int at = rows.layout().word(column);
        long word = rows.word(slot, at);
        return switch (values.storage()) {
            case LONG -> Long.compare(((LongVector) values).get(row), word);
            case DOUBLE ->
                Long.compare(
                        OrderPrefix.of(((DoubleVector) values).get(row)),
                        OrderPrefix.of(Double.longBitsToDouble(word)));
            case BOOLEAN -> Long.compare(((BooleanVector) values).get(row) ? 1 : 0, word);
            case DECIMAL128 -> {
                DecimalVector decimals = (DecimalVector) values;
                int order = Long.compare(decimals.high()[row], word);
                yield order != 0 ? order : Long.compareUnsigned(decimals.low()[row], rows.word(slot, at + 1));
            }
            case BYTES -> {
                BytesVector bytes = (BytesVector) values;
                int start = RowLayout.start(word);
                yield Arrays.compareUnsigned(
                        bytes.data(),
                        bytes.start(row),
                        bytes.start(row) + bytes.length(row),
                        rows.arena(slot),
                        start,
                        start + RowLayout.length(word));
            }
        };
    }
}
