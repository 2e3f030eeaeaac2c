package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.ordered.Changes;
import io.millrace.executor.operator.ordered.ClosedPartitions;
import io.millrace.executor.operator.ordered.ClosedRows;
import io.millrace.executor.operator.ordered.OrderedPartitions;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Of each partition the rows with some numbers: LIMIT and OFFSET, the first n of each key, deduplication. Keeps all rows in
 * order, those that are in the output marked; at the end of a tick the marks move to where the wanted numbers are now, and
 * what got or lost its mark goes out. Behind an input that never deletes, rows beyond the last number are forgotten.
 *
 * <p>By the node's {@link Closing} whole partitions are forgotten when they are final, or, where the order begins with event time, rows
 * that are final and behind the last number; or what is final comes out only then.
 *
 * <p>Cost: O(log rows of the partition) for each row that changes or enters or leaves the output; where numbers are shown,
 * also the rows whose number changes.
 */
final class TopNOperator implements ReadableOperator, TimedOperator {
    private static final int EMIT_ROWS = 1024;
    private static final int SHOWN = OrderedRows.MARKS;

    private final TopNNode node;
    private final int[] snapshotColumns;
    private final int[] columns;
    private final OrderedPartitions partitions;
    private final OrderedRows rows;

    /** A row's word with the number under which it is in the output. */
    private final int number;

    /** What is final: whole partitions, or rows; null if nothing ever is. */
    private final @Nullable ClosedPartitions closedPartitions;

    private final @Nullable ClosedRows closedRows;

    /** Whether rows come out only when they are final. */
    private final boolean waits;

    /** Whether any row may have been forgotten that came out. */
    private boolean forgot;

    private final Batch result;
    private final int[] outSlots = new int[EMIT_ROWS];
    private final long[] outWeights = new long[EMIT_ROWS];
    private final long[] outNumbers = new long[EMIT_ROWS];
    private int outCount;
    private Output output = batch -> {};

    /**
     * An empty state.
     *
     * @param node what to keep
     * @param snapshotColumns the columns by which rows are spread over the shards
     * @param shard the number of this shard
     */
    TopNOperator(TopNNode node, int[] snapshotColumns, int shard) {
        Closing closing = closing(node);
        this.node = node;
        this.snapshotColumns = snapshotColumns.clone();
        this.columns = IntStream.range(0, node.input().types().size()).toArray();
        this.partitions = new OrderedPartitions(
                node.input().types(),
                node.partition(),
                node.order(),
                new OrderedPartitions.Shape(List.of(), node.numbered() ? 1 : 0, List.of(), 1, 0, closing));
        this.rows = partitions.rows();
        this.number = rows.ownerWord(0);
        this.waits = closing != null && closing.action() == Closing.Action.EMIT;
        this.closedPartitions = closing != null && node.closesPartitions() ? new ClosedPartitions(partitions) : null;
        this.closedRows = closing == null || node.closesPartitions() ? null : new ClosedRows(partitions, shard == 0);
        this.result = new Batch(node.types());
    }

    /** When rows are final, if anything happens then. */
    private static @Nullable Closing closing(TopNNode node) {
        Closing closing = node.closing();
        boolean waits = closing != null && closing.action() == Closing.Action.EMIT;
        boolean drops = !node.appendOnly() && node.limit() != TopNNode.UNLIMITED && node.offset() == 0;
        return waits || node.closesPartitions() || drops ? closing : null;
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        partitions.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        settle(waits ? batch -> {} : out);
        output = out;
        if (closedPartitions != null) {
            forgot |= closedPartitions.due().isDue();
            closedPartitions.close(this::closed);
        } else if (closedRows != null) {
            close(closedRows);
        }
        flush();
    }

    /** Sends the rows of a final partition, if they waited. */
    private void closed(int partition, int[] slots, int count) {
        for (int i = 0; waits && i < count; i++) {
            if (rows.isMarked(slots[i], SHOWN)) {
                emit(slots[i], 1);
            }
        }
        // What is gathered is gone when this returns.
        flush();
    }

    /** Sends rows that became final, if they waited; forgets those behind the last number, which no change can bring into it. */
    private void close(ClosedRows closed) {
        int count = closed.take();
        int[] slots = closed.taken();
        for (int i = 0; waits && i < count; i++) {
            if (closed.isNew(slots[i]) && rows.isMarked(slots[i], SHOWN)) {
                emit(slots[i], 1);
            }
        }
        flush();
        // Hidden rows before the first number are counted.
        boolean counts = node.offset() > 0;
        for (int i = 0; !counts && i < count; i++) {
            int slot = slots[i];
            if (!rows.isMarked(slot, SHOWN)) {
                partitions.forget(partitions.partitionOf(slot), slot);
            }
        }
    }

    @Override
    public List<Frontier> frontiers() {
        if (closedPartitions != null) {
            return closedPartitions.due().frontiers();
        }
        return closedRows == null ? List.of() : closedRows.frontiers();
    }

    @Override
    public void advance(int frontier, long bound) {
        if (closedPartitions != null) {
            closedPartitions.due().advance(bound);
        } else if (closedRows != null) {
            closedRows.advance(bound);
        }
    }

    @Override
    public long nextTime(int frontier) {
        if (closedPartitions != null) {
            return closedPartitions.due().nextTime();
        }
        return closedRows == null ? Long.MAX_VALUE : closedRows.nextTime();
    }

    /** Rows that are behind the last number are no content. */
    @Override
    public boolean isReadable() {
        return !waits && !forgot;
    }

    private void settle(Output out) {
        output = out;
        partitions.settle(this::changed);
        flush();
        partitions.finish();
    }

    private void changed(int partition, Changes changes) {
        for (int change = 0; change < changes.size(); change++) {
            int slot = changes.slot(change);
            if (!changes.isInserted(change) && rows.isMarked(slot, SHOWN)) {
                emit(slot, -1);
            }
        }
        int root = changes.root();
        int count = changes.rows();
        if (count == 0) {
            return;
        }
        int from = firstAbove(root, count, node.offset());
        int to = Math.max(from, firstAbove(root, count, node.limit()));
        hideBefore(root, from);
        hideFrom(root, to);
        if (node.numbered()) {
            renumber(changes, from, to);
        } else {
            show(root, from, to);
        }
        if (node.appendOnly()) {
            for (int left = count; left > to; left--) {
                partitions.drop(partition, rows.select(partitions.root(partition), OrderedRows.ROWS, left - 1));
            }
        }
    }

    /** The place of the first row whose number is above one. */
    private int firstAbove(int root, int count, long limit) {
        if (limit >= count) {
            return count;
        }
        int place = (int) limit;
        return switch (node.ranking()) {
            case ROW_NUMBER -> place;
            case RANK -> {
                int slot = rows.select(root, OrderedRows.ROWS, place);
                yield rows.isMarked(slot, OrderedRows.GROUPS)
                        ? place
                        : rows.position(root, OrderedRows.GROUPS, rows.rank(slot, OrderedRows.GROUPS));
            }
            case DENSE_RANK -> rows.position(root, OrderedRows.GROUPS, place);
        };
    }

    private void hideBefore(int root, int from) {
        for (int left = rows.countAmong(root, from, SHOWN); left > 0; left--) {
            hide(rows.select(root, SHOWN, 0));
        }
    }

    private void hideFrom(int root, int to) {
        int kept = rows.countAmong(root, to, SHOWN);
        for (int last = rows.count(root, SHOWN) - 1; last >= kept; last--) {
            hide(rows.select(root, SHOWN, last));
        }
    }

    private void hide(int slot) {
        emit(slot, -1);
        rows.mark(slot, SHOWN, false);
    }

    /** Shows the rows of a range that are not shown; those before it are not. */
    private void show(int root, int from, int to) {
        int missing = to - from - rows.countAmong(root, to, SHOWN);
        for (; missing > 0; missing--) {
            int slot = rows.selectUnmarked(root, SHOWN, from);
            rows.mark(slot, SHOWN, true);
            emit(slot, 1);
        }
    }

    /** Shows the rows of a range with their numbers, from the first change on until numbers are what they were. */
    private void renumber(Changes changes, int from, int to) {
        int root = changes.root();
        // Rows before the first change are as they were, but the range may have been extended or moved over them.
        int start = Math.max(from, Math.min(changes.place(0), firstHidden(root, from, to)));
        int lastChange = changes.place(changes.size() - 1);
        if (start >= to) {
            return;
        }
        int slot = rows.select(root, OrderedRows.ROWS, start);
        int group = rows.rank(slot, OrderedRows.GROUPS) + (rows.isMarked(slot, OrderedRows.GROUPS) ? 1 : 0);
        int groupStart = node.ranking() == Ranking.RANK ? rows.position(root, OrderedRows.GROUPS, group - 1) : start;
        int place = start;
        boolean same = false;
        while (place < to && !same) {
            long wanted = switch (node.ranking()) {
                case ROW_NUMBER -> place + 1L;
                case RANK -> groupStart + 1L;
                case DENSE_RANK -> group;
            };
            boolean shown = rows.isMarked(slot, SHOWN);
            if (shown && number(slot) == wanted) {
                // A row of a new group that kept its number, behind all changes: so do all others, up to those newly
                // shown.
                same = place > lastChange && rows.isMarked(slot, OrderedRows.GROUPS);
            } else {
                if (shown) {
                    emit(slot, -1);
                }
                setNumber(slot, wanted);
                rows.mark(slot, SHOWN, true);
                emit(slot, 1);
            }
            place++;
            slot = rows.next(slot);
            if (slot != OrderedRows.NONE && rows.isMarked(slot, OrderedRows.GROUPS)) {
                group++;
                groupStart = place;
            }
        }
        if (same) {
            renumberHidden(root, place, to);
        }
    }

    /** Shows what was not shown yet at the end of a range; numbers of the others are right. */
    private void renumberHidden(int root, int place, int to) {
        int hidden = firstHidden(root, place, to);
        if (hidden >= to) {
            return;
        }
        for (int at = hidden, slot = rows.select(root, OrderedRows.ROWS, hidden); at < to; at++) {
            int group = rows.rank(slot, OrderedRows.GROUPS) + (rows.isMarked(slot, OrderedRows.GROUPS) ? 1 : 0);
            long wanted = switch (node.ranking()) {
                case ROW_NUMBER -> at + 1L;
                case RANK -> rows.position(root, OrderedRows.GROUPS, group - 1) + 1L;
                case DENSE_RANK -> group;
            };
            setNumber(slot, wanted);
            rows.mark(slot, SHOWN, true);
            emit(slot, 1);
            slot = rows.next(slot);
        }
    }

    /** The place of the first row of a range that is not shown, or its end. */
    private int firstHidden(int root, int from, int to) {
        int before = from - rows.countAmong(root, from, SHOWN);
        int slot = rows.selectUnmarked(root, SHOWN, before);
        return slot == OrderedRows.NONE ? to : Math.min(to, rows.rank(slot, OrderedRows.ROWS));
    }

    private long number(int slot) {
        return node.numbered() ? rows.store().word(slot, number) : 0;
    }

    private void setNumber(int slot, long wanted) {
        rows.store().prepareWrite(slot);
        rows.store().words(slot)[rows.store().base(slot) + number] = wanted;
    }

    private void emit(int slot, long weight) {
        if (outCount == EMIT_ROWS) {
            flush();
        }
        outSlots[outCount] = slot;
        outWeights[outCount] = weight;
        outNumbers[outCount] = number(slot);
        outCount++;
    }

    private void flush() {
        if (outCount == 0) {
            return;
        }
        RowStore store = rows.store();
        result.clear();
        for (int column : columns) {
            store.read(column, outSlots, outCount, result.column(column), 0);
        }
        if (node.numbered()) {
            System.arraycopy(outNumbers, 0, result.longs(columns.length).valuesForWriting(outCount), 0, outCount);
        }
        System.arraycopy(outWeights, 0, result.weightsForWriting(outCount), 0, outCount);
        result.setSize(outCount);
        outCount = 0;
        output.emit(result);
    }

    @Override
    public long visited() {
        return rows.visited();
    }

    @Override
    public FrozenContent freezeContent() {
        RowForm form = new RowForm.Marked(columns, rows.markWord(), SHOWN, number);
        return new FrozenRows(
                List.of(rows.store().freeze()),
                form,
                node.types().size(),
                rows.store().size());
    }

    @Override
    public void snapshot(StateWriter out) {
        partitions.snapshot(out, snapshotColumns);
        if (closedRows != null) {
            closedRows.snapshot(1, out);
        }
    }

    @Override
    public void restore(StateReader in) {
        partitions.restore(in);
        // What had been emitted follows from what is kept.
        settle(batch -> {});
        if (closedRows != null) {
            closedRows.restore(1, in);
        }
        forgot = closedPartitions != null;
    }

    @Override
    public long stateBytes() {
        return partitions.bytes() + result.bytes() + (closedPartitions == null ? 0 : closedPartitions.bytes());
    }
}
