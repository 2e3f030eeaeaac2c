package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowLayout;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.state.TimedSlots;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows while the clock is within their time. What comes in is emitted at once if its time is now, as whether it is depends on the row
 * and the clock only; what will come or go later is kept, with its weight, until then, in the order of its next change. What is past
 * for ever is dropped. The first thing that it does when the clock has moved is to emit what has come or gone by that: so
 * what was emitted of a row that is kept as present is always its weight.
 *
 * <p>Cost: nothing for rows that will not change, some nanoseconds for those that will; when the clock moves, the rows that come or go,
 * in logarithmic time each. Rows are found again by a hash of all columns, or not at all if the input never deletes.
 */
final class ClockFilterOperator implements StatefulOperator, TimedOperator {
    private static final int EMIT_ROWS = 1024;

    /** With fewer timers than this it does not matter how many of them are for rows that have gone. */
    private static final int FEW_TIMERS = 1024;

    /** Flags of a row's second word: its time is still to come; it has had its change and is about to be removed. */
    private static final long PENDING = 1;

    private static final long DONE = 2;

    /** Sections of a snapshot. */
    private static final int PRESENT_ROWS = 0;

    private static final int PENDING_ROWS = 1;

    private static final int BOUND = 2;

    private static final List<ColumnType> BOUND_TYPES = List.of(ColumnType.of(TypeKind.BIGINT));

    private final Moments enters;
    private final Moments leaves;
    private final Frontier clock;
    private final RowStore store;

    /** How rows are found again; null if they need not be. */
    private final @Nullable KeyedRows keyed;

    private final int[] columns;
    private final int[] partition;
    private final int[] shownColumns;
    private final List<ColumnType> shownTypes;
    private final int weight;
    private final int flags;

    /** Rows by their next change. One that has gone may still be here. */
    private TimedSlots timers = new TimedSlots();

    /** The clock is one less; what is before it has been. */
    private long bound = Frontier.NONE;

    private final Batch result;
    private final Batch later;
    private long[] from = new long[0];
    private long[] until = new long[0];
    private int[] picked = new int[0];
    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private final int[] changed = new int[EMIT_ROWS];
    private final int[] removed = new int[EMIT_ROWS];
    private long visited;

    /**
     * An empty state.
     *
     * @param partition the columns by which rows are spread over the shards
     */
    ClockFilterOperator(ClockFilterNode node, int[] partition) {
        List<ColumnType> types = node.input().types();
        this.enters = new Moments(node.enters(), true);
        this.leaves = new Moments(node.leaves(), false);
        this.clock = node.clock();
        this.columns = IntStream.range(0, types.size()).toArray();
        this.partition = partition.clone();
        this.shownTypes = node.types();
        this.shownColumns = IntStream.range(0, shownTypes.size()).toArray();
        this.keyed = node.appendOnly() ? null : KeyedRows.of(types, 2);
        this.store = keyed == null ? new RowStore(new RowLayout(types, 2)) : keyed.store();
        this.weight = store.layout().extra(0);
        this.flags = store.layout().extra(1);
        this.result = new Batch(shownTypes);
        this.later = new Batch(types);
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        settle(out);
        findTimes(batch);
        emitPresent(batch, out);
        keepChanging(batch);
    }

    /** Hands on the rows whose time is now. */
    private void emitPresent(Batch batch, Output out) {
        int size = batch.size();
        int count = 0;
        for (int row = 0; row < size; row++) {
            if (isToCome(row) && isThere(from[row])) {
                picked[count++] = row;
            }
        }
        if (count == 0) {
            return;
        }
        Batch shown = batch.select(shownColumns, shownTypes);
        if (count == size) {
            out.emit(shown);
        } else {
            result.clear();
            result.gather(shown, picked, count);
            out.emit(result);
        }
    }

    /** Keeps the rows that will come or go. */
    private void keepChanging(Batch batch) {
        int size = batch.size();
        int count = 0;
        for (int row = 0; row < size; row++) {
            if (isToCome(row) && !(until[row] == Frontier.END && isThere(from[row]))) {
                picked[count++] = row;
            }
        }
        if (count > 0) {
            later.clear();
            later.gather(batch, picked, count);
            for (int i = 0; i < count; i++) {
                from[i] = from[picked[i]];
                until[i] = until[picked[i]];
            }
            keep(later);
        }
    }

    /** Whether a row is or will be there at some time from now on. */
    private boolean isToCome(int row) {
        return from[row] != Moments.UNKNOWN
                && until[row] != Moments.UNKNOWN
                && from[row] < until[row]
                && !isOver(until[row]);
    }

    private boolean isThere(long enter) {
        return enter == Frontier.NONE || enter < bound;
    }

    private boolean isOver(long leave) {
        return leave < bound;
    }

    /** Adds rows to the state, whose times are in {@link #from} and {@link #until}; new ones are present or pending as the clock says. */
    private void keep(Batch rows) {
        int size = rows.size();
        visited += size;
        slots = atLeast(slots, size);
        if (keyed == null) {
            for (int row = 0; row < size; row++) {
                slots[row] = store.allocate();
                arm(slots[row], from[row], until[row]);
            }
            for (int column : columns) {
                for (int row = 0; row < size; row++) {
                    store.write(slots[row], column, rows.column(column), row);
                }
            }
        } else {
            hashes = KeyHash.of(rows, columns, hashes);
            int added = keyed.findOrInsert(rows, columns, hashes, slots);
            for (int i = 0; i < added; i++) {
                int row = keyed.inserted()[i];
                arm(slots[row], from[row], until[row]);
            }
        }
        for (int row = 0; row < size; row++) {
            long[] words = store.words(slots[row]);
            int at = store.base(slots[row]) + weight;
            words[at] = Math.addExact(words[at], rows.weight(row));
        }
        if (keyed != null) {
            for (int row = 0; row < size; row++) {
                if (store.isLive(slots[row]) && store.word(slots[row], weight) == 0) {
                    keyed.remove(slots[row], hashes[row]);
                }
            }
        }
    }

    /** A new row waits for its next change. */
    private void arm(int slot, long enter, long leave) {
        boolean pending = !isThere(enter);
        store.words(slot)[store.base(slot) + flags] = pending ? PENDING : 0;
        timers.add(pending ? enter : leave, slot);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        settle(out);
        if (timers.size() > FEW_TIMERS && timers.size() / 2 > store.size()) {
            forgetGone();
        }
    }

    /** Emits what has come or gone since the clock was told last, and keeps of it what is still to go. */
    private void settle(Output out) {
        while (timers.firstTime() < bound) {
            int count = 0;
            int gone = 0;
            result.clear();
            while (count < EMIT_ROWS && gone < EMIT_ROWS && timers.firstTime() < bound) {
                long time = timers.firstTime();
                int slot = timers.removeFirst();
                if (!store.isLive(slot) || nextChange(slot) != time) {
                    continue;
                }
                visited++;
                boolean wasPending = (store.word(slot, flags) & PENDING) != 0;
                long leave = leaves.of(store, slot);
                boolean stays = wasPending && !isOver(leave);
                if (stays || !wasPending) {
                    long rows = store.word(slot, weight);
                    result.setWeight(count, wasPending ? rows : Math.negateExact(rows));
                    changed[count++] = slot;
                }
                boolean isKept = stays && leave != Frontier.END;
                store.prepareWrite(slot);
                store.words(slot)[store.base(slot) + flags] = isKept ? 0 : DONE;
                if (isKept) {
                    timers.add(leave, slot);
                } else {
                    removed[gone++] = slot;
                }
            }
            if (count > 0) {
                store.read(changed, count, shownColumns, result);
                out.emit(result);
            }
            for (int i = 0; i < gone; i++) {
                remove(removed[i]);
            }
        }
    }

    /** When a row that is kept comes or goes; {@link Frontier#NONE} if it has had that. */
    private long nextChange(int slot) {
        long state = store.word(slot, flags);
        if ((state & DONE) != 0) {
            return Frontier.NONE;
        }
        return (state & PENDING) != 0 ? enters.of(store, slot) : leaves.of(store, slot);
    }

    private void remove(int slot) {
        if (keyed == null) {
            store.free(slot);
        } else {
            keyed.remove(slot);
        }
    }

    /** Most timers are for rows that were deleted before their time: makes them anew, of the rows that are there. */
    private void forgetGone() {
        timers = new TimedSlots();
        int count = store.liveSlots(0, changed, EMIT_ROWS);
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                timers.add(nextChange(changed[i]), changed[i]);
            }
            visited += count;
            count = store.liveSlots(changed[count - 1] + 1, changed, EMIT_ROWS);
        }
    }

    @Override
    public List<Frontier> frontiers() {
        return List.of(clock);
    }

    @Override
    public void advance(int frontier, long to) {
        bound = to;
    }

    @Override
    public long nextTime(int frontier) {
        return timers.firstTime();
    }

    @Override
    public void snapshot(StateWriter out) {
        snapshot(PRESENT_ROWS, 0, out);
        snapshot(PENDING_ROWS, PENDING, out);
        if (bound != Frontier.NONE) {
            // Rows that are deleted before the clock is told again are those that were shown by this.
            Batch row = new Batch(BOUND_TYPES);
            row.longs(0).set(0, bound);
            row.setSize(1);
            out.writeForAll(BOUND, row);
        }
    }

    private void snapshot(int section, long state, StateWriter out) {
        Batch batch = new Batch(later.types());
        int[] found = new int[EMIT_ROWS];
        int[] wanted = new int[EMIT_ROWS];
        int count = store.liveSlots(0, found, EMIT_ROWS);
        while (count > 0) {
            int matching = 0;
            for (int i = 0; i < count; i++) {
                if (store.word(found[i], flags) == state) {
                    wanted[matching++] = found[i];
                }
            }
            if (matching > 0) {
                batch.clear();
                store.read(wanted, matching, columns, batch);
                store.readWords(weight, wanted, matching, batch.weightsForWriting(matching), 0);
                out.write(section, batch, KeyHash.of(batch, partition, new int[0]));
            }
            count = store.liveSlots(found[count - 1] + 1, found, EMIT_ROWS);
        }
    }

    @Override
    public void restore(StateReader in) {
        for (Batch batch = in.next(PRESENT_ROWS); batch != null; batch = in.next(PRESENT_ROWS)) {
            findTimes(batch);
            Arrays.fill(from, 0, batch.size(), Frontier.NONE);
            keep(batch);
        }
        for (Batch batch = in.next(PENDING_ROWS); batch != null; batch = in.next(PENDING_ROWS)) {
            findTimes(batch);
            keep(batch);
        }
        for (Batch batch = in.next(BOUND); batch != null; batch = in.next(BOUND)) {
            for (int row = 0; row < batch.size(); row++) {
                bound = Math.max(bound, batch.longs(0).get(row));
            }
        }
    }

    /** Fills {@link #from} and {@link #until}. */
    private void findTimes(Batch batch) {
        if (from.length < batch.size()) {
            from = new long[batch.size()];
            until = new long[batch.size()];
            picked = new int[batch.size()];
        }
        enters.of(batch, from);
        leaves.of(batch, until);
    }

    @Override
    public long stateBytes() {
        return (keyed == null ? store.bytes() : keyed.bytes())
                + timers.bytes()
                + result.bytes()
                + later.bytes()
                + (long) Long.BYTES * (from.length + until.length)
                + (long) Integer.BYTES * (picked.length + hashes.length + slots.length);
    }

    @Override
    public long visited() {
        return visited;
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
