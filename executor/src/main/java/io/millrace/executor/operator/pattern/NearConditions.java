package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.aggregate.Nulls;
import io.millrace.executor.operator.ordered.Changes;
import io.millrace.executor.plan.PatternKernel;
import io.millrace.executor.plan.PatternValue;
import io.millrace.executor.state.OrderedRows;
import io.millrace.executor.state.RowStore;

/**
 * The conditions that depend on a row and its neighbours only: each row keeps in a word which of them are true, computed for many rows at
 * once when one of the rows that they read changes. One owner.
 */
final class NearConditions {
    private static final int BLOCK = 256;

    private final OrderedRows rows;
    private final RowStore store;
    private final int word;
    private final Kernel kernel;
    private final int[] columns;
    private final int[] shifts;
    private final int conditions;

    /** How many rows before and behind a row are read, neither negative. */
    private final int before;

    private final int behind;
    private final Batch values;
    private final Batch results;
    private final int[] slots = new int[BLOCK];
    private final int[] neighbours = new int[BLOCK];
    private int count;
    private long visited;

    /**
     * Conditions of rows.
     *
     * @param near the code
     * @param rows the rows
     * @param word the word of a row, counted from its start, that holds what is true
     * @param context the shard
     */
    NearConditions(PatternKernel near, OrderedRows rows, int word, ShardContext context) {
        this.rows = rows;
        this.store = rows.store();
        this.word = word;
        this.kernel = context.kernels().instantiate(near.kernel(), context.failures());
        this.columns = near.values().stream()
                .mapToInt(value -> ((PatternValue.Cell) value).column())
                .toArray();
        this.shifts = near.values().stream()
                .mapToInt(value -> ((PatternValue.Cell) value).row().shift())
                .toArray();
        this.conditions = near.types().size();
        int first = 0;
        int last = 0;
        for (int shift : shifts) {
            first = Math.min(first, shift);
            last = Math.max(last, shift);
        }
        this.before = -first;
        this.behind = last;
        this.values = new Batch(near.inputs());
        this.results = new Batch(near.types());
    }

    /** Computes the conditions of the rows that came, and of those that read a place where something changed. */
    void refresh(Changes changes) {
        int done = 0;
        for (int change = 0; change < changes.size(); change++) {
            int place = changes.place(change);
            // What went lay before the row that has its place now.
            int last = place + before - (changes.isInserted(change) ? 0 : 1);
            int from = Math.max(done, place - behind);
            int to = (int) Math.min(changes.rows(), last + 1L);
            int slot = from < to ? rows.select(changes.root(), OrderedRows.ROWS, from) : OrderedRows.NONE;
            for (int at = from; at < to; at++) {
                add(slot);
                slot = rows.next(slot);
            }
            done = Math.max(done, to);
        }
        flush();
    }

    private void add(int slot) {
        slots[count++] = slot;
        if (count == BLOCK) {
            flush();
        }
    }

    private void flush() {
        if (count == 0) {
            return;
        }
        visited += count;
        values.clear();
        for (int i = 0; i < columns.length; i++) {
            read(columns[i], shifts[i], values.column(i));
        }
        values.setSize(count);
        results.clear();
        kernel.run(values, results);
        for (int row = 0; row < count; row++) {
            long mask = 0;
            for (int condition = 0; condition < conditions; condition++) {
                BooleanVector result = results.booleans(condition);
                mask |= !result.isNull(row) && result.get(row) ? 1L << condition : 0;
            }
            int slot = slots[row];
            store.prepareWrite(slot);
            store.words(slot)[store.base(slot) + word] = mask;
        }
        count = 0;
    }

    private void read(int column, int shift, Vector into) {
        if (shift == 0) {
            store.read(column, slots, count, into, 0);
            return;
        }
        boolean all = true;
        for (int row = 0; row < count; row++) {
            int slot = slots[row];
            for (int left = shift; left > 0 && slot != OrderedRows.NONE; left--) {
                slot = rows.next(slot);
            }
            for (int left = shift; left < 0 && slot != OrderedRows.NONE; left++) {
                slot = rows.previous(slot);
            }
            neighbours[row] = slot;
            all &= slot != OrderedRows.NONE;
        }
        if (all) {
            store.read(column, neighbours, count, into, 0);
            return;
        }
        int[] one = new int[1];
        for (int row = 0; row < count; row++) {
            if (neighbours[row] == OrderedRows.NONE) {
                Nulls.set(into, row);
            } else {
                one[0] = neighbours[row];
                store.read(column, one, 1, into, row);
            }
        }
    }

    /** Whether a condition is true on a row. */
    boolean isTrue(int condition, int slot) {
        return (store.word(slot, word) >>> condition & 1) != 0;
    }

    /** How many rows it has computed conditions of. */
    long visited() {
        return visited;
    }

    long bytes() {
        return values.bytes() + results.bytes() + 2L * Integer.BYTES * BLOCK;
    }
}
