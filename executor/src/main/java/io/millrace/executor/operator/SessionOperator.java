package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.ordered.Changes;
import io.millrace.executor.operator.ordered.OrderedPartitions;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.state.TimedSlots;
import io.millrace.executor.type.ColumnType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Each row with its session's start and end. Keeps the rows of each partition in the order of their times; at the end of a tick it
 * looks at the sessions that a change lies in or parted, and emits their rows that have other bounds now, as they were and as they are.
 * Rows whose session is final by the node's {@link Closing} are forgotten, or are emitted only then, or are taken back.
 *
 * <p>Cost: O(log rows of the partition) for each row that changes, and the rows of the sessions touched; where rows are emitted only
 * when they are final, a few steps for each row. State of all rows whose session is not final.
 */
final class SessionOperator implements ReadableOperator, TimedOperator {
    private static final int EMIT_ROWS = 1024;

    /** The owner's words of a partition: whether it waits to be looked at, for which time, and up to which row plus one it was. */
    private static final int WAITS = 0;

    private static final int TIME = 1;
    private static final int CHECKED = 2;
    private static final int PARTITION_WORDS = 3;

    private final long gap;
    private final int[] snapshotColumns;
    private final OrderedPartitions partitions;
    private final OrderedRows rows;
    private final RowStore store;
    private final int timeWord;
    private final int startWord;
    private final int endWord;
    private final int lastWord;

    /** The word of a row that is 1 if it was emitted, with the bounds that it holds. */
    private final int shownWord;

    private final int[] inputColumns;
    private final int[] columns;
    private final @Nullable Closing closing;

    /** Partitions by the time when their first session may be final. */
    private final TimedSlots timers = new TimedSlots();

    private long bound = Frontier.NONE;

    /** The places of the rows of the session that was looked at last. */
    private int settledFrom;

    private int settledTo;

    /** Whether any row may have been forgotten. */
    private boolean forgot;

    private final Batch result;
    private final int[] outSlots = new int[EMIT_ROWS];
    private final long[] outWeights = new long[EMIT_ROWS];
    private final long[] outStarts = new long[EMIT_ROWS];
    private final long[] outEnds = new long[EMIT_ROWS];

    /** The partitions of rows that go when they were read. */
    private final int[] outPartitions = new int[EMIT_ROWS];

    private int outCount;
    private Output output = batch -> {};

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param snapshotColumns the columns by which rows are spread over the shards
     */
    SessionOperator(SessionNode node, int[] snapshotColumns) {
        this.gap = node.gapMillis();
        this.snapshotColumns = snapshotColumns.clone();
        this.closing = node.closing();
        int inputs = node.start();
        List<ColumnType> bounds = node.types().subList(inputs, inputs + SessionNode.COLUMNS);
        this.partitions = new OrderedPartitions(
                node.input().types(),
                node.partition(),
                List.of(new SortColumn(node.time(), false, false)),
                new OrderedPartitions.Shape(bounds, 1, List.of(), 0, PARTITION_WORDS, null));
        this.rows = partitions.rows();
        this.store = rows.store();
        this.timeWord = store.layout().word(node.time());
        this.startWord = store.layout().word(node.start());
        this.endWord = store.layout().word(node.end());
        this.lastWord = store.layout().word(node.end() + 1);
        this.shownWord = rows.ownerWord(0);
        this.inputColumns = IntStream.range(0, inputs).toArray();
        this.columns = IntStream.range(0, node.types().size()).toArray();
        this.result = new Batch(node.types());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        partitions.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        settle(out);
        if (closing != null) {
            close(closing.action());
        }
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
            if (!changes.isInserted(change) && isShown(slot)) {
                emit(slot, -1);
            }
        }
        if (changes.rows() == 0) {
            return;
        }
        if (waitsForEnd()) {
            lookAt(partition, time(first(partition)) + gap);
            return;
        }
        settledFrom = 0;
        settledTo = 0;
        for (int change = 0; change < changes.size(); change++) {
            int place = changes.place(change);
            if (!changes.isInserted(change)) {
                settle(changes, place - 1);
            }
            settle(changes, place);
        }
        if (closing != null) {
            lookAt(partition, end(first(partition)));
        }
    }

    /** Brings the rows of the session around a row to its bounds, unless that was the last one. */
    private void settle(Changes changes, int place) {
        if (place < 0 || place >= changes.rows() || place >= settledFrom && place < settledTo) {
            return;
        }
        int from = rows.select(changes.root(), OrderedRows.ROWS, place);
        long last = time(from);
        settledTo = place + 1;
        int end = rows.next(from);
        for (; end != OrderedRows.NONE && time(end) - last < gap; end = rows.next(end)) {
            last = time(end);
            settledTo++;
        }
        long start = time(from);
        settledFrom = place;
        int before = rows.previous(from);
        for (; before != OrderedRows.NONE && start - time(before) < gap; before = rows.previous(before)) {
            from = before;
            start = time(before);
            settledFrom--;
        }
        for (int slot = from; slot != end; slot = rows.next(slot)) {
            boolean shown = isShown(slot);
            if (!shown || start(slot) != start || end(slot) != last + gap) {
                if (shown) {
                    emit(slot, -1);
                }
                setBounds(slot, start, last + gap);
                emit(slot, 1);
            }
        }
    }

    /** Whether rows are emitted only when their session is final. */
    private boolean waitsForEnd() {
        return closing != null && closing.action() == Closing.Action.EMIT;
    }

    /** Has a partition looked at when event time has passed a moment, if that is earlier than what it waits for. */
    private void lookAt(int partition, long time) {
        if (partitions.partitionWord(partition, WAITS) == 0 || time < partitions.partitionWord(partition, TIME)) {
            partitions.setPartitionWord(partition, WAITS, 1);
            partitions.setPartitionWord(partition, TIME, time);
            timers.add(time, partition);
        }
    }

    private void close(Closing.Action action) {
        while (timers.firstTime() < bound) {
            long time = timers.firstTime();
            int partition = timers.removeFirst();
            // The partition may have gone, or come again, or wait for an earlier time since.
            if (partitions.isLive(partition)
                    && partitions.partitionWord(partition, WAITS) == 1
                    && partitions.partitionWord(partition, TIME) == time) {
                partitions.setPartitionWord(partition, WAITS, 0);
                close(partition, action);
            }
        }
        forgetTaken();
    }

    /** Takes the sessions of a partition that are final, one by one from the first. */
    private void close(int partition, Closing.Action action) {
        int slot = first(partition);
        while (slot != OrderedRows.NONE) {
            long start = time(slot);
            long end = action == Closing.Action.EMIT ? endOfFirst(partition, slot) : end(slot);
            if (end >= bound) {
                lookAt(partition, end);
                return;
            }
            forgot = true;
            partitions.setPartitionWord(partition, CHECKED, 0);
            while (slot != OrderedRows.NONE && time(slot) < end) {
                int next = rows.next(slot);
                if (action == Closing.Action.RELEASE) {
                    partitions.forget(partition, slot);
                } else {
                    take(partition, slot, start, end, action == Closing.Action.EMIT ? 1 : -1);
                }
                slot = next;
            }
        }
    }

    /** Emits a row; it is forgotten when it was read. */
    private void take(int partition, int slot, long start, long end, long weight) {
        if (outCount == EMIT_ROWS) {
            forgetTaken();
        }
        setBounds(slot, start, end);
        outPartitions[outCount] = partition;
        emit(slot, weight);
    }

    private void forgetTaken() {
        int count = outCount;
        flush();
        for (int i = 0; i < count; i++) {
            partitions.forget(outPartitions[i], outSlots[i]);
        }
    }

    /**
     * The end of a partition's first session, where rows do not hold it. What lies before the bound does not change any more, so that
     * the next look goes on behind it.
     */
    private long endOfFirst(int partition, int first) {
        int checked = (int) partitions.partitionWord(partition, CHECKED) - 1;
        int slot = checked < 0 ? first : checked;
        long last = time(slot);
        while (true) {
            // A row that may still go is not to be relied on.
            if (last + gap < bound) {
                checked = slot;
            }
            slot = rows.next(slot);
            if (slot == OrderedRows.NONE || time(slot) - last >= gap) {
                break;
            }
            last = time(slot);
        }
        partitions.setPartitionWord(partition, CHECKED, checked + 1L);
        return last + gap;
    }

    private int first(int partition) {
        return rows.select(partitions.root(partition), OrderedRows.ROWS, 0);
    }

    private long time(int slot) {
        return store.word(slot, timeWord);
    }

    private long start(int slot) {
        return store.word(slot, startWord);
    }

    private long end(int slot) {
        return store.word(slot, endWord);
    }

    private boolean isShown(int slot) {
        return store.word(slot, shownWord) != 0;
    }

    private void setBounds(int slot, long start, long end) {
        store.prepareWrite(slot);
        long[] words = store.words(slot);
        int base = store.base(slot);
        words[base + startWord] = start;
        words[base + endWord] = end;
        words[base + lastWord] = end - 1;
        words[base + shownWord] = 1;
    }

    private void emit(int slot, long weight) {
        if (outCount == EMIT_ROWS) {
            flush();
        }
        outSlots[outCount] = slot;
        outWeights[outCount] = weight;
        outStarts[outCount] = start(slot);
        outEnds[outCount] = end(slot);
        outCount++;
    }

    private void flush() {
        if (outCount == 0) {
            return;
        }
        result.clear();
        for (int column : inputColumns) {
            store.read(column, outSlots, outCount, result.column(column), 0);
        }
        int bounds = inputColumns.length;
        System.arraycopy(outStarts, 0, result.longs(bounds).valuesForWriting(outCount), 0, outCount);
        System.arraycopy(outEnds, 0, result.longs(bounds + 1).valuesForWriting(outCount), 0, outCount);
        long[] times = result.longs(bounds + 2).valuesForWriting(outCount);
        for (int i = 0; i < outCount; i++) {
            times[i] = outEnds[i] - 1;
        }
        System.arraycopy(outWeights, 0, result.weightsForWriting(outCount), 0, outCount);
        result.setSize(outCount);
        outCount = 0;
        output.emit(result);
    }

    @Override
    public List<Frontier> frontiers() {
        return closing == null ? List.of() : List.of(closing.frontier());
    }

    @Override
    public void advance(int frontier, long to) {
        bound = to;
    }

    @Override
    public long nextTime(int frontier) {
        return closing == null ? Long.MAX_VALUE : timers.firstTime();
    }

    @Override
    public long visited() {
        return rows.visited();
    }

    @Override
    public boolean isReadable() {
        return closing == null
                || closing.action() == Closing.Action.RETRACT
                || closing.action() == Closing.Action.RELEASE && !forgot;
    }

    @Override
    public FrozenContent freezeContent() {
        return new FrozenRows(List.of(store.freeze()), new RowForm.Whole(columns), columns.length, store.size());
    }

    @Override
    public void snapshot(StateWriter out) {
        partitions.snapshot(out, snapshotColumns);
    }

    @Override
    public void restore(StateReader in) {
        forgot = closing != null;
        partitions.restore(in);
        // What had been emitted follows from what is kept.
        settle(batch -> {});
    }

    @Override
    public long stateBytes() {
        return partitions.bytes() + timers.bytes() + result.bytes();
    }
}
