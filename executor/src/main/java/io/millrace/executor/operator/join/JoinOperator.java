package io.millrace.executor.operator.join;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Vector;
import io.millrace.executor.kernel.Kernel;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.operator.FrozenContent;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ReadableOperator;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.TimedOperator;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins two relations. A delta of one side is joined with the rows of the other, then added to its own side, so that pairs
 * are counted once in whatever order deltas come (self-joins too); pairs are sent at once, with the product of both weights.
 * Rows that depend on whether there is a match are decided when the tick ends, see {@link LoneRows}.
 *
 * <p>Where rows meet by a range of time ({@link TimeRange}), partners are found by it. Rows, or whole keys, that are final by the node's
 * {@link JoinTime} are forgotten when the tick ends, after its changes were settled.
 *
 * <p>State: one key table for both sides, and each side's rows in a chain for each key. Cost: one probe a row and the
 * pairs with its key; without keys that is all rows of the other side. A deletion finds its row without going through the others of
 * its key. Allocates nothing per row.
 */
final class JoinOperator implements ReadableOperator, TimedOperator {
    private final JoinShape shape;
    private final JoinKeys keys;
    private final @Nullable JoinSide[] sides = new JoinSide[2];
    private final boolean decides;
    private final JoinClosings closings;
    private final Pairs pairs;
    private final LoneRows lone;
    private final JoinSnapshot snapshot;
    private final KernelCompiler kernels;
    private final Batch[] withKeys;
    private int[] complete = new int[0];
    private int[] incomplete = new int[0];

    /**
     * An empty state.
     *
     * @param shape what to join
     * @param partition by side, the columns by which rows are spread over the shards
     * @param context the shard
     */
    JoinOperator(JoinShape shape, int[][] partition, ShardContext context) {
        this.shape = shape;
        this.kernels = context.kernels();
        this.keys = new JoinKeys(shape);
        for (int side = 0; side < sides.length; side++) {
            sides[side] = shape.isStored(side) ? new JoinSide(shape, side, keys) : null;
        }
        this.decides = shape.isDecided(JoinShape.LEFT) || shape.isDecided(JoinShape.RIGHT);
        KernelSource source = shape.node().condition().residual();
        Kernel residual = source == null ? null : context.kernels().instantiate(source, context.failures());
        Batch result = new Batch(shape.node().types());
        this.pairs = new Pairs(shape, sides, residual, result);
        this.lone = new LoneRows(shape, keys, sides, result);
        this.closings = new JoinClosings(shape, keys, sides, lone);
        this.snapshot = new JoinSnapshot(shape, keys, sides, partition, context.shard() == 0);
        this.withKeys = new Batch[] {new Batch(shape.types(JoinShape.LEFT)), new Batch(shape.types(JoinShape.RIGHT))};
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        Batch rows = complete(port, batch, out);
        if (rows.size() == 0) {
            return;
        }
        int[] slots = keys.find(rows, shape.keys(port));
        pairs.start(port, rows);
        if (shape.tellsRowsApart()) {
            addAndMatch(port, rows, slots, out);
        } else {
            if (shape.kind().hasPairs()) {
                joinByKey(port, rows, slots, out);
            }
            add(port, rows, slots);
        }
        if (!decides) {
            keys.release();
        }
    }

    /** The rows that can match: all but those with a NULL in a key that is not null-safe or without a time, which are dealt with here. */
    private Batch complete(int port, Batch batch, Output out) {
        int[] columns = shape.keys(port);
        boolean nulls = false;
        for (int i = 0; i < columns.length; i++) {
            nulls |= !isNullSafe(i) && batch.column(columns[i]).nulls() != null;
        }
        int time = shape.timeColumn(port);
        nulls |= time >= 0 && batch.column(time).nulls() != null;
        if (!nulls) {
            return batch;
        }
        int size = batch.size();
        if (complete.length < size) {
            complete = new int[size];
            incomplete = new int[size];
        }
        int whole = 0;
        int rest = 0;
        for (int row = 0; row < size; row++) {
            if (hasNull(batch, columns, row) || time >= 0 && batch.column(time).isNull(row)) {
                incomplete[rest++] = row;
            } else {
                complete[whole++] = row;
            }
        }
        lone.pass(port, batch, incomplete, rest, out);
        if (rest == 0) {
            return batch;
        }
        withKeys[port].clear();
        withKeys[port].gather(batch, complete, whole);
        return withKeys[port];
    }

    private boolean isNullSafe(int key) {
        return shape.node().condition().keys().get(key).nullSafe();
    }

    private boolean hasNull(Batch batch, int[] columns, int row) {
        for (int i = 0; i < columns.length; i++) {
            Vector column = batch.column(columns[i]);
            if (column.isNull(row) && !isNullSafe(i)) {
                return true;
            }
        }
        return false;
    }

    private void joinByKey(int port, Batch batch, int[] slots, Output out) {
        int other = 1 - port;
        JoinSide partners = side(other);
        int size = batch.size();
        long visited = 0;
        for (int row = 0; row < size; row++) {
            for (int slot = keys.head(slots[row], other); slot >= 0; slot = partners.next(slot)) {
                if (partners.weight(slot) != 0) {
                    pairs.add(row, slot, out);
                }
                visited++;
            }
        }
        partners.addVisited(visited);
        pairs.flush(out);
    }

    private void add(int port, Batch batch, int[] slots) {
        JoinSide own = sides[port];
        boolean counts = shape.countsByKey();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            if (counts) {
                keys.addToTotal(slots[row], port, batch.weight(row));
                keys.list(slots[row]);
            }
            if (own != null) {
                own.add(batch, row, slots[row], batch.weight(row));
            }
        }
    }

    /** Adds rows and shows the residual the pairs that it has to decide. What is already there has its matches counted. */
    private void addAndMatch(int port, Batch batch, int[] slots, Output out) {
        int other = 1 - port;
        JoinSide rows = side(port);
        JoinSide partners = side(other);
        TimeRange range = shape.range();
        int time = shape.timeColumn(port);
        boolean all = shape.kind().hasPairs() || shape.isDecided(other);
        int size = batch.size();
        long visited = 0;
        for (int row = 0; row < size; row++) {
            int added = rows.add(batch, row, slots[row], batch.weight(row));
            boolean fresh = rows.created() && shape.isDecided(port);
            if (all || fresh) {
                int own = fresh ? added : -1;
                if (range != null) {
                    int count =
                            inRange(range, port, slots[row], batch.longs(time).get(row));
                    for (int i = 0; i < count; i++) {
                        pairs.add(row, partners.found()[i], own, out);
                    }
                    visited += count;
                    continue;
                }
                for (int slot = keys.head(slots[row], other); slot >= 0; slot = partners.next(slot)) {
                    pairs.add(row, slot, own, out);
                    visited++;
                }
            }
        }
        partners.addVisited(visited);
        pairs.flush(out);
    }

    /** Finds the rows of the other side that are near enough to a row of one side; gives how many. */
    private int inRange(TimeRange range, int port, int key, long time) {
        return port == JoinShape.LEFT
                ? side(JoinShape.RIGHT).find(key, range.firstRight(time), range.lastRight(time))
                : side(JoinShape.LEFT).find(key, range.firstLeft(time), range.lastLeft(time));
    }

    private JoinSide side(int side) {
        JoinSide stored = sides[side];
        if (stored == null) {
            throw new IllegalStateException("side " + side + " of a " + shape.kind() + " join is not stored");
        }
        return stored;
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        if (decides) {
            lone.settle(out);
        }
        closings.close(out);
    }

    @Override
    public List<Frontier> frontiers() {
        return closings.frontiers();
    }

    @Override
    public void advance(int frontier, long bound) {
        closings.advance(frontier, bound);
    }

    @Override
    public long nextTime(int frontier) {
        return closings.nextTime(frontier);
    }

    @Override
    public void snapshot(StateWriter out) {
        snapshot.write(out);
    }

    @Override
    public void restore(StateReader in) {
        snapshot.read(in);
        if (decides) {
            // What is in the output follows from what the sides hold.
            lone.settle(batch -> {});
        }
        closings.restored();
    }

    /**
     * Rows with a NULL in a key, or without a time, go out at once, and are not kept, nor are rows that were final: a view that comes
     * later must find them elsewhere.
     */
    @Override
    public boolean isReadable() {
        return closings.keepAll() && keepsUnmatched();
    }

    private boolean keepsUnmatched() {
        return shape.kind() == JoinKind.SEMI || keepsAll(JoinShape.LEFT) && keepsAll(JoinShape.RIGHT);
    }

    private boolean keepsAll(int side) {
        int[] columns = shape.keys(side);
        int time = shape.timeColumn(side);
        boolean all = time < 0 || !shape.types(side).get(time).nullable();
        for (int i = 0; i < columns.length; i++) {
            all &= isNullSafe(i) || !shape.types(side).get(columns[i]).nullable();
        }
        return all || !shape.isDecided(side);
    }

    @Override
    public FrozenContent freezeContent() {
        KernelSource source = shape.node().condition().residual();
        // What fails was noted when the rows came.
        Kernel residual = source == null ? null : kernels.instantiate(source, (code, site, detail, input, row) -> {});
        return new JoinContent(shape, keys, sides, residual);
    }

    /** Those that share a key with a changed row. */
    @Override
    public long visited() {
        return Arrays.stream(sides)
                .mapToLong(side -> side == null ? 0 : side.visited())
                .sum();
    }

    /** How many keys, and rows of both sides, are kept. */
    long rows() {
        return keys.store().size()
                + Arrays.stream(sides)
                        .mapToLong(side -> side == null ? 0 : side.rows().size())
                        .sum();
    }

    @Override
    public long stateBytes() {
        long sum = keys.bytes() + pairs.bytes() + lone.bytes();
        for (JoinSide side : sides) {
            sum += side == null ? 0 : side.bytes();
        }
        return sum
                + withKeys[0].bytes()
                + withKeys[1].bytes()
                + (long) Integer.BYTES * (complete.length + incomplete.length);
    }
}
