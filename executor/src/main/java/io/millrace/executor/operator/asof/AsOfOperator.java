package io.millrace.executor.operator.asof;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ReadableOperator;
import io.millrace.executor.operator.TimedOperator;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.state.RowView;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts beside each left row the right row that lies nearest to it in time, on the side that it looks to. Both sides' rows are kept
 * in order within their key; when a tick ends, left rows that came, went, or have another nearest row now go out as they were and as
 * they are. What event time has passed is forgotten, see {@link AsOfClosing}; or left rows go out only then, for ever.
 *
 * <p>Cost: one probe a row, O(log rows of the key) for each row that changes and for each left row that gets another right one.
 * Allocates nothing per row. State: the rows of both sides.
 */
final class AsOfOperator implements ReadableOperator, TimedOperator {
    private final AsOfShape shape;
    private final AsOfKeys keys;
    private final AsOfSide[] sides;
    private final AsOfOutput output;
    private final AsOfMatches matches;
    private final @Nullable AsOfClosing closing;
    private final AsOfSnapshot snapshot;

    /** By side: its rows that take part, where some do not. */
    private final Batch[] complete;

    private int[] picked = new int[0];

    /** Whether anything may have been forgotten that was final. */
    private boolean forgot;

    /**
     * An empty state.
     *
     * @param shape what to join
     * @param partition by side, the columns by which rows are spread over the shards
     */
    AsOfOperator(AsOfShape shape, int[][] partition) {
        this.shape = shape;
        this.keys = new AsOfKeys(shape);
        this.sides =
                new AsOfSide[] {new AsOfSide(shape, AsOfShape.LEFT, keys), new AsOfSide(shape, AsOfShape.RIGHT, keys)};
        AsOfSide left = sides[AsOfShape.LEFT];
        RowView[] stores = {left.store(), sides[AsOfShape.RIGHT].store()};
        AsOfRows rows = new AsOfRows(shape, left, keys.store(), stores);
        this.output = new AsOfOutput(rows, new Batch(shape.node().types()));
        this.matches = new AsOfMatches(shape, keys, sides, output);
        Closing closes = shape.node().closing();
        this.closing = closes == null ? null : new AsOfClosing(shape, closes, keys, sides, matches, output);
        this.snapshot = new AsOfSnapshot(shape, keys, sides, partition);
        this.complete = new Batch[] {new Batch(shape.types(AsOfShape.LEFT)), new Batch(shape.types(AsOfShape.RIGHT))};
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        add(port, batch);
    }

    private void add(int port, Batch batch) {
        Batch rows = complete(port, batch);
        int size = rows.size();
        if (size == 0) {
            return;
        }
        int[] slots = keys.find(rows, shape.keys(port));
        AsOfSide side = sides[port];
        for (int row = 0; row < size; row++) {
            int slot = side.add(rows, row, slots[row], rows.weight(row));
            if (closing != null && side.created()) {
                closing.added(port, slot);
            }
        }
    }

    /** The rows of a batch that can find or be found, or that are shown alone: a NULL in a key or in the time finds nothing. */
    private Batch complete(int port, Batch batch) {
        if (port == AsOfShape.LEFT && shape.isOuter() || !hasNulls(port, batch)) {
            return batch;
        }
        int size = batch.size();
        if (picked.length < size) {
            picked = new int[size];
        }
        int count = 0;
        for (int row = 0; row < size; row++) {
            if (!hasNull(port, batch, row)) {
                picked[count++] = row;
            }
        }
        complete[port].clear();
        complete[port].gather(batch, picked, count);
        return complete[port];
    }

    private boolean hasNulls(int port, Batch batch) {
        boolean nulls = batch.column(shape.time(port)).nulls() != null;
        for (int column : shape.keys(port)) {
            nulls |= batch.column(column).nulls() != null;
        }
        return nulls;
    }

    private boolean hasNull(int port, Batch batch, int row) {
        if (batch.column(shape.time(port)).isNull(row)) {
            return true;
        }
        for (int column : shape.keys(port)) {
            Vector vector = batch.column(column);
            if (vector.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        matches.settle(closing == null || !closing.emits(), out);
        if (closing != null && closing.isDue()) {
            forgot = true;
            closing.close(out);
        }
        output.flush(out);
        finish();
    }

    /** Frees what went, now that all of it has been sent. */
    private void finish() {
        sides[AsOfShape.LEFT].free();
        sides[AsOfShape.RIGHT].free();
        keys.release();
    }

    @Override
    public List<Frontier> frontiers() {
        Closing closes = shape.node().closing();
        return closes == null ? List.of() : List.of(closes.frontier());
    }

    @Override
    public void advance(int frontier, long bound) {
        if (closing != null) {
            closing.advance(bound);
        }
    }

    @Override
    public long nextTime(int frontier) {
        return closing == null ? Long.MAX_VALUE : closing.nextTime();
    }

    @Override
    public boolean isReadable() {
        return closing == null || !closing.emits() && !forgot;
    }

    @Override
    public FrozenContent freezeContent() {
        return new AsOfContent(shape, keys, sides);
    }

    @Override
    public void snapshot(StateWriter out) {
        snapshot.write(out);
    }

    @Override
    public void restore(StateReader in) {
        snapshot.read(in, this::add);
        // What had been emitted follows from what is kept.
        Output nowhere = batch -> {};
        matches.settle(closing == null || !closing.emits(), nowhere);
        output.flush(nowhere);
        finish();
        forgot = closing != null;
    }

    @Override
    public long stateBytes() {
        return keys.bytes()
                + sides[AsOfShape.LEFT].bytes()
                + sides[AsOfShape.RIGHT].bytes()
                + output.bytes()
                + matches.bytes()
                + (closing == null ? 0 : closing.bytes())
                + complete[AsOfShape.LEFT].bytes()
                + complete[AsOfShape.RIGHT].bytes()
                + (long) Integer.BYTES * picked.length;
    }

    @Override
    public long visited() {
        return sides[AsOfShape.LEFT].rows().visited()
                + sides[AsOfShape.RIGHT].rows().visited();
    }

    /** How many keys, and rows of both sides, are kept. */
    long rows() {
        return (long) keys.store().size()
                + sides[AsOfShape.LEFT].store().size()
                + sides[AsOfShape.RIGHT].store().size();
    }
}
