package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * ARG_MIN and ARG_MAX of an input that never deletes: the least or greatest second argument with its first argument, in two
 * columns of the group's row; NULL without one. Of equal ones the first argument decides. One owner.
 */
final class StoredEntry extends Accumulator {
    private final Lane lane;

    /** Columns of the input: what is compared first, then what is shown. */
    private final int[] arguments;

    private final boolean least;

    /** The first of both columns of the groups' rows. */
    private final int column;

    private final List<ColumnType> types;

    /** Scratch: an entry on its way from one group to another. */
    private final Batch moved;

    private final int[] columns;
    private final int[] one = new int[1];

    /** Keeps columns of the input, {@code types} in the group's row, of rows in which none is NULL. */
    StoredEntry(Lane lane, List<Integer> arguments, boolean least, List<ColumnType> types, int column) {
        super(0);
        this.lane = lane;
        this.arguments = arguments.stream().mapToInt(Integer::intValue).toArray();
        this.least = least;
        this.types = List.copyOf(types);
        this.column = column;
        this.columns = new int[] {column, column + 1};
        this.moved = new Batch(types);
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
        groups.read(one, 1, columns, moved);
        if (isBetter(moved.column(0), moved.column(1), 0, groups, into)) {
            groups.write(into, column, moved.column(0), 0);
            groups.write(into, column + 1, moved.column(1), 0);
        }
    }

    @Override
    void clear(RowStore groups, int slot) {
        open(groups, slot);
    }

    /** The column of the group's row that is shown. */
    int shown() {
        return column + 1;
    }

    @Override
    void open(RowStore groups, int slot) {
        groups.setNull(slot, column, true);
        groups.setNull(slot, column + 1, true);
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] weights = lane.weights();
        Vector compared = batch.column(arguments[0]);
        Vector shown = batch.column(arguments[1]);
        for (int row = 0; row < batch.size(); row++) {
            boolean counts = (weights == null || weights[row] > 0) && !compared.isNull(row) && !shown.isNull(row);
            if (counts && isBetter(compared, shown, row, groups, slots[row])) {
                groups.write(slots[row], column, compared, row);
                groups.write(slots[row], column + 1, shown, row);
            }
        }
    }

    private boolean isBetter(Vector compared, Vector shown, int row, RowStore groups, int slot) {
        if (groups.isNull(slot, column)) {
            return true;
        }
        int order = StoredValues.compare(compared, row, groups, slot, column);
        if (order == 0) {
            order = StoredValues.compare(shown, row, groups, slot, column + 1);
        }
        return least ? order < 0 : order > 0;
    }

    @Override
    List<ColumnType> stateTypes() {
        return types;
    }

    @Override
    void save(RowStore groups, int[] slots, int count, Batch into, int firstColumn) {
        for (int i = 0; i < types.size(); i++) {
            groups.read(column + i, slots, count, into.column(firstColumn + i), 0);
        }
    }

    @Override
    void load(RowStore groups, int[] slots, Batch from, int firstColumn) {
        for (int row = 0; row < from.size(); row++) {
            for (int i = 0; i < types.size(); i++) {
                groups.write(slots[row], column + i, from.column(firstColumn + i), row);
            }
        }
    }
}
