package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.Arrays;
import java.util.List;

/** The least or greatest argument of an input that never deletes, in a column of the group's row; NULL without one. */
final class StoredExtreme extends Accumulator {
    private final Lane lane;
    private final int argument;
    private final boolean least;
    private final ColumnType type;

    /** Which column of the groups' rows it is. */
    private final int column;

    StoredExtreme(Lane lane, int argument, boolean least, ColumnType type, int column) {
        super(0);
        this.lane = lane;
        this.argument = argument;
        this.least = least;
        this.type = type;
        this.column = column;
    }

    int column() {
        return column;
    }

    @Override
    void bind(RowLayout layout, int firstWord, int firstRareWord) {
        super.bind(layout, layout.word(column), firstRareWord);
    }

    @Override
    void open(RowStore groups, int slot) {
        groups.setNull(slot, column, true);
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] weights = lane.weights();
        Vector values = batch.column(argument);
        boolean[] nulls = values.nulls();
        boolean longs = type.storage() == Storage.LONG;
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            if ((weights == null || weights[row] > 0) && (nulls == null || !nulls[row])) {
                int slot = slots[row];
                long word = groups.word(slot, word());
                int order = longs
                        ? Long.compare(((LongVector) values).get(row), word)
                        : compare(values, row, groups, slot, word);
                if ((least ? order < 0 : order > 0) || groups.isNull(slot, column)) {
                    groups.write(slot, column, values, row);
                }
            }
        }
    }

    private int compare(Vector values, int row, RowStore groups, int slot, long word) {
        return switch (type.storage()) {
            case LONG -> Long.compare(((LongVector) values).get(row), word);
            case DOUBLE ->
                Long.compare(
                        OrderedValues.order(((DoubleVector) values).get(row)),
                        OrderedValues.order(Double.longBitsToDouble(word)));
            case BOOLEAN -> Long.compare(((BooleanVector) values).get(row) ? 1 : 0, word);
            case DECIMAL128 -> {
                DecimalVector decimals = (DecimalVector) values;
                int order = Long.compare(decimals.high()[row], word);
                yield order != 0 ? order : Long.compareUnsigned(decimals.low()[row], groups.word(slot, word() + 1));
            }
            case BYTES -> {
                BytesVector bytes = (BytesVector) values;
                int start = RowLayout.start(word);
                yield Arrays.compareUnsigned(
                        bytes.data(),
                        bytes.start(row),
                        bytes.start(row) + bytes.length(row),
                        groups.arena(slot),
                        start,
                        start + RowLayout.length(word));
            }
        };
    }

    @Override
    List<ColumnType> stateTypes() {
        return List.of(type.withNullable(true));
    }

    @Override
    void save(RowStore groups, int[] slots, int count, Batch into, int firstColumn) {
        groups.read(column, slots, count, into.column(firstColumn), 0);
    }

    @Override
    void load(RowStore groups, int[] slots, Batch from, int firstColumn) {
        for (int row = 0; row < from.size(); row++) {
            groups.write(slots[row], column, from.column(firstColumn), row);
        }
    }
}
