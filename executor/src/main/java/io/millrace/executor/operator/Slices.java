package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.SlicedWindows;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.TimedSlots;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The slices of a {@link SliceAggregateNode} on one shard: a row with accumulators for each group of keys and slice. A slice that is in
 * a final window gets no more rows; it is queued behind the others of its keys. What a window comes to is that of its slices, which
 * two stacks tell in constant time, whatever the aggregates (a queue with a minimum of two stacks; see K. Tangwongsan and others,
 * "General incremental sliding-window aggregation", VLDB 2015): of the slices in front, each holds what it and those behind it in front
 * come to, and one more row holds what all the others come to.
 *
 * <p>Cost: a probe for each row; a few merges of accumulators for each slice; one or two for each window that is asked for. One owner.
 */
final class Slices {
    static final int NONE = -1;

    /** Words of a slice behind its accumulators: those before and behind it in its queue, plus one. */
    private static final int BEFORE = 0;

    private static final int BEHIND = 1;
    private static final int WORDS = 2;

    /** Words of a queue: first and last slice, the last one in front, the row with what the others come to, each plus one. */
    private static final int FIRST = 0;

    private static final int LAST = 1;
    private static final int FRONT = 2;
    private static final int REST = 3;
    private static final int QUEUE_WORDS = 4;

    private static final int BLOCK = 512;

    private final SlicedWindows windows;
    private final int keyCount;
    private final int[] input;
    private final int[] keys;
    private final Accumulators accumulators;
    private final KeyedRows rows;
    private final RowStore store;
    private final KeyedRows queues;
    private final int startWord;
    private final int countWord;
    private final int firstWord;

    /** Slices that may still get rows, by their start. */
    private final TimedSlots open = new TimedSlots();

    /** The queues that are not empty, in no order. */
    private int[] active = new int[16];

    private int activeCount;

    /** The end of the last window that was asked for. */
    private long lastEnd;

    private final Batch block;
    private final int[] blockSlots = new int[BLOCK];
    private final int[] blockQueues = new int[BLOCK];
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private long visited;

    Slices(SliceAggregateNode node) {
        this.windows = node.windows();
        this.keyCount = node.keys().size();
        this.input = IntStream.concat(node.keys().stream().mapToInt(Integer::intValue), IntStream.of(node.slice()))
                .toArray();
        this.keys = IntStream.range(0, keyCount).toArray();
        List<ColumnType> results =
                node.calls().stream().map(AggregateCall::type).toList();
        this.accumulators = new Accumulators(
                new AggregateNode(node.input(), List.of(), node.calls(), node.appendOnly(), results), keyCount + 1);
        if (!accumulators.merges()) {
            throw new IllegalArgumentException("slices cannot be put together with " + node.calls());
        }
        List<ColumnType> keyTypes =
                node.keys().stream().map(node.input().types()::get).toList();
        List<ColumnType> columns = new ArrayList<>(keyTypes);
        columns.add(ColumnType.of(TypeKind.BIGINT).notNull());
        columns.addAll(accumulators.columns());
        RowLayout layout = RowLayout.keyFirst(columns, keyCount + 1, accumulators.words() + WORDS);
        int[] key = IntStream.range(0, keyCount + 1).toArray();
        this.rows = new KeyedRows(layout, key, layout.extra(accumulators.usualWords()));
        this.store = rows.store();
        this.startWord = layout.word(keyCount);
        this.countWord = layout.extra(0);
        accumulators.bind(layout, countWord);
        this.firstWord = layout.extra(accumulators.words());
        this.queues = KeyedRows.of(keyTypes, QUEUE_WORDS);
        this.block = new Batch(keyTypes);
    }

    /** Takes a part of the input's delta. */
    void add(Batch batch) {
        int size = batch.size();
        slots = AggregateOperator.atLeast(slots, size);
        int added = rows.findOrInsert(batch, input, slots);
        for (int i = 0; i < added; i++) {
            int slot = slots[rows.inserted()[i]];
            accumulators.open(store, slot);
            open.add(start(slot), slot);
        }
        long[] weights = batch.weights();
        for (int row = 0; row < size; row++) {
            long[] words = store.words(slots[row]);
            int at = store.base(slots[row]) + countWord;
            words[at] = Math.addExact(words[at], weights == null ? 1 : weights[row]);
        }
        accumulators.add(store, batch, slots);
        visited += size;
    }

    /** The end of the next window that may have rows, or {@link Long#MAX_VALUE}. */
    long nextEnd() {
        if (activeCount > 0) {
            return windows.nextEnd(lastEnd);
        }
        long first = open.firstTime();
        return first == Long.MAX_VALUE ? first : windows.firstEnd(first);
    }

    /** Moves on to the next window, which must be final: queues its last slices and drops those before it. */
    void moveTo(long end) {
        lastEnd = end;
        queueSlices(end);
        long start = windows.start(end);
        int kept = 0;
        for (int i = 0; i < activeCount; i++) {
            int queue = active[i];
            if (dropBefore(queue, start)) {
                active[kept++] = queue;
            } else {
                close(queue);
            }
        }
        activeCount = kept;
    }

    private void queueSlices(long end) {
        while (open.size() > 0 && open.firstTime() < end) {
            int count = 0;
            while (count < BLOCK && open.size() > 0 && open.firstTime() < end) {
                int slot = open.removeFirst();
                if (store.word(slot, countWord) == 0) {
                    drop(slot);
                } else {
                    blockSlots[count++] = slot;
                }
            }
            findQueues(count);
            for (int i = 0; i < count; i++) {
                append(blockQueues[i], blockSlots[i]);
                addToRest(blockQueues[i], blockSlots[i]);
            }
            visited += count;
        }
    }

    private void findQueues(int count) {
        block.clear();
        store.read(blockSlots, count, keys, block);
        block.setSize(count);
        hashes = KeyHash.of(block, keys, hashes);
        int added = queues.findOrInsert(block, keys, hashes, blockQueues);
        for (int i = 0; i < added; i++) {
            if (activeCount == active.length) {
                active = Arrays.copyOf(active, 2 * activeCount);
            }
            active[activeCount++] = blockQueues[queues.inserted()[i]];
        }
    }

    private void append(int queue, int slot) {
        int last = queueWord(queue, LAST);
        setSliceWord(slot, BEFORE, last);
        setSliceWord(slot, BEHIND, NONE);
        if (last == NONE) {
            setQueueWord(queue, FIRST, slot);
        } else {
            setSliceWord(last, BEHIND, slot);
        }
        setQueueWord(queue, LAST, slot);
    }

    private void addToRest(int queue, int slot) {
        int rest = queueWord(queue, REST);
        if (rest == NONE) {
            rest = store.allocate();
            accumulators.open(store, rest);
            setQueueWord(queue, REST, rest);
        }
        accumulators.merge(store, slot, rest);
    }

    /** Drops slices that start before a time; whether any is left. */
    private boolean dropBefore(int queue, long start) {
        if (start(queueWord(queue, LAST)) < start) {
            return false;
        }
        int first = queueWord(queue, FIRST);
        while (start(first) < start) {
            if (queueWord(queue, FRONT) == NONE) {
                bringToFront(queue);
            }
            if (queueWord(queue, FRONT) == first) {
                setQueueWord(queue, FRONT, NONE);
            }
            int next = sliceWord(first, BEHIND);
            drop(first);
            first = next;
            setSliceWord(first, BEFORE, NONE);
        }
        setQueueWord(queue, FIRST, first);
        return true;
    }

    /** Lets every slice hold what it and those behind it come to. */
    private void bringToFront(int queue) {
        int last = queueWord(queue, LAST);
        for (int slot = last, before = sliceWord(slot, BEFORE); before != NONE; before = sliceWord(slot, BEFORE)) {
            accumulators.merge(store, slot, before);
            slot = before;
            visited++;
        }
        setQueueWord(queue, FRONT, last);
        accumulators.clear(store, queueWord(queue, REST));
    }

    /** Gives up a queue with all its slices. */
    private void close(int queue) {
        for (int slot = queueWord(queue, FIRST); slot != NONE; ) {
            int next = sliceWord(slot, BEHIND);
            drop(slot);
            slot = next;
        }
        int rest = queueWord(queue, REST);
        accumulators.close(store, rest);
        store.free(rest);
        queues.remove(queue);
    }

    private void drop(int slot) {
        accumulators.close(store, slot);
        rows.remove(slot);
        visited++;
    }

    /** How many groups may have rows in the window at hand. */
    int activeCount() {
        return activeCount;
    }

    /** The queue of a group. */
    int queue(int index) {
        return active[index];
    }

    /**
     * The row with what the window at hand comes to for a group, valid until the next move.
     *
     * @param scratch a row of {@link #scratch} to be used if there is none yet
     */
    int total(int queue, int scratch) {
        int front = queueWord(queue, FRONT);
        visited++;
        if (front == NONE) {
            return queueWord(queue, REST);
        }
        int first = queueWord(queue, FIRST);
        if (front == queueWord(queue, LAST)) {
            return first;
        }
        accumulators.clear(store, scratch);
        accumulators.merge(store, first, scratch);
        accumulators.merge(store, queueWord(queue, REST), scratch);
        return scratch;
    }

    /** A row of its own. */
    int scratch() {
        int slot = store.allocate();
        accumulators.open(store, slot);
        return slot;
    }

    void release(int scratch) {
        accumulators.close(store, scratch);
        store.free(scratch);
    }

    /** Whether any rows are in the group that a row stands for. */
    boolean isEmpty(int slot) {
        return store.word(slot, countWord) == 0;
    }

    /** Writes the keys of queues to the first rows of the first columns of a batch. */
    void readKeys(int[] of, int count, Batch into) {
        for (int column = 0; column < keyCount; column++) {
            queues.store().read(column, of, count, into.column(column), 0);
        }
    }

    long lastEnd() {
        return lastEnd;
    }

    int first(int queue) {
        return queueWord(queue, FIRST);
    }

    int behind(int slot) {
        return sliceWord(slot, BEHIND);
    }

    /** The last slice in front of a queue, or {@link #NONE}. */
    int front(int queue) {
        return queueWord(queue, FRONT);
    }

    /** Slices that may still get rows, in no order: the first {@code count} of the array. */
    int[] openSlots() {
        return open.slots();
    }

    int openCount() {
        return open.size();
    }

    /** Makes the slices of rows of a snapshot, which begin with keys and start. */
    void restore(Batch batch, int[] into) {
        hashes = KeyHash.of(batch, rows.key(), hashes);
        rows.findOrInsert(batch, rows.key(), hashes, into);
        for (int row = 0; row < batch.size(); row++) {
            accumulators.open(store, into[row]);
        }
    }

    /** A restored slice may still get rows. */
    void restoreOpen(int slot) {
        open.add(start(slot), slot);
    }

    /** Restored slices, with what they hold, are queued in the order of their starts. */
    void restoreQueued(int[] restored, int count, boolean[] inFront, long end) {
        lastEnd = activeCount == 0 ? end : Math.max(lastEnd, end);
        for (int from = 0; from < count; from += BLOCK) {
            int size = Math.min(BLOCK, count - from);
            System.arraycopy(restored, from, blockSlots, 0, size);
            findQueues(size);
            for (int i = 0; i < size; i++) {
                int queue = blockQueues[i];
                append(queue, blockSlots[i]);
                if (inFront[from + i]) {
                    setQueueWord(queue, FRONT, blockSlots[i]);
                    if (queueWord(queue, REST) == NONE) {
                        setQueueWord(queue, REST, scratch());
                    }
                } else {
                    addToRest(queue, blockSlots[i]);
                }
            }
        }
    }

    RowStore store() {
        return store;
    }

    Accumulators accumulators() {
        return accumulators;
    }

    private long start(int slot) {
        return store.word(slot, startWord);
    }

    private int sliceWord(int slot, int index) {
        return (int) store.word(slot, firstWord + index) - 1;
    }

    private void setSliceWord(int slot, int index, int other) {
        store.words(slot)[store.base(slot) + firstWord + index] = other + 1L;
    }

    private int queueWord(int queue, int index) {
        RowStore of = queues.store();
        return (int) of.word(queue, of.layout().extra(index)) - 1;
    }

    private void setQueueWord(int queue, int index, int slot) {
        RowStore of = queues.store();
        of.words(queue)[of.base(queue) + of.layout().extra(index)] = slot + 1L;
    }

    long visited() {
        return visited;
    }

    long bytes() {
        return rows.bytes()
                + queues.bytes()
                + accumulators.bytes()
                + open.bytes()
                + block.bytes()
                + (long) Integer.BYTES * (active.length + hashes.length + slots.length);
    }
}
