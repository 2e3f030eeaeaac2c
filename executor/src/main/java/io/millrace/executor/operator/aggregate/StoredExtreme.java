package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.List;

/** The least or greatest argument of an input that never deletes, in a column of the group's row; NULL without one. */
final class StoredExtreme extends Accumulator {
    private final Lane lane;
    private final int argument;
    private final boolean least;
    private final ColumnType type;

    /** Which column of the groups' rows it is. */
    private final int column;

    /** Scratch: a value on its way from one group to another. */
    private final Batch moved;

    private final int[] one = new int[1];

    StoredExtreme(Lane lane, int argument, boolean least, ColumnType type, int column) {
        super(0);
        this.lane = lane;
        this.argument = argument;
        this.least = least;
        this.type = type;
        this.column = column;
        this.moved = new Batch(List.of(type.withNullable(true)));
    }

    int column() {
        return column;
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        if (groups.isNull(from, column)) {
            return;
        }
        one[0] = from;
        moved.clear();
        groups.read(column, one, 1, moved.column(0), 0);
        moved.setSize(1);
        Vector value = moved.column(0);
        int order = groups.isNull(into, column) ? 0 : StoredValues.compare(value, 0, groups, into, column);
        if (groups.isNull(into, column) || (least ? order < 0 : order > 0)) {
            groups.write(into, column, value, 0);
        }
    }

    @Override
    void clear(RowStore groups, int slot) {
        open(groups, slot);
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
                        : StoredValues.compare(values, row, groups, slot, column);
                if ((least ? order < 0 : order > 0) || groups.isNull(slot, column)) {
                    groups.write(slot, column, values, row);
                }
            }
        }
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
