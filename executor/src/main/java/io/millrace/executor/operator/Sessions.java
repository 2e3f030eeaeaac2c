package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.aggregate.Accumulators;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowOrder;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.TimedSlots;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sessions of a {@link SessionAggregateNode} on one shard. A session is one row: start and last time, accumulators, the bounds and
 * results that it showed last. Those of one key are in the order of their starts. A row that lies in between two sessions and less than
 * a gap from both puts them together: the later one goes, and is there until the end of the tick, as it may have to be taken back.
 *
 * <p>Cost: a probe for each row and a walk through the tree of its key's sessions, which are few. One owner.
 */
final class Sessions {
    /** Bits of a session's state: this tick has touched it; it was emitted; it was put together with another one. */
    private static final long TOUCHED = 1;

    private static final long SHOWN = 2;
    private static final long GONE = 4;

    /** Words of a session behind those of the accumulators. */
    private static final int WORDS = 6;

    private final int[] keys;
    private final int time;
    private final long gap;
    private final boolean timed;
    private final Accumulators accumulators;
    private final KeyedRows owners;
    private final OrderedRows rows;
    private final RowStore store;
    private final int rootWord;
    private final int startWord;
    private final int countWord;
    private final int lastWord;
    private final int ownerWord;
    private final int stateWord;
    private final int timerWord;
    private final int shownStartWord;
    private final int shownEndWord;

    /** The column of a session with the result that the first call showed. */
    private final int firstShown;

    private final TimedSlots timers = new TimedSlots();

    /** The time of the row at hand. */
    private long wanted;

    private final OrderedRows.Probe notAfter = slot -> start(slot) <= wanted;
    private int[] hashes = new int[0];
    private int[] of = new int[0];
    private int[] slots = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;
    private long visited;

    /** Whether the batch at hand has put sessions together. */
    private boolean merged;

    Sessions(SessionAggregateNode node) {
        this.keys = Groups.ints(node.keys());
        this.time = node.time();
        this.gap = node.gapMillis();
        this.timed = node.closing() != null;
        List<ColumnType> results =
                node.calls().stream().map(AggregateCall::type).toList();
        this.accumulators =
                new Accumulators(new AggregateNode(node.input(), List.of(), node.calls(), true, results), 1);
        if (!accumulators.merges()) {
            throw new IllegalArgumentException("sessions cannot be put together with " + node.calls());
        }
        List<ColumnType> columns = new ArrayList<>();
        columns.add(ColumnType.of(TypeKind.BIGINT).notNull());
        columns.addAll(accumulators.columns());
        this.firstShown = columns.size();
        columns.addAll(results);
        RowOrder order = new RowOrder(List.of(new RowOrder.Key(0, false, false)), 1);
        this.rows = new OrderedRows(columns, order, 0, accumulators.words() + WORDS);
        this.store = rows.store();
        this.startWord = store.layout().word(0);
        this.countWord = rows.ownerWord(0);
        accumulators.bind(store.layout(), countWord);
        int first = rows.ownerWord(accumulators.words());
        this.lastWord = first;
        this.ownerWord = first + 1;
        this.stateWord = first + 2;
        this.timerWord = first + 3;
        this.shownStartWord = first + 4;
        this.shownEndWord = first + 5;
        this.owners =
                KeyedRows.of(node.keys().stream().map(node.input().types()::get).toList(), 1);
        this.rootWord = owners.store().layout().extra(0);
    }

    /** Takes a part of the input's delta. */
    void add(Batch batch) {
        int size = batch.size();
        of = AggregateOperator.atLeast(of, size);
        slots = AggregateOperator.atLeast(slots, size);
        hashes = KeyHash.of(batch, keys, hashes);
        owners.findOrInsert(batch, keys, hashes, of);
        long[] times = batch.longs(time).values();
        merged = false;
        for (int row = 0; row < size; row++) {
            slots[row] = session(of[row], times[row]);
        }
        for (int row = 0; merged && row < size; row++) {
            while (isGone(slots[row])) {
                slots[row] = (int) store.word(slots[row], lastWord);
            }
        }
        for (int row = 0; row < size; row++) {
            set(slots[row], countWord, Math.addExact(store.word(slots[row], countWord), batch.weight(row)));
        }
        accumulators.add(store, batch, slots);
        visited += size;
    }

    /** The session that a row of a key is in now. */
    private int session(int owner, long at) {
        wanted = at;
        int root = root(owner);
        int after = rows.firstFrom(root, notAfter);
        int before = after == OrderedRows.NONE ? last(root) : rows.previous(after);
        if (before != OrderedRows.NONE && at - lastTime(before) < gap) {
            if (at > lastTime(before)) {
                set(before, lastWord, at);
                join(owner, before, after);
            }
            touch(before);
            return before;
        }
        if (after != OrderedRows.NONE && start(after) - at < gap) {
            set(after, startWord, at);
            touch(after);
            return after;
        }
        int slot = open(owner, at, at);
        touch(slot);
        return slot;
    }

    /** The session of a key that starts last. */
    private int last(int root) {
        return root == OrderedRows.NONE
                ? root
                : rows.select(root, OrderedRows.ROWS, rows.count(root, OrderedRows.ROWS) - 1);
    }

    /** A new session. */
    private int open(int owner, long start, long last) {
        int slot = store.allocate();
        set(slot, startWord, start);
        set(slot, lastWord, last);
        set(slot, ownerWord, owner);
        accumulators.open(store, slot);
        setRoot(owner, rows.insert(root(owner), slot, 0));
        if (timed) {
            wakeAt(slot, last + gap);
        }
        return slot;
    }

    /** Puts a session and the one behind it together, if the first one now reaches the second one. */
    private void join(int owner, int slot, int next) {
        if (next == OrderedRows.NONE || start(next) - lastTime(slot) >= gap) {
            return;
        }
        setRoot(owner, rows.remove(next));
        set(slot, lastWord, Math.max(lastTime(slot), lastTime(next)));
        store.prepareWrite(slot);
        accumulators.merge(store, next, slot);
        touch(next);
        set(next, stateWord, store.word(next, stateWord) | GONE);
        set(next, lastWord, slot);
        merged = true;
    }

    private void touch(int slot) {
        long state = store.word(slot, stateWord);
        if ((state & TOUCHED) == 0) {
            set(slot, stateWord, state | TOUCHED);
            touched = AggregateOperator.atLeast(touched, touchedCount + 1);
            touched[touchedCount++] = slot;
        }
    }

    /** How many sessions this tick has touched. */
    int touchedCount() {
        return touchedCount;
    }

    /** The sessions that this tick has touched, each once. */
    int[] touched() {
        return touched;
    }

    /** The tick is over: what is known of touched sessions has been shown, or nobody wants to know. */
    void settled() {
        for (int i = 0; i < touchedCount; i++) {
            int slot = touched[i];
            if (isGone(slot)) {
                accumulators.forget(store, slot);
                store.free(slot);
            } else {
                set(slot, stateWord, store.word(slot, stateWord) & ~TOUCHED);
            }
        }
        visited += touchedCount;
        touchedCount = 0;
    }

    /** Takes up to {@code most} sessions that are final, that is those whose end is before the bound; gives how many. */
    int takeFinal(long bound, int[] into, int most) {
        int count = 0;
        while (count < most && timers.firstTime() < bound) {
            long at = timers.firstTime();
            int slot = timers.removeFirst();
            // The session may have gone since, and another one may have its place.
            if (store.isLive(slot) && store.word(slot, timerWord) == at) {
                if (end(slot) < bound) {
                    set(slot, timerWord, Long.MIN_VALUE);
                    into[count++] = slot;
                } else {
                    wakeAt(slot, end(slot));
                }
            }
        }
        return count;
    }

    private void wakeAt(int slot, long at) {
        set(slot, timerWord, at);
        timers.add(at, slot);
    }

    /** When the next session may be final. */
    long nextTime() {
        return timers.firstTime();
    }

    /** Forgets a session. */
    void forget(int slot) {
        int owner = owner(slot);
        int root = rows.remove(slot);
        setRoot(owner, root);
        if (root == OrderedRows.NONE) {
            owners.remove(owner);
        }
        accumulators.forget(store, slot);
        store.free(slot);
        visited++;
    }

    /** Finds or makes the keys of rows of a snapshot, and a session for each: the keys come first, then start and last time. */
    void open(Batch batch, int[] into) {
        int[] first = IntStream.range(0, keys.length).toArray();
        of = AggregateOperator.atLeast(of, batch.size());
        hashes = KeyHash.of(batch, first, hashes);
        owners.findOrInsert(batch, first, hashes, of);
        for (int row = 0; row < batch.size(); row++) {
            into[row] = open(
                    of[row],
                    batch.longs(keys.length).get(row),
                    batch.longs(keys.length + 1).get(row));
            touch(into[row]);
        }
    }

    /** Whether a session was put together with another one in this tick. */
    boolean isGone(int slot) {
        return (store.word(slot, stateWord) & GONE) != 0;
    }

    /** Whether a session was emitted. */
    boolean isShown(int slot) {
        return (store.word(slot, stateWord) & SHOWN) != 0;
    }

    /** Remembers what a session shows from now on. */
    void show(int slot, Batch results, int row) {
        set(slot, stateWord, store.word(slot, stateWord) | SHOWN);
        set(slot, shownStartWord, start(slot));
        set(slot, shownEndWord, end(slot));
        int first = keys.length + SessionNode.COLUMNS;
        for (int column = first; column < results.width(); column++) {
            int stored = firstShown + column - first;
            Vector values = results.column(column);
            if (!store.equal(slot, stored, values, row)) {
                store.write(slot, stored, values, row);
            }
        }
    }

    /** Whether a session shows something else than what it showed last. */
    boolean differs(int slot, Batch results, int row) {
        if (!isShown(slot) || shownStart(slot) != start(slot) || shownEnd(slot) != end(slot)) {
            return true;
        }
        int first = keys.length + SessionNode.COLUMNS;
        for (int column = first; column < results.width(); column++) {
            if (!store.equal(slot, firstShown + column - first, results.column(column), row)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the results that sessions showed last to the first rows of the last columns of a batch. */
    void readShown(int[] of, int count, Batch into) {
        int first = keys.length + SessionNode.COLUMNS;
        for (int column = first; column < into.width(); column++) {
            store.read(firstShown + column - first, of, count, into.column(column), 0);
        }
    }

    /** Writes the keys of sessions to the first rows of the first columns of a batch. */
    void readKeys(int[] sessions, int count, Batch into) {
        of = AggregateOperator.atLeast(of, count);
        for (int i = 0; i < count; i++) {
            of[i] = owner(sessions[i]);
        }
        for (int column = 0; column < keys.length; column++) {
            owners.store().read(column, of, count, into.column(column), 0);
        }
    }

    long start(int slot) {
        return store.word(slot, startWord);
    }

    long lastTime(int slot) {
        return store.word(slot, lastWord);
    }

    long end(int slot) {
        return lastTime(slot) + gap;
    }

    long shownStart(int slot) {
        return store.word(slot, shownStartWord);
    }

    long shownEnd(int slot) {
        return store.word(slot, shownEndWord);
    }

    Accumulators accumulators() {
        return accumulators;
    }

    RowStore store() {
        return store;
    }

    private int owner(int slot) {
        return (int) store.word(slot, ownerWord);
    }

    private int root(int owner) {
        return (int) owners.store().word(owner, rootWord) - 1;
    }

    private void setRoot(int owner, int root) {
        RowStore of = owners.store();
        of.words(owner)[of.base(owner) + rootWord] = root + 1L;
    }

    private void set(int slot, int word, long value) {
        store.prepareWrite(slot);
        store.words(slot)[store.base(slot) + word] = value;
    }

    long visited() {
        return visited + rows.visited();
    }

    long bytes() {
        return owners.bytes()
                + store.bytes()
                + accumulators.bytes()
                + timers.bytes()
                + (long) Integer.BYTES * (hashes.length + of.length + slots.length + touched.length);
    }
}
