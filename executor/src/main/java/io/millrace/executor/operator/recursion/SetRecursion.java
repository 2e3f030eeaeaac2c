package io.millrace.executor.operator.recursion;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.IterationNode;
import io.millrace.executor.plan.RecursionNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A recursion with UNION: each row once, in the first iteration in which it is derived. For each row it keeps in which iterations it is
 * derived and how often, so that a row whose first derivation goes moves to the next one, or goes itself. A row that is
 * derived from itself round a cycle is derived in a later iteration than it is in; when all that carried it is gone, those derivations go, one
 * iteration after the other, before their turn comes.
 *
 * <p>This is the nested time stamp of differential dataflow (McSherry et al., CIDR 2013; DBSP, Budiu et al., VLDB 2023), where
 * what is kept by time is only the first iteration of each row.
 *
 * <p>State: all rows, an entry for each different iteration that derives one. Cost: one probe for each row that comes in,
 * and the entries of that row below its iteration.
 */
final class SetRecursion implements Recursion {
    private static final int ROWS = 1024;
    private static final int SECTION = 0;

    /** Flags above the iteration plus one in which a row is shown: it is on the list; it was there before the tick. */
    private static final long TOUCHED = 1L << 32;

    private static final long WAS = 1L << 33;

    private final RecursionNode node;
    private final int maxIterations;
    private final int width;
    private final int[] columns;
    private final KeyedRows rows;
    private final RowStore store;
    private final int shown;
    private final int first;
    private final Candidates candidates = new Candidates();
    private final Iterations waiting = new Iterations();

    /** What the step reads, and what the relation shows. */
    private final Batch numbered;

    private final Batch result;

    private int[] hashes = new int[0];
    private int[] slots = new int[0];

    /** Rows to be looked at when the tick ends, each once. */
    private int[] touched = new int[0];

    private int touchedCount;

    /** Rows of the iteration at hand on their way out. */
    private int[] sent = new int[0];

    private long[] sentIterations = new long[0];
    private long[] sentWeights = new long[0];
    private int sentCount;
    private long visited;

    SetRecursion(RecursionNode node, int maxIterations) {
        this.node = node;
        this.maxIterations = maxIterations;
        this.width = node.types().size();
        this.columns = IntStream.range(0, width).toArray();
        this.rows = KeyedRows.of(node.types(), 2);
        this.store = rows.store();
        this.shown = store.layout().extra(0);
        this.first = store.layout().extra(1);
        this.numbered = new Batch(IterationNode.numbered(node.types()));
        this.result = new Batch(node.types());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        int size = batch.size();
        visited += size;
        hashes = KeyHash.of(batch, columns, hashes);
        slots = atLeast(slots, size);
        rows.findOrInsert(batch, columns, hashes, slots);
        LongVector iterations = port == BASE ? null : batch.longs(width);
        for (int row = 0; row < size; row++) {
            int iteration = iterations == null ? 0 : Math.toIntExact(iterations.get(row) + 1);
            int entry = entry(slots[row], iteration);
            candidates.addCount(entry, batch.weight(row));
            await(entry, iteration);
        }
    }

    /** The entry for a row in an iteration, which is added if it is not there. */
    private int entry(int row, int iteration) {
        int head = (int) store.word(row, first) - 1;
        int before = candidates.before(head, iteration);
        int entry = before < 0 ? head : candidates.next(before);
        if (entry >= 0 && candidates.iteration(entry) == iteration) {
            return entry;
        }
        int added = candidates.insert(row, iteration, before, head);
        if (before < 0) {
            set(row, first, added + 1L);
        }
        return added;
    }

    private void await(int entry, int iteration) {
        if (candidates.waiting(entry) == 0) {
            candidates.setWaiting(entry, waiting.add(iteration, entry));
        }
    }

    private void set(int row, int word, long value) {
        store.prepareWrite(row);
        store.words(row)[store.base(row) + word] = value;
    }

    /** The iteration in which the step sees a row, or -1. */
    private int shown(int row) {
        return (int) store.word(row, shown) - 1;
    }

    private void show(int row, int iteration) {
        set(row, shown, store.word(row, shown) & (TOUCHED | WAS) | (iteration + 1));
    }

    @Override
    public int next() {
        return waiting.next();
    }

    @Override
    public int pending(int iteration) {
        return waiting.size(iteration);
    }

    @Override
    public void iterate(int iteration, Output out, Output whole) {
        int list = waiting.take(iteration);
        while (list != 0) {
            int entry = Iterations.first(list);
            list = Iterations.rest(candidates.waiting(entry));
            candidates.setWaiting(entry, 0);
            decide(entry, iteration, out);
            visited++;
        }
        flush(out);
    }

    private void decide(int entry, int iteration, Output out) {
        int row = candidates.row(entry);
        int before = shown(row);
        long count = candidates.count(entry);
        if (count > 0) {
            if (before >= 0 && before <= iteration) {
                return;
            }
            if (iteration > maxIterations) {
                throw Recursions.endless(node.name(), maxIterations);
            }
            touch(row);
            show(row, iteration);
            if (before >= 0) {
                send(row, before, -1, out);
            }
            send(row, iteration, 1, out);
            return;
        }
        touch(row);
        int next = candidates.next(entry);
        if (count == 0) {
            int head = candidates.remove(entry, (int) store.word(row, first) - 1);
            set(row, first, head + 1L);
        }
        if (before == iteration) {
            show(row, -1);
            send(row, iteration, -1, out);
        }
        if (shown(row) < 0 && next >= 0) {
            await(next, candidates.iteration(next));
        }
    }

    private void touch(int row) {
        long word = store.word(row, shown);
        if ((word & TOUCHED) == 0) {
            set(row, shown, word | TOUCHED | (shown(row) >= 0 ? WAS : 0));
            if (touchedCount == touched.length) {
                touched = Arrays.copyOf(touched, Math.max(64, 2 * touchedCount));
            }
            touched[touchedCount++] = row;
        }
    }

    private void send(int row, int iteration, int weight, Output out) {
        if (sent.length == 0) {
            sent = new int[ROWS];
            sentIterations = new long[ROWS];
            sentWeights = new long[ROWS];
        }
        sent[sentCount] = row;
        sentIterations[sentCount] = iteration;
        sentWeights[sentCount++] = weight;
        if (sentCount == ROWS) {
            flush(out);
        }
    }

    /** What is sent may lead to more rows here before this returns; all that they touch has been read by then. */
    private void flush(Output out) {
        int count = sentCount;
        if (count == 0) {
            return;
        }
        sentCount = 0;
        numbered.clear();
        for (int column = 0; column < width; column++) {
            store.read(column, sent, count, numbered.column(column), 0);
        }
        System.arraycopy(sentIterations, 0, numbered.longs(width).valuesForWriting(count), 0, count);
        numbered.setSize(count);
        System.arraycopy(sentWeights, 0, numbered.weightsForWriting(count), 0, count);
        out.emit(numbered);
    }

    @Override
    public void finish(Output whole) {
        for (int from = 0; from < touchedCount; from += ROWS) {
            int to = Math.min(touchedCount, from + ROWS);
            int count = 0;
            result.clear();
            for (int i = from; i < to; i++) {
                int row = touched[i];
                boolean was = (store.word(row, shown) & WAS) != 0;
                boolean is = shown(row) >= 0;
                set(row, shown, store.word(row, shown) & ~(TOUCHED | WAS));
                if (was != is) {
                    result.setWeight(count, is ? 1 : -1);
                    slots = atLeast(slots, ROWS);
                    slots[count++] = row;
                }
            }
            store.read(slots, count, columns, result);
            if (count > 0) {
                whole.emit(result);
            }
            for (int i = from; i < to; i++) {
                if (store.word(touched[i], first) == 0) {
                    rows.remove(touched[i]);
                }
            }
        }
        touchedCount = 0;
    }

    @Override
    public void snapshot(StateWriter out) {
        Batch batch = new Batch(numbered.types());
        Batch one = new Batch(node.types());
        int[] found = new int[ROWS];
        int from = 0;
        int count = store.liveSlots(from, found, ROWS);
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                one.clear();
                store.read(new int[] {found[i]}, 1, columns, one);
                int head = (int) store.word(found[i], first) - 1;
                for (int entry = head; entry >= 0; entry = candidates.next(entry)) {
                    append(batch, one, entry);
                }
            }
            out.write(SECTION, batch, KeyHash.of(batch, columns, new int[0]));
            batch.clear();
            from = found[count - 1] + 1;
            count = store.liveSlots(from, found, ROWS);
        }
    }

    private void append(Batch batch, Batch row, int entry) {
        int at = batch.size();
        for (int column = 0; column < width; column++) {
            batch.column(column).copy(at, row.column(column), 0);
        }
        batch.longs(width).set(at, candidates.iteration(entry));
        batch.setWeight(at, candidates.count(entry));
        batch.setSize(at + 1);
    }

    /** The first entry of a row tells where it is shown; all others wait for a change. */
    @Override
    public void restore(StateReader in) {
        for (Batch batch = in.next(SECTION); batch != null; batch = in.next(SECTION)) {
            hashes = KeyHash.of(batch, columns, hashes);
            slots = atLeast(slots, batch.size());
            rows.findOrInsert(batch, columns, hashes, slots);
            for (int row = 0; row < batch.size(); row++) {
                int iteration = Math.toIntExact(batch.longs(width).get(row));
                candidates.addCount(entry(slots[row], iteration), batch.weight(row));
                show(slots[row], candidates.iteration((int) store.word(slots[row], first) - 1));
            }
        }
    }

    @Override
    public long visited() {
        return visited + candidates.visited();
    }

    @Override
    public long stateBytes() {
        return rows.bytes()
                + candidates.bytes()
                + waiting.bytes()
                + numbered.bytes()
                + result.bytes()
                + (long) Integer.BYTES * (hashes.length + slots.length + touched.length + sent.length)
                + 2L * Long.BYTES * sentWeights.length;
    }

    static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }
}
