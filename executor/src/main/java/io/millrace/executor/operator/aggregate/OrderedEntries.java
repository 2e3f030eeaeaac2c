package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedIndex;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowOrder;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some columns of all rows of all groups in an order of their own, equal ones once with their number: for aggregates that
 * depend on the order of rows. First come the columns that the order names, then all others, so that no tie is left to arrival.
 * One {@link OrderedIndex} whose partitions are the groups; its order is that of the first column, as far as it goes, and its
 * references are rows of a store. One owner.
 *
 * <p>Cost of a row: O(log entries) comparisons, most of them of one long, and a copy of the columns. Finding the k-th entry
 * costs O(log entries) too.
 */
final class OrderedEntries extends Accumulator implements SideState, OrderedIndex.References {
    /** Which columns are kept, in which order. */
    record Shape(
            List<Integer> columns, List<ColumnType> types, RowOrder order, boolean descending, boolean nullsFirst) {
        /**
         * The columns of an order, then others.
         *
         * @param order what comes first
         * @param values columns that are kept besides, if the order does not have them
         * @param input the types of the input's columns
         */
        static Shape of(List<SortColumn> order, List<Integer> values, List<ColumnType> input) {
            Map<Integer, Integer> places = new LinkedHashMap<>();
            List<RowOrder.Key> keys = new ArrayList<>();
            for (SortColumn key : order) {
                if (!places.containsKey(key.column())) {
                    keys.add(new RowOrder.Key(places.size(), key.descending(), key.nullsFirst()));
                    places.put(key.column(), places.size());
                }
            }
            values.forEach(column -> places.putIfAbsent(column, places.size()));
            List<Integer> columns = List.copyOf(places.keySet());
            SortColumn first = order.isEmpty() ? new SortColumn(columns.get(0), false, false) : order.get(0);
            return new Shape(
                    columns,
                    columns.stream().map(input::get).toList(),
                    new RowOrder(keys, columns.size()),
                    first.descending(),
                    first.nullsFirst());
        }
    }

    private final Lane lane;
    private final Shape shape;
    private final int[] columns;

    /** Input columns whose NULLs keep a row out. */
    private final int[] required;

    private final OrderedIndex index = new OrderedIndex(this);
    private final RowStore store;

    /** By how often they occur, if somebody asks for that. */
    private @Nullable ModeCounts counts;

    /** An entry that is gone, whose row is still there, or -1. */
    private long released = -1;

    /** The row looked for: where it comes from, and the row of the store that it is written to once a comparison needs it. */
    private Batch source;

    private int firstColumn;
    private int sourceRow;
    private int probe = -1;
    private boolean probeIsWritten;
    private final int[] one = new int[1];

    /**
     * No entries.
     *
     * @param lane which rows count
     * @param shape what is kept of them
     * @param required columns of the input that must not be NULL
     */
    OrderedEntries(Lane lane, Shape shape, List<Integer> required) {
        super(0);
        this.lane = lane;
        this.shape = shape;
        this.columns = shape.columns().stream().mapToInt(Integer::intValue).toArray();
        this.required = required.stream().mapToInt(Integer::intValue).toArray();
        this.store = new RowStore(new RowLayout(shape.types(), 0));
        this.source = new Batch(List.of());
    }

    /** The rows that references name. */
    RowStore rows() {
        return store;
    }

    /** The column of the store that holds a column of the input. */
    int place(int column) {
        return shape.columns().indexOf(column);
    }

    /** The order of all entries, to look one up by its place or to walk over those of a group; not to be changed. */
    OrderedIndex index() {
        return index;
    }

    /** Keeps the entries by how often they occur as well; called before there are any. */
    ModeCounts counted() {
        ModeCounts known = counts;
        if (known == null) {
            known = new ModeCounts(store, shape.order());
            counts = known;
        }
        return known;
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        source = batch;
        firstColumn = -1;
        long[] weights = lane.weights();
        Vector first = batch.column(columns[0]);
        for (int row = 0; row < batch.size(); row++) {
            long weight = weights == null ? 1 : weights[row];
            if (weight != 0 && isComplete(batch, row)) {
                add(slots[row], first, row, weight);
            }
        }
    }

    private boolean isComplete(Batch batch, int row) {
        for (int column : required) {
            if (batch.column(column).isNull(row)) {
                return false;
            }
        }
        return true;
    }

    private void add(int group, Vector first, int row, long weight) {
        sourceRow = row;
        probeIsWritten = false;
        long after = index.add(group, prefix(first, row), weight);
        if (counts != null && weight != 0) {
            counts.change(group, index.reference(), after - weight, after);
        }
        if (released >= 0) {
            store.free((int) released);
            released = -1;
        }
    }

    private long prefix(Vector first, int row) {
        if (first.isNull(row)) {
            return shape.nullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long prefix = OrderPrefix.of(first, row);
        return shape.descending() ? ~prefix : prefix;
    }

    private int probe() {
        if (probe < 0) {
            probe = store.allocate();
        }
        if (!probeIsWritten) {
            for (int column = 0; column < columns.length; column++) {
                int from = firstColumn < 0 ? columns[column] : firstColumn + column;
                store.write(probe, column, source.column(from), sourceRow);
            }
            probeIsWritten = true;
        }
        return probe;
    }

    @Override
    public int compare(long reference) {
        return shape.order().compare(store, probe(), store, (int) reference);
    }

    @Override
    public long store() {
        int slot = probe();
        probe = -1;
        return slot;
    }

    @Override
    public void release(long reference) {
        released = reference;
    }

    /** Writes a column of an entry to the next row of a vector. */
    void read(long reference, int column, Vector into, int row) {
        one[0] = (int) reference;
        store.read(column, one, 1, into, row);
    }

    @Override
    public List<ColumnType> valueTypes() {
        return shape.types();
    }

    @Override
    public void save(SideWriter out) {
        index.scan((group, order, reference, weight) -> {
            Batch values = out.values();
            for (int column = 0; column < columns.length; column++) {
                read(reference, column, values.column(column), values.size());
            }
            out.end((int) group, weight);
        });
    }

    @Override
    public void load(int[] slots, Batch from, int column) {
        source = from;
        firstColumn = column;
        for (int row = 0; row < from.size(); row++) {
            add(slots[row], from.column(column), row, from.weight(row));
        }
    }

    @Override
    public void forget(int slot) {
        int scratch = probe;
        while (index.first(slot)) {
            long order = index.order();
            long reference = index.reference();
            probe = (int) reference;
            probeIsWritten = true;
            // What it weighs is told by an addition only.
            long weight = index.add(slot, order, 1) - 1;
            if (weight != -1) {
                index.add(slot, order, -1 - weight);
            }
            if (counts != null) {
                counts.change(slot, reference, weight, 0);
            }
            store.free(probe);
        }
        released = -1;
        probe = scratch;
    }

    @Override
    public long bytes() {
        return index.bytes() + store.bytes() + (counts == null ? 0 : counts.bytes());
    }

    @Override
    public long visited() {
        return index.nodesVisited() + (counts == null ? 0 : counts.visited());
    }
}
