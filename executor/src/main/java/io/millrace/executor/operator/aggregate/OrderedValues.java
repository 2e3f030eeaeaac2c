package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.OrderedIndex;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.RowView;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All arguments of all groups in order, for MIN and MAX of an input that deletes: one {@link OrderedIndex} whose
 * partitions are the groups. The upper half of a decimal, or the first eight bytes of a string, are the order that the
 * index compares by itself; the lower half, or the slot of the stored string, is the reference. One owner.
 */
final class OrderedValues extends Accumulator implements SideState, OrderedIndex.References {
    private final Lane lane;
    private final int argument;
    private final ColumnType type;
    private final Storage storage;
    private final OrderedIndex index = new OrderedIndex(this);

    /** Strings; other values are wholly in the index. */
    private final RowStore strings;

    /** The value looked for. */
    private Vector probe;

    private int probeRow;

    OrderedValues(Lane lane, int argument, ColumnType type) {
        super(0);
        this.lane = lane;
        this.argument = argument;
        this.type = type.notNull();
        this.storage = type.storage();
        this.strings = new RowStore(new RowLayout(List.of(this.type), 0));
        this.probe = Vector.of(storage);
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        long[] weights = lane.weights();
        add(batch.column(argument), batch.size(), slots, weights);
    }

    private void add(Vector values, int size, int[] slots, long @Nullable [] weights) {
        boolean[] nulls = values.nulls();
        probe = values;
        for (int row = 0; row < size; row++) {
            if (nulls == null || !nulls[row]) {
                long weight = weights == null ? 1 : weights[row];
                probeRow = row;
                index.add(slots[row], OrderPrefix.of(values, row), weight);
            }
        }
    }

    @Override
    public int compare(long reference) {
        if (storage == Storage.DECIMAL128) {
            return Long.compareUnsigned(((DecimalVector) probe).low()[probeRow], reference);
        }
        if (storage != Storage.BYTES) {
            return 0;
        }
        BytesVector bytes = (BytesVector) probe;
        int start = bytes.start(probeRow);
        long stored = strings.word((int) reference, strings.layout().word(0));
        int storedStart = RowLayout.start(stored);
        return Arrays.compareUnsigned(
                bytes.data(),
                start,
                start + bytes.length(probeRow),
                strings.arena((int) reference),
                storedStart,
                storedStart + RowLayout.length(stored));
    }

    @Override
    public long store() {
        if (storage == Storage.DECIMAL128) {
            return ((DecimalVector) probe).low()[probeRow];
        }
        if (storage != Storage.BYTES) {
            return 0;
        }
        int slot = strings.allocate();
        strings.write(slot, 0, probe, probeRow);
        return slot;
    }

    @Override
    public void release(long reference) {
        if (storage == Storage.BYTES) {
            strings.free((int) reference);
        }
    }

    /** Writes the least or greatest value of a group to a vector; NULL if it has none. */
    void writeExtreme(int slot, boolean least, Vector into, int row) {
        boolean found = least ? index.first(slot) : index.last(slot);
        if (found) {
            write(index.order(), index.reference(), into, row);
        } else {
            Nulls.set(into, row);
        }
    }

    /** Writes value {@code index} of a group, from 0, equal ones counted as often as they are there; false if there are not as many. */
    boolean write(int slot, long index, Vector into, int row) {
        boolean found = this.index.select(slot, index);
        if (found) {
            write(this.index.order(), this.index.reference(), into, row);
        }
        return found;
    }

    private void write(long order, long reference, Vector into, int row) {
        switch (storage) {
            case LONG -> ((LongVector) into).set(row, order);
            case DOUBLE -> ((DoubleVector) into).set(row, OrderPrefix.toDouble(order));
            case BOOLEAN -> ((BooleanVector) into).set(row, order != 0);
            case DECIMAL128 -> ((DecimalVector) into).set(row, order, reference);
            case BYTES -> writeString(strings, (int) reference, (BytesVector) into, row);
        }
    }

    private static void writeString(RowView strings, int slot, BytesVector into, int row) {
        long stored = strings.word(slot, strings.layout().word(0));
        into.set(row, strings.arena(slot), RowLayout.start(stored), RowLayout.length(stored));
    }

    @Override
    public List<ColumnType> valueTypes() {
        return List.of(type);
    }

    @Override
    public void save(SideWriter out) {
        index.scan((slot, order, reference, weight) -> {
            write(order, reference, out.values().column(0), out.values().size());
            out.end((int) slot, weight);
        });
    }

    @Override
    public void load(int[] slots, Batch from, int column) {
        add(from.column(column), from.size(), slots, from.weights());
    }

    @Override
    public void forget(int slot) {
        Vector value = Vector.of(storage);
        while (index.first(slot)) {
            long order = index.order();
            write(order, index.reference(), value, 0);
            probe = value;
            probeRow = 0;
            // What it weighs is told by the addition only.
            index.add(slot, order, -index.add(slot, order, 1));
            value.clear();
        }
    }

    @Override
    public long bytes() {
        return index.bytes() + strings.bytes();
    }

    @Override
    public long visited() {
        return index.nodesVisited();
    }
}
