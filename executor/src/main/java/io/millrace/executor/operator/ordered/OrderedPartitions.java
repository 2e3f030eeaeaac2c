package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.DueRows;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowOrder;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an input, ordered within partitions, every copy of a row for itself. What a tick brings is summed up first, so
 * that its order does not matter; {@link #settle} then moves each partition that changed to its new rows and shows it once.
 *
 * <p>A row has the input's columns, columns of the owner behind them, and words of the owner, 0 when it comes. Cost: one probe
 * a row that comes in, O(log rows of the partition) for each row that changes; a few words a row and a partition. One owner.
 */
public final class OrderedPartitions {
    /** Looks at a partition that changed. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes the changes of a partition.
         *
         * @param partition its number, which names its words in {@link #partitionWord}
         * @param changes what came and went
         */
        void changed(int partition, Changes changes);
    }

    private static final int BLOCK = 1024;

    /** Words of a partition: the root of its rows plus 1, the first of its changes in this tick plus 1, words of the owner. */
    private static final int ROOT = 0;

    private static final int CHANGE = 1;
    private static final int OWNED = 2;

    /** Above this many rows of a tick the room for them is given back. */
    private static final int MUCH = 4096;

    private final List<ColumnType> types;
    private final int[] columns;
    private final int[] partitionColumns;
    private final int[] counted;
    private final OrderedRows rows;
    private final KeyedRows partitions;
    private KeyedRows pending;

    /** Which partitions, or which rows, are final as time goes on; null if none are. */
    private final @Nullable DueRows duePartitions;

    private final @Nullable DueRows dueRows;

    /** The word of a row with its partition, where rows are final one by one; else -1. */
    private final int partitionWord;

    private final Batch block;
    private final int[] blockSlots = new int[BLOCK];
    private final int[] pendingSlots = new int[BLOCK];
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private final int[] owners = new int[BLOCK];

    /** The changes of this tick: the row, whether it came, and the change of the same partition before, plus 1. */
    private int[] changed = new int[16];

    private boolean[] inserted = new boolean[16];
    private int[] previous = new int[16];
    private int changeCount;
    private int[] touched = new int[16];
    private int touchedCount;
    private final Changes changes = new Changes();

    /**
     * Empty partitions.
     *
     * @param types the input's columns
     * @param partition which of them tell partitions apart
     * @param order by which rows are ordered; all columns follow
     * @param shape what the owner adds
     */
    public OrderedPartitions(List<ColumnType> types, List<Integer> partition, List<SortColumn> order, Shape shape) {
        this.types = List.copyOf(types);
        this.columns = IntStream.range(0, types.size()).toArray();
        this.partitionColumns = partition.stream().mapToInt(Integer::intValue).toArray();
        this.counted = shape.counted().stream().mapToInt(Integer::intValue).toArray();
        List<ColumnType> all = new ArrayList<>(types);
        all.addAll(shape.columns());
        List<RowOrder.Key> keys = order.stream()
                .map(key -> new RowOrder.Key(key.column(), key.descending(), key.nullsFirst()))
                .toList();
        Closing closing = shape.closing();
        int place = closing == null ? -1 : partition.indexOf(closing.column());
        boolean byRow = closing != null && place < 0;
        this.rows = new OrderedRows(
                all,
                new RowOrder(keys, types.size()),
                shape.counted().size() + shape.marks(),
                shape.rowWords() + (byRow ? 1 : 0));
        this.partitionWord = byRow ? rows.ownerWord(shape.rowWords()) : -1;
        this.dueRows = closing == null || !byRow ? null : new DueRows(closing, rows.store());
        this.partitions = KeyedRows.of(partition.stream().map(types::get).toList(), OWNED + shape.partitionWords());
        this.duePartitions = closing == null || byRow
                ? null
                : new DueRows(new Closing(place, closing.frontier(), closing.action()), partitions.store());
        this.pending = KeyedRows.of(types, 1);
        this.block = new Batch(types);
    }

    /**
     * What the owner adds to rows and partitions.
     *
     * @param columns of a row, behind the input's
     * @param rowWords of a row
     * @param counted columns whose values that are not NULL are counted, by the first marks of {@link OrderedRows}
     * @param marks of a row that the owner sets, behind those
     * @param partitionWords of a partition
     * @param closing when partitions are final, if its column is one of theirs, else when rows are; null if none ever are
     */
    public record Shape(
            List<ColumnType> columns,
            int rowWords,
            List<Integer> counted,
            int marks,
            int partitionWords,
            @Nullable Closing closing) {
        public Shape {
            columns = List.copyOf(columns);
            counted = List.copyOf(counted);
        }
    }

    /** The ordered rows. */
    public OrderedRows rows() {
        return rows;
    }

    /** Which partitions are final; only if the closing is by a column of theirs. */
    DueRows duePartitions() {
        return Objects.requireNonNull(duePartitions);
    }

    /** Which rows are final; only if the closing is by another column. */
    DueRows dueRows() {
        return Objects.requireNonNull(dueRows);
    }

    /** The partition of a row, where rows are final one by one. */
    public int partitionOf(int slot) {
        return (int) rows.store().word(slot, partitionWord);
    }

    /** Forgets all rows of a partition, and it. Between settlements. */
    void forget(int partition, int[] slots, int count) {
        for (int i = 0; i < count; i++) {
            rows.store().free(slots[i]);
        }
        partitions.remove(partition);
    }

    /** Forgets a row of a partition, and the partition with its last one. Between settlements. */
    public void forget(int partition, int slot) {
        int root = rows.remove(slot);
        rows.store().free(slot);
        setWord(partition, ROOT, root + 1L);
        if (root == OrderedRows.NONE) {
            partitions.remove(partition);
        }
    }

    /** A word of the owner in a partition; 0 in a new one. */
    public long partitionWord(int partition, int index) {
        return partitions.store().word(partition, partitions.store().layout().extra(OWNED + index));
    }

    /** Sets a word of the owner in a partition. */
    public void setPartitionWord(int partition, int index, long value) {
        setWord(partition, OWNED + index, value);
    }

    /** Takes rows of this tick's delta. */
    public void add(Batch batch) {
        int size = batch.size();
        hashes = KeyHash.of(batch, columns, hashes);
        slots = atLeast(slots, size);
        pending.findOrInsert(batch, columns, hashes, slots);
        RowStore store = pending.store();
        int word = store.layout().extra(0);
        for (int row = 0; row < size; row++) {
            long[] words = store.words(slots[row]);
            int at = store.base(slots[row]) + word;
            words[at] = Math.addExact(words[at], batch.weight(row));
        }
    }

    /** Applies the tick's delta and shows each partition that it changed. Until {@link #finish}, rows that went can be read. */
    public void settle(Visitor visitor) {
        apply();
        for (int i = 0; i < touchedCount; i++) {
            show(touched[i], visitor);
        }
    }

    /** Whether there are no partitions. */
    public boolean isEmpty() {
        return partitions.size() == 0;
    }

    /** The first partition from a number on, or -1. Between settlements. */
    public int nextPartition(int from) {
        return partitions.store().liveSlots(from, blockSlots, 1) == 0 ? -1 : blockSlots[0];
    }

    /** Whether a number names a partition at present. */
    public boolean isPartition(int partition) {
        return partition < partitions.store().slotLimit() && partitions.store().isLive(partition);
    }

    /** Shows a partition in which nothing has changed, before {@link #finish}. */
    public void visit(int partition, Visitor visitor) {
        show(partition, visitor);
    }

    /** Frees the rows that went. */
    public void finish() {
        for (int i = 0; i < changeCount; i++) {
            if (!inserted[i]) {
                rows.store().free(changed[i]);
            }
        }
        if (changeCount > MUCH) {
            changed = new int[16];
            inserted = new boolean[16];
            previous = new int[16];
            touched = new int[16];
        }
        changeCount = 0;
        touchedCount = 0;
    }

    /** Forgets a row while its partition is shown: it is of no more use. */
    public void drop(int partition, int slot) {
        setWord(partition, ROOT, rows.remove(slot) + 1L);
        record(slot, false, 0);
    }

    /** Whether there is a partition of that number: it may be one that came after the one that had it before. */
    public boolean isLive(int partition) {
        return partitions.store().isLive(partition);
    }

    /** The root of a partition's rows. */
    public int root(int partition) {
        return (int) word(partition, ROOT) - 1;
    }

    private void apply() {
        RowStore store = pending.store();
        int word = store.layout().extra(0);
        boolean few = pending.size() <= MUCH;
        int[] found = pendingSlots;
        int count = store.liveSlots(0, found, BLOCK);
        while (count > 0) {
            int from = found[count - 1] + 1;
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (store.word(found[i], word) != 0) {
                    blockSlots[kept++] = found[i];
                }
            }
            block.clear();
            store.read(blockSlots, kept, columns, block);
            hashes = KeyHash.of(block, partitionColumns, hashes);
            int added = partitions.findOrInsert(block, partitionColumns, hashes, owners);
            if (duePartitions != null && added > 0) {
                int time = partitionColumns[duePartitions.column()];
                duePartitions.added(block, time, partitions.inserted(), added, owners);
            }
            for (int row = 0; row < kept; row++) {
                apply(row, owners[row], store.word(blockSlots[row], word));
            }
            for (int i = 0; few && i < count; i++) {
                pending.remove(found[i]);
            }
            count = store.liveSlots(from, found, BLOCK);
        }
        if (!few) {
            pending = KeyedRows.of(types, 1);
        }
    }

    private void apply(int row, int partition, long weight) {
        int root = (int) word(partition, ROOT) - 1;
        RowStore store = rows.store();
        for (long copy = weight; copy > 0; copy--) {
            int slot = store.allocate();
            for (int column : columns) {
                store.write(slot, column, block.column(column), row);
            }
            if (dueRows != null) {
                store.words(slot)[store.base(slot) + partitionWord] = partition;
                dueRows.added(slot);
            }
            root = rows.insert(root, slot, marks(row));
            change(partition, slot, true);
        }
        for (long copy = weight; copy < 0; copy++) {
            int slot = rows.find(root, pending.store(), blockSlots[row]);
            if (slot == OrderedRows.NONE) {
                throw new IllegalStateException("a row is deleted that is not there");
            }
            root = rows.remove(slot);
            change(partition, slot, false);
        }
        setWord(partition, ROOT, root + 1L);
    }

    private int marks(int row) {
        int marks = 0;
        for (int i = 0; i < counted.length; i++) {
            marks |= block.column(counted[i]).isNull(row) ? 0 : 1 << i;
        }
        return marks;
    }

    private void change(int partition, int slot, boolean came) {
        long last = word(partition, CHANGE);
        if (last == 0) {
            touched = atLeast(touched, touchedCount + 1);
            touched[touchedCount++] = partition;
        }
        record(slot, came, (int) last);
        setWord(partition, CHANGE, changeCount);
    }

    private void record(int slot, boolean came, int last) {
        if (changeCount == changed.length) {
            changed = Arrays.copyOf(changed, 2 * changeCount);
            inserted = Arrays.copyOf(inserted, 2 * changeCount);
            previous = Arrays.copyOf(previous, 2 * changeCount);
        }
        changed[changeCount] = slot;
        inserted[changeCount] = came;
        previous[changeCount] = last;
        changeCount++;
    }

    private void show(int partition, Visitor visitor) {
        int root = root(partition);
        changes.start(root, rows.count(root, OrderedRows.ROWS));
        for (int i = (int) word(partition, CHANGE) - 1; i >= 0; i = previous[i] - 1) {
            int slot = changed[i];
            int place = inserted[i] ? rows.rank(slot, OrderedRows.ROWS) : rows.countUpTo(root, rows.store(), slot);
            changes.add(slot, inserted[i], place);
        }
        changes.sort();
        setWord(partition, CHANGE, 0);
        visitor.changed(partition, changes);
        if (root(partition) == OrderedRows.NONE) {
            partitions.remove(partition);
        }
    }

    /** Writes all rows, each with weight 1, under the hash of some columns. Between ticks. */
    public void snapshot(StateWriter out, int[] hashColumns) {
        int[] found = new int[BLOCK];
        Batch batch = new Batch(types);
        int from = 0;
        int count = rows.store().liveSlots(from, found, BLOCK);
        while (count > 0) {
            batch.clear();
            rows.store().read(found, count, columns, batch);
            out.write(0, batch, KeyHash.of(batch, hashColumns, new int[0]));
            from = found[count - 1] + 1;
            count = rows.store().liveSlots(from, found, BLOCK);
        }
    }

    /** Takes the rows of a snapshot as a delta, to be settled. */
    public void restore(StateReader in) {
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            add(batch);
        }
    }

    /** Heap bytes. */
    public long bytes() {
        return rows.store().bytes()
                + partitions.bytes()
                + (duePartitions == null ? 0 : duePartitions.bytes())
                + (dueRows == null ? 0 : dueRows.bytes())
                + pending.bytes()
                + block.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + 3 * changed.length);
    }

    private long word(int partition, int index) {
        return partitions.store().word(partition, partitions.store().layout().extra(index));
    }

    private void setWord(int partition, int index, long value) {
        RowStore store = partitions.store();
        store.words(partition)[store.base(partition) + store.layout().extra(index)] = value;
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
