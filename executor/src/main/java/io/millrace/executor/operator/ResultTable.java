package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.state.Frozen;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One shard of a view's content, or of a stored table's: rows with summed weight. {@link #process} copies the tick's
 * delta aside, {@link #publish} applies it; emits nothing.
 *
 * <p>With a key, rows are found by it and updated in place; append-only rows are only appended (and indexed by the key if
 * there is one); all others are found by the full row. Cost: one probe for each changed row, at publish.
 *
 * <p>Single-owner, but for {@link #lookup}, and for what {@link #freeze} returns.
 */
public final class ResultTable implements StatefulOperator {
    private static final int SNAPSHOT_ROWS = 1024;

    private final List<ColumnType> types;
    private final int[] partition;
    private final DeltaBuffer delta;
    private final ResultContent content;

    /**
     * An empty table.
     *
     * @param types the columns
     * @param key columns that no two rows share, or none
     * @param appendOnly whether rows are never deleted
     * @param partition columns whose common hash decides the shard of a row
     */
    public ResultTable(List<ColumnType> types, List<Integer> key, boolean appendOnly, List<Integer> partition) {
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

    /** An empty table for the result of a plan. */
    public static ResultTable of(ViewPlan plan) {
        List<Integer> columns = moveBefore(plan);
        if (columns == null) {
            columns = new ArrayList<>();
            for (int column : Partitioning.of(plan.root())) {
                columns.add(column);
            }
        }
        return new ResultTable(plan.schema().types(), plan.key(), plan.appendOnly(), columns);
    }

    /**
     * The columns by whose hash the rows of a plan's root must be moved to the shards of its result table, or null if they are
     * there already.
     */
    public static @Nullable List<Integer> moveBefore(ViewPlan plan) {
        return Partitioning.ofMove(plan);
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        delta.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {}

    /** Applies the tick's delta. In the publish phase only: whoever looks up beside it reads again afterwards. */
    public void publish() {
        content.apply(delta);
        delta.clear();
    }

    /** Forgets the tick's delta: the view was cut off before publish. */
    public void discard() {
        delta.clear();
    }

    /** Whether {@link #publish} has something to do. */
    public boolean hasChanges() {
        return !delta.isEmpty();
    }

    /** How many rows there are, copies counted. */
    public long rows() {
        return content.rows();
    }

    /** The rows as of the last publish, for one reader on any thread. Costs one reference for each 32 KiB. */
    public FrozenRows freeze() {
        List<Frozen> frozen = new ArrayList<>();
        for (RowStore store : content.stores()) {
            frozen.add(store.freeze());
        }
        return new FrozenRows(frozen, content.weight, content.rows());
    }

    /** Bytes of chunks copied because a freeze held them, so far: what freezes cost. */
    public long copiedBytes() {
        return content.stores().get(0).copiedBytes();
    }

    /** Chunks copied because a freeze held them, so far. */
    public long copiedChunks() {
        return content.stores().get(0).copiedChunks();
    }

    /**
     * Appends the rows of a key (of the full row, where the table has no key) to a batch of the table's columns, each with
     * its weight. Allocates little; takes no lock; changes nothing.
     *
     * <p>May be called by any thread at any moment. If {@link #publish} ran meanwhile, the result may be wrong, or the
     * call may end with an IndexOutOfBounds, NullPointer or NegativeArraySize exception: the caller compares an
     * even/odd stamp before and after, ignores what it got if that changed, clears the batch and tries again. The call ends
     * within one pass over a segment of the index in any case.
     *
     * @param keys rows with keys
     * @param row which of them
     * @param keyColumns the columns of {@code keys} that hold the key, in the order of the table's key
     * @return how many rows were appended
     */
    public int lookup(Batch keys, int row, int[] keyColumns, Batch into) {
        return content.lookup(keys, row, keyColumns, into);
    }

    /**
     * The first of some rows whose key is there, or -1. For tables with a key that are not append-only; by the owner, between
     * two publishes.
     *
     * @param keyColumns the columns of {@code rows} that hold the key
     * @param hashes the {@link KeyHash} of those columns
     */
    public int firstPresent(Batch rows, int[] keyColumns, int[] hashes) {
        if (content instanceof KeyedContent keyed) {
            return keyed.firstPresent(rows, keyColumns, hashes);
        }
        throw new IllegalStateException("this table is not kept by key");
    }

    /** Whether a row of this key is there; the arguments are those of {@link #lookup}. */
    public boolean contains(Batch keys, int row, int[] keyColumns) {
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

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }
}
