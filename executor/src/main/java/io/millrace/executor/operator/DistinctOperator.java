package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Each row once, as long as its weights sum to more than 0. Keeps every row with its weight; at the end of a step it looks
 * at the rows that the step touched and emits those that appeared or vanished. Cost: one probe a row, state of all
 * different rows. Rows that are final by the node's {@link Closing} are forgotten, or are emitted only then.
 */
final class DistinctOperator implements ReadableOperator, TimedOperator {
    private static final int EMIT_ROWS = 1024;

    /** Flags of a row's second word: it is in the output; it is in {@link #touched}. */
    private static final long PRESENT = 1;

    private static final long TOUCHED = 2;

    private final KeyedRows rows;
    private final int[] columns;
    private final int[] partition;
    private final int weight;
    private final int flags;
    private final Batch result;

    /** Which rows are final, or null if none ever is. */
    private final @Nullable DueRows due;

    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;
    private long visited;

    /** Whether any row may have been forgotten that was final. */
    private boolean forgot;

    private final int[] changed = new int[EMIT_ROWS];

    /**
     * An empty state.
     *
     * @param node what to keep
     * @param partition the columns by which rows are spread over the shards
     */
    DistinctOperator(DistinctNode node, int[] partition) {
        this.columns = IntStream.range(0, node.types().size()).toArray();
        this.partition = partition.clone();
        this.rows = KeyedRows.of(node.types(), 2);
        this.weight = rows.store().layout().extra(0);
        this.flags = rows.store().layout().extra(1);
        this.result = new Batch(node.types());
        this.due = node.closing() == null ? null : new DueRows(node.closing(), rows.store());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        add(batch);
    }

    private void add(Batch batch) {
        int size = batch.size();
        hashes = KeyHash.of(batch, columns, hashes);
        slots = atLeast(slots, size);
        touched = atLeast(touched, touchedCount + size);
        int added = rows.findOrInsert(batch, columns, hashes, slots);
        visited += size;
        RowStore store = rows.store();
        if (added > 0 && due != null) {
            due.added(batch, due.column(), rows.inserted(), added, slots);
        }
        store.prepareWrite(slots, size);
        long[] weights = batch.weights();
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = store.words(slot);
            int base = store.base(slot);
            words[base + weight] = Math.addExact(words[base + weight], weights == null ? 1 : weights[row]);
            if ((words[base + flags] & TOUCHED) == 0) {
                words[base + flags] |= TOUCHED;
                touched[touchedCount++] = slot;
            }
        }
    }

    @Override
    public void endStep(Output out) {
        settle(out);
    }

    /** What comes in after the last step comes from operators that emit at the end of a tick. */
    @Override
    public void endTick(long tick, Output out) {
        settle(out);
        if (due != null) {
            close(due, out);
        }
    }

    private void settle(Output wanted) {
        boolean waits = due != null && due.action() == Closing.Action.EMIT;
        Output out = waits ? batch -> {} : wanted;
        RowStore store = rows.store();
        store.prepareWrite(touched, touchedCount);
        visited += touchedCount;
        for (int from = 0; from < touchedCount; from += EMIT_ROWS) {
            int to = Math.min(touchedCount, from + EMIT_ROWS);
            int count = 0;
            result.clear();
            for (int i = from; i < to; i++) {
                long[] words = store.words(touched[i]);
                int base = store.base(touched[i]);
                boolean was = (words[base + flags] & PRESENT) != 0;
                boolean is = words[base + weight] > 0;
                words[base + flags] = is ? PRESENT : 0;
                if (was != is) {
                    result.setWeight(count, is ? 1 : -1);
                    changed[count++] = touched[i];
                }
            }
            store.read(changed, count, columns, result);
            if (count > 0) {
                out.emit(result);
            }
            for (int i = from; i < to; i++) {
                if (store.word(touched[i], weight) == 0) {
                    rows.remove(touched[i]);
                }
            }
        }
        touchedCount = 0;
    }

    /** Forgets rows that are final, and emits them or takes them back as their closing says. */
    private void close(DueRows ready, Output out) {
        RowStore store = rows.store();
        forgot |= ready.isDue();
        for (int taken = ready.take(EMIT_ROWS); taken > 0; taken = ready.take(EMIT_ROWS)) {
            int count = 0;
            visited += taken;
            for (int i = 0; i < taken; i++) {
                int slot = ready.taken()[i];
                if ((store.word(slot, flags) & PRESENT) != 0) {
                    changed[count++] = slot;
                }
            }
            if (count > 0 && ready.action() != Closing.Action.RELEASE) {
                result.clear();
                if (ready.action() == Closing.Action.RETRACT) {
                    Arrays.fill(result.weightsForWriting(count), 0, count, -1);
                }
                store.read(changed, count, columns, result);
                out.emit(result);
            }
            for (int i = 0; i < taken; i++) {
                rows.remove(ready.taken()[i]);
            }
        }
    }

    @Override
    public List<Frontier> frontiers() {
        return due == null ? List.of() : due.frontiers();
    }

    @Override
    public void advance(int frontier, long bound) {
        if (due != null) {
            due.advance(bound);
        }
    }

    @Override
    public long nextTime(int frontier) {
        return due == null ? Long.MAX_VALUE : due.nextTime();
    }

    /** Rows that are emitted or released when they are final are forgotten; those that are taken back are no content. */
    @Override
    public boolean isReadable() {
        return due == null
                || due.action() == Closing.Action.RETRACT
                || due.action() == Closing.Action.RELEASE && !forgot;
    }

    @Override
    public FrozenContent freezeContent() {
        RowForm form = new RowForm.Plain(columns, flags, PRESENT);
        return new FrozenRows(List.of(rows.store().freeze()), form, columns.length, rows.size());
    }

    @Override
    public void snapshot(StateWriter out) {
        int[] found = new int[EMIT_ROWS];
        Batch batch = new Batch(result.types());
        int from = 0;
        int count = rows.store().liveSlots(from, found, EMIT_ROWS);
        while (count > 0) {
            batch.clear();
            rows.store().read(found, count, columns, batch);
            rows.store().readWords(weight, found, count, batch.weightsForWriting(count), 0);
            out.write(0, batch, KeyHash.of(batch, partition, new int[0]));
            from = found[count - 1] + 1;
            count = rows.store().liveSlots(from, found, EMIT_ROWS);
        }
    }

    @Override
    public void restore(StateReader in) {
        forgot = due != null;
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            add(batch);
            for (int i = 0; i < touchedCount; i++) {
                RowStore store = rows.store();
                boolean present = store.word(touched[i], weight) > 0;
                store.words(touched[i])[store.base(touched[i]) + flags] = present ? PRESENT : 0;
            }
            touchedCount = 0;
        }
    }

    @Override
    public long stateBytes() {
        return rows.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + touched.length)
                + result.bytes()
                + (due == null ? 0 : due.bytes());
    }

    @Override
    public long visited() {
        return visited;
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
