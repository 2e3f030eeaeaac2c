package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.SetOperationNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.KeyedRows;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;
import java.util.stream.IntStream;

/**
 * INTERSECT and EXCEPT, with and without ALL. One table of all different rows keeps, beside each, its weight in every
 * branch and how often it was emitted. At the end of a tick each touched row is emitted with the difference between how
 * often it is there now and how often it was. Cost: one probe a row, state of all different rows of all branches.
 */
final class SetOperationOperator implements ReadableOperator {
    private static final int EMIT_ROWS = 1024;

    private final SetOperationNode.Kind kind;
    private final int branches;
    private final KeyedRows rows;
    private final int[] columns;
    private final int[] partition;

    /** The word of the first branch's weight; those of the others follow. */
    private final int firstWeight;

    /** The word that holds twice the number of copies in the output, plus one if the row is in {@link #touched}. */
    private final int emittedWord;

    private final Batch result;

    private int[] hashes = new int[0];
    private int[] slots = new int[0];
    private int[] touched = new int[0];
    private int touchedCount;
    private long visited;
    private final int[] changed = new int[EMIT_ROWS];

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param partition the columns by which rows are spread over the shards
     */
    SetOperationOperator(SetOperationNode node, int[] partition) {
        this.kind = node.kind();
        this.branches = node.inputs().size();
        this.columns = IntStream.range(0, node.types().size()).toArray();
        this.partition = partition.clone();
        this.rows = KeyedRows.of(node.types(), 1 + branches);
        this.emittedWord = rows.store().layout().extra(0);
        this.firstWeight = rows.store().layout().extra(1);
        this.result = new Batch(node.types());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        add(port, batch);
    }

    private void add(int branch, Batch batch) {
        int size = batch.size();
        hashes = KeyHash.of(batch, columns, hashes);
        slots = AggregateOperator.atLeast(slots, size);
        touched = AggregateOperator.atLeast(touched, touchedCount + size);
        rows.findOrInsert(batch, columns, hashes, slots);
        visited += size;
        RowStore store = rows.store();
        store.prepareWrite(slots, size);
        long[] weights = batch.weights();
        int weight = firstWeight + branch;
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = store.words(slot);
            int base = store.base(slot);
            words[base + weight] = Math.addExact(words[base + weight], weights == null ? 1 : weights[row]);
            if ((words[base + emittedWord] & 1) == 0) {
                words[base + emittedWord] |= 1;
                touched[touchedCount++] = slot;
            }
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        RowStore store = rows.store();
        store.prepareWrite(touched, touchedCount);
        visited += touchedCount;
        for (int from = 0; from < touchedCount; from += EMIT_ROWS) {
            int to = Math.min(touchedCount, from + EMIT_ROWS);
            int count = 0;
            result.clear();
            for (int i = from; i < to; i++) {
                long difference = settle(touched[i]);
                if (difference != 0) {
                    result.setWeight(count, difference);
                    changed[count++] = touched[i];
                }
            }
            if (count > 0) {
                store.read(changed, count, columns, result);
                out.emit(result);
            }
            for (int i = from; i < to; i++) {
                if (isGone(touched[i])) {
                    rows.remove(touched[i]);
                }
            }
        }
        touchedCount = 0;
    }

    /** Notes how often a row is there now; returns how much more often than before. */
    private long settle(int slot) {
        long[] words = rows.store().words(slot);
        int base = rows.store().base(slot);
        long was = words[base + emittedWord] >> 1;
        long is = copies(words, base + firstWeight);
        words[base + emittedWord] = is << 1;
        return is - was;
    }

    private long copies(long[] words, int first) {
        return switch (kind) {
            case INTERSECT -> least(words, first) > 0 ? 1 : 0;
            case INTERSECT_ALL -> least(words, first);
            case EXCEPT -> words[first] > 0 && others(words, first) == 0 ? 1 : 0;
            case EXCEPT_ALL -> Math.max(0, words[first] - others(words, first));
        };
    }

    private long least(long[] words, int first) {
        long least = Math.max(0, words[first]);
        for (int branch = 1; branch < branches; branch++) {
            least = Math.min(least, Math.max(0, words[first + branch]));
        }
        return least;
    }

    /** The copies in all branches but the first. */
    private long others(long[] words, int first) {
        long sum = 0;
        for (int branch = 1; branch < branches; branch++) {
            sum = Math.addExact(sum, Math.max(0, words[first + branch]));
        }
        return sum;
    }

    private boolean isGone(int slot) {
        for (int branch = 0; branch < branches; branch++) {
            if (rows.store().word(slot, firstWeight + branch) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public FrozenContent freezeContent() {
        RowForm form = new RowForm.Counted(columns, emittedWord);
        return new FrozenRows(List.of(rows.store().freeze()), form, columns.length, rows.size());
    }

    @Override
    public void snapshot(StateWriter out) {
        int[] found = new int[EMIT_ROWS];
        int[] inBranch = new int[EMIT_ROWS];
        Batch batch = new Batch(result.types());
        for (int branch = 0; branch < branches; branch++) {
            int weight = firstWeight + branch;
            int count = rows.store().liveSlots(0, found, EMIT_ROWS);
            while (count > 0) {
                int kept = 0;
                for (int i = 0; i < count; i++) {
                    if (rows.store().word(found[i], weight) != 0) {
                        inBranch[kept++] = found[i];
                    }
                }
                if (kept > 0) {
                    batch.clear();
                    rows.store().read(inBranch, kept, columns, batch);
                    rows.store().readWords(weight, inBranch, kept, batch.weightsForWriting(kept), 0);
                    out.write(branch, batch, KeyHash.of(batch, partition, new int[0]));
                }
                count = rows.store().liveSlots(found[count - 1] + 1, found, EMIT_ROWS);
            }
        }
    }

    @Override
    public void restore(StateReader in) {
        for (int branch = 0; branch < branches; branch++) {
            for (Batch batch = in.next(branch); batch != null; batch = in.next(branch)) {
                add(branch, batch);
            }
        }
        // What was emitted follows from the weights.
        for (int i = 0; i < touchedCount; i++) {
            settle(touched[i]);
        }
        touchedCount = 0;
    }

    @Override
    public long stateBytes() {
        return rows.bytes() + (long) Integer.BYTES * (hashes.length + slots.length + touched.length) + result.bytes();
    }

    @Override
    public long visited() {
        return visited;
    }
}
