package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.operator.ordered.OrderedPartitions;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The state of a row pattern in a snapshot: its rows, each with a number. 0 means that a search may begin there; rows that are kept because
 * others look back at them have 1 more than the number of matches that their partition has forgotten. Matches follow from the rows.
 */
final class PatternSnapshot {
    private static final int BLOCK = 1024;

    /** Words of a partition while a snapshot is read: its rows at which no search begins, and its forgotten matches. */
    private static final int CONTEXT = 0;

    private static final int FORGOTTEN = 1;

    private final OrderedPartitions partitions;
    private final OrderedRows rows;
    private final Traces traces;
    private final List<ColumnType> types;
    private final List<ColumnType> inputTypes;
    private final List<ColumnType> keyTypes;
    private final int[] columns;
    private final int[] partition;
    private final int[] hashColumns;
    private KeyedRows known;

    PatternSnapshot(PatternNode node, int[] hashColumns, OrderedPartitions partitions) {
        this.partitions = partitions;
        this.rows = partitions.rows();
        this.traces = new Traces(rows);
        this.inputTypes = node.input().types();
        this.types = new ArrayList<>(inputTypes);
        types.add(ColumnType.of(TypeKind.BIGINT).notNull());
        this.columns = IntStream.range(0, inputTypes.size()).toArray();
        this.partition = node.partition().stream().mapToInt(Integer::intValue).toArray();
        this.keyTypes = node.partition().stream().map(inputTypes::get).toList();
        this.hashColumns = hashColumns.clone();
        this.known = KeyedRows.of(keyTypes, 2);
    }

    void write(StateWriter out) {
        RowStore store = rows.store();
        int[] found = new int[BLOCK];
        Batch batch = new Batch(types);
        int count = store.liveSlots(0, found, BLOCK);
        while (count > 0) {
            batch.clear();
            LongVector numbers = batch.longs(columns.length);
            for (int row = 0; row < count; row++) {
                numbers.set(row, traces.isContext(found[row]) ? 1 + traces.forgotten(found[row]) : 0);
            }
            store.read(found, count, columns, batch);
            out.write(0, batch, KeyHash.of(batch, hashColumns, new int[0]));
            count = store.liveSlots(found[count - 1] + 1, found, BLOCK);
        }
    }

    /** Takes the rows as a delta, to be settled; {@link #prepare} tells then what is known of a partition. */
    void read(StateReader in) {
        known = KeyedRows.of(keyTypes, 2);
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            partitions.add(batch.select(columns, inputTypes));
            int size = batch.size();
            int[] slots = new int[size];
            known.findOrInsert(batch, partition, slots);
            LongVector numbers = batch.longs(columns.length);
            for (int row = 0; row < size; row++) {
                if (numbers.get(row) > 0) {
                    set(slots[row], CONTEXT, word(slots[row], CONTEXT) + 1);
                    set(slots[row], FORGOTTEN, numbers.get(row) - 1);
                }
            }
        }
    }

    /** Makes the first rows of a partition that was read what they were. */
    void prepare(int number) {
        int slot = rows.select(partitions.root(number), OrderedRows.ROWS, 0);
        Batch key = new Batch(inputTypes);
        rows.store().read(new int[] {slot}, 1, columns, key);
        int[] found = new int[1];
        known.findOrInsert(key, partition, found);
        long context = word(found[0], CONTEXT);
        long forgotten = word(found[0], FORGOTTEN);
        partitions.setPartitionWord(number, Matching.CONTEXT, context);
        partitions.setPartitionWord(number, Matching.FORGOTTEN, forgotten);
        for (long row = 0; row < context; row++) {
            traces.setContext(slot, forgotten);
            slot = rows.next(slot);
        }
    }

    private long word(int slot, int index) {
        return known.store().word(slot, known.store().layout().extra(index));
    }

    private void set(int slot, int index, long value) {
        RowStore store = known.store();
        store.words(slot)[store.base(slot) + store.layout().extra(index)] = value;
    }
}
