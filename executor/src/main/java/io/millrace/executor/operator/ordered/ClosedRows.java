package io.millrace.executor.operator.ordered;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.DueRows;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/**
 * Rows of ordered partitions that are final one by one, because the order begins with event time: which became so since the last time.
 * Rows that are final stay where they are until their owner forgets them, so it is remembered up to where they were shown. Owned by
 * the operator that owns the partitions. Cost: what became final.
 */
public final class ClosedRows {
    private static final List<ColumnType> SHOWN =
            List.of(ColumnType.of(TypeKind.BIGINT).notNull());

    private final DueRows due;
    private final boolean first;
    private final int word;
    private final OrderedRows rows;
    private long bound = Frontier.NONE;

    /** Rows with smaller times were taken before. */
    private long shown = Frontier.NONE;

    private long before = Frontier.NONE;

    /**
     * Of rows that know when they are due.
     *
     * @param first whether this is the first shard, which writes what is the same for all
     */
    public ClosedRows(OrderedPartitions partitions, boolean first) {
        this.due = partitions.dueRows();
        this.rows = partitions.rows();
        this.word = rows.store().layout().word(due.column());
        this.first = first;
    }

    /** By which frontier. */
    public List<Frontier> frontiers() {
        return due.frontiers();
    }

    /** Rows with smaller times are final. */
    public void advance(long to) {
        bound = to;
        due.advance(to);
    }

    /** The smallest time that is waited for. */
    public long nextTime() {
        return due.nextTime();
    }

    /** Takes rows that are final, each once, those that {@link #isNew became} so since the last time and others that are due again. */
    public int take() {
        before = shown;
        shown = Math.max(shown, bound);
        return due.take(Integer.MAX_VALUE);
    }

    /** Whether a row that was taken was not final before: one that was shown is due again after a restore. */
    public boolean isNew(int slot) {
        return time(slot) >= before;
    }

    /** What was taken last, in the order of its times. */
    public int[] taken() {
        return due.taken();
    }

    long time(int slot) {
        return rows.store().word(slot, word);
    }

    /** Writes up to where rows were shown. */
    public void snapshot(int section, StateWriter out) {
        if (first && shown != Frontier.NONE) {
            Batch batch = new Batch(SHOWN);
            batch.longs(0).set(0, shown);
            batch.setSize(1);
            out.writeForAll(section, batch);
        }
    }

    /** Reads it again. */
    public void restore(int section, StateReader in) {
        for (Batch batch = in.next(section); batch != null; batch = in.next(section)) {
            shown = Math.max(shown, batch.longs(0).get(0));
        }
    }

    /** Heap bytes beside the partitions. */
    public long bytes() {
        return Long.BYTES;
    }
}
