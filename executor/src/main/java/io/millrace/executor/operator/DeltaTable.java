package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.Frozen;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * Content that is kept apart from the operator that computes it: {@link #process} copies the tick's delta aside and hands
 * it on, {@link #publish} applies it.
 *
 * <p>With a key, rows are found by it and updated in place; append-only rows are only appended (and indexed by the key if
 * there is one); all others are found by the full row. Cost: one probe for each changed row, at publish.
 */
final class DeltaTable extends ResultTable {
    private static final int SNAPSHOT_ROWS = 1024;

    private final List<ColumnType> types;
    private final int[] partition;
    private final DeltaBuffer delta;
    private final ResultContent content;
    private long visited;

    /**
     * An empty table.
     *
     * @param types the columns
     * @param key columns that no two rows share, or none
     * @param appendOnly whether rows are never deleted
     * @param partition columns whose common hash decides the shard of a row
     */
    DeltaTable(List<ColumnType> types, List<Integer> key, boolean appendOnly, List<Integer> partition) {
        this.types = List.copyOf(types);
        this.partition = ints(partition);
        this.delta = new DeltaBuffer(this.types, appendOnly ? new int[0] : ints(key));
        if (appendOnly) {
            content = new AppendedContent(this.types, ints(key));
        } else if (key.isEmpty()) {
            content = new BagContent(this.types);
        } else {
            content = new KeyedContent(this.types, ints(key));
        }
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        delta.add(batch);
        visited += batch.size();
        out.emit(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}

    @Override
    public void publish() {
        content.apply(delta);
        delta.clear();
    }

    /** Forgets the tick's delta: the view was cut off before publish. */
    void discard() {
        delta.clear();
    }

    /** Whether {@link #publish} has something to do. */
    boolean hasChanges() {
        return !delta.isEmpty();
    }

    @Override
    public long rows() {
        return content.rows();
    }

    @Override
    public FrozenRows freeze() {
        List<Frozen> frozen = new ArrayList<>();
        for (RowStore store : content.stores()) {
            frozen.add(store.freeze());
        }
        return new FrozenRows(
                frozen, new RowForm.Plain(content.columns, content.weight, -1), types.size(), content.rows());
    }

    @Override
    public long copiedBytes() {
        return content.stores().get(0).copiedBytes();
    }

    @Override
    public long copiedChunks() {
        return content.stores().get(0).copiedChunks();
    }

    @Override
    public int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        return content.lookup(keys, row, keyColumns, into);
    }

    @Override
    public int firstPresent(Batch rows, int[] keyColumns, int[] hashes) {
        if (content instanceof KeyedContent keyed) {
            return keyed.firstPresent(rows, keyColumns, hashes);
        }
        throw new IllegalStateException("this table is not kept by key");
    }

    /** Whether a row of this key is there; the arguments are those of {@link #lookup}. */
    boolean contains(Batch keys, int row, int[] keyColumns) {
        return content.lookup(keys, row, keyColumns, new Batch(types)) > 0;
    }

    @Override
    public void snapshot(StateWriter out) {
        Batch batch = new Batch(types);
        int[] hashes = new int[0];
        try (FrozenRows rows = freeze()) {
            while (rows.next(batch, SNAPSHOT_ROWS) > 0) {
                hashes = KeyHash.of(batch, partition, hashes);
                out.write(0, batch, hashes);
            }
        }
    }

    @Override
    public void restore(StateReader in) {
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            delta.add(batch);
            publish();
        }
    }

    @Override
    public long stateBytes() {
        return content.bytes() + delta.bytes();
    }

    @Override
    public long visited() {
        return visited;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
