package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.plan.LookupNode;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import java.util.List;

/**
 * Puts each left row, when the tick that brought it ends, beside the right rows that have its key then, and forgets it. Emits
 * insertions only. State: the rows of the right side. Cost: one probe a left row, and the pairs; two probes a right row that changes,
 * whatever was joined with it before.
 */
final class LookupOperator implements StatefulOperator {
    private static final int ROWS = 1024;

    /** Room for more rows of a tick than this is given back. */
    private static final int MUCH = 8192;

    private final LookupNode node;
    private final int[] keys;
    private final int[] rightKeys;
    private final int[] partition;
    private final LookupRows rows;
    private final List<ColumnType> leftTypes;
    private final Batch result;

    /** The left rows of the tick at hand. */
    private Batch waiting;

    private final int[] pairLefts = new int[ROWS];
    private final int[] pairRights = new int[ROWS];
    private int pairs;

    /**
     * Without right rows.
     *
     * @param node what to join
     * @param partition the columns by which right rows are spread over the shards
     */
    LookupOperator(LookupNode node, int[] partition) {
        this.node = node;
        this.keys = ints(node.leftKeys());
        this.rightKeys = ints(node.rightKeys());
        this.partition = partition.clone();
        this.rows = new LookupRows(node.right().types(), rightKeys);
        this.leftTypes = node.left().types();
        this.result = new Batch(node.types());
        this.waiting = new Batch(leftTypes);
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        if (port == AsOfShape.LEFT) {
            waiting.appendAll(batch);
        } else {
            rows.add(batch);
        }
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        rows.settle();
        int size = waiting.size();
        if (size == 0) {
            return;
        }
        int[] found = rows.find(waiting, keys);
        for (int row = 0; row < size; row++) {
            if (waiting.weight(row) < 0) {
                throw new IllegalStateException("a row is deleted that was joined as of a tick");
            }
            boolean alone = true;
            if (found[row] >= 0 && !hasNull(row)) {
                for (int slot = rows.first(found[row]); slot >= 0; slot = rows.next(slot)) {
                    if (rows.weight(slot) > 0) {
                        alone = false;
                        add(row, slot, out);
                    }
                }
            }
            if (alone && node.outer()) {
                add(row, -1, out);
            }
        }
        flush(out);
        if (size > MUCH) {
            waiting = new Batch(leftTypes);
        } else {
            waiting.clear();
        }
    }

    private boolean hasNull(int row) {
        for (int column : keys) {
            Vector vector = waiting.column(column);
            if (vector.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /** Adds a pair, -1 for NULLs on the right; pairs and rows alone are sent apart. */
    private void add(int row, int slot, Output out) {
        if (pairs == ROWS || pairs > 0 && (slot < 0) != (pairRights[0] < 0)) {
            flush(out);
        }
        pairLefts[pairs] = row;
        pairRights[pairs++] = slot;
    }

    private void flush(Output out) {
        if (pairs == 0) {
            return;
        }
        boolean alone = pairRights[0] < 0;
        int width = leftTypes.size();
        result.clear();
        for (int column = 0; column < result.width(); column++) {
            Vector vector = result.column(column);
            if (column < width) {
                vector.gather(0, waiting.column(column), pairLefts, pairs);
            } else if (alone) {
                for (int row = 0; row < pairs; row++) {
                    vector.setNull(row);
                }
            } else {
                rows.store().read(column - width, pairRights, pairs, vector, 0);
            }
        }
        result.setSize(pairs);
        for (int i = 0; i < pairs; i++) {
            result.setWeight(
                    i, Math.multiplyExact(waiting.weight(pairLefts[i]), alone ? 1 : rows.weight(pairRights[i])));
        }
        pairs = 0;
        out.emit(result);
    }

    @Override
    public void snapshot(StateWriter out) {
        rows.write(out, partition);
    }

    @Override
    public void restore(StateReader in) {
        rows.read(in);
    }

    @Override
    public long stateBytes() {
        return rows.bytes() + waiting.bytes() + result.bytes();
    }

    @Override
    public long visited() {
        return rows.visited();
    }

    /** How many rows and keys are kept. */
    long rows() {
        return rows.size();
    }
}
