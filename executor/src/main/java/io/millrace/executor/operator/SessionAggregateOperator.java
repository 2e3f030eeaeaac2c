package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row for each session of an input that never deletes. At the end of a tick each session that it touched gives its old row with
 * weight -1 and its new one with +1; sessions that were put together give the rows that they showed with -1. Sessions that are final by
 * the node's {@link Closing} are forgotten, or are emitted only then, or are taken back.
 *
 * <p>Cost: that of {@link Sessions} for a row, and a few nanoseconds for each touched session and call: it does not depend on how many
 * rows a session has. State of the sessions that are not final, and of no rows.
 */
final class SessionAggregateOperator implements StatefulOperator, TimedOperator {
    private static final int BLOCK = 512;

    private final KernelContext context;
    private final int[] partition;
    private final int start;
    private final Sessions sessions;
    private final RowStore store;
    private final @Nullable Closing closing;
    private final Batch block;
    private final Batch result;
    private final List<ColumnType> stateTypes;
    private final int[] slots = new int[BLOCK];
    private final int[] earlier = new int[BLOCK];
    private final int[] changed = new int[BLOCK];
    private final Failed failed = this::note;
    private final List<Failure> failures = new ArrayList<>();
    private long bound = Frontier.NONE;

    /** A result out of range, held back until its row is complete. */
    private record Failure(int row, FailureSite site, ErrorCode code, String detail) {}

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param partition by which of the keys, given by their place, sessions are spread over the shards
     * @param context the shard
     */
    SessionAggregateOperator(SessionAggregateNode node, int[] partition, ShardContext context) {
        this.context = context.failures();
        this.partition = partition.clone();
        this.start = node.start();
        this.sessions = new Sessions(node);
        this.store = sessions.store();
        this.closing = node.closing();
        this.block = new Batch(node.types());
        this.result = new Batch(node.types());
        this.stateTypes = new ArrayList<>(node.types().subList(0, start));
        stateTypes.add(ColumnType.of(TypeKind.BIGINT).notNull());
        stateTypes.add(ColumnType.of(TypeKind.BIGINT).notNull());
        stateTypes.addAll(sessions.accumulators().stateTypes());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        sessions.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        if (closing == null || closing.action() != Closing.Action.EMIT) {
            emitChanges(out, true);
        }
        sessions.settled();
        if (closing != null) {
            close(closing.action(), out);
        }
    }

    private void emitChanges(Output out, boolean reports) {
        int[] touched = sessions.touched();
        for (int from = 0; from < sessions.touchedCount(); from += BLOCK) {
            emitChanges(touched, from, Math.min(sessions.touchedCount(), from + BLOCK), out, reports);
        }
    }

    private void emitChanges(int[] touched, int from, int to, Output out, boolean reports) {
        int live = 0;
        int old = 0;
        for (int i = from; i < to; i++) {
            if (!sessions.isGone(touched[i])) {
                slots[live++] = touched[i];
            } else if (sessions.isShown(touched[i])) {
                earlier[old++] = touched[i];
            }
        }
        compute(live);
        report(reports);
        int different = 0;
        for (int i = 0; i < live; i++) {
            if (sessions.differs(slots[i], block, i)) {
                changed[different++] = i;
                if (sessions.isShown(slots[i])) {
                    earlier[old++] = slots[i];
                }
            }
        }
        readShown(old);
        for (int i = 0; i < different; i++) {
            store.prepareWrite(slots[changed[i]]);
            sessions.show(slots[changed[i]], block, changed[i]);
        }
        result.gather(block, changed, different);
        if (result.size() > 0) {
            out.emit(result);
        }
    }

    /** Fills the block with the rows of the first {@code count} of {@link #slots}. */
    private void compute(int count) {
        block.clear();
        failures.clear();
        sessions.accumulators().writeResults(store, slots, count, block, failed);
        sessions.readKeys(slots, count, block);
        long[] starts = block.longs(start).valuesForWriting(count);
        long[] ends = block.longs(start + 1).valuesForWriting(count);
        long[] lasts = block.longs(start + 2).valuesForWriting(count);
        for (int i = 0; i < count; i++) {
            starts[i] = sessions.start(slots[i]);
            ends[i] = sessions.end(slots[i]);
            lasts[i] = ends[i] - 1;
        }
        block.setSize(count);
    }

    /** Fills the result with what the first {@code count} of {@link #earlier} showed last, to be taken back. */
    private void readShown(int count) {
        result.clear();
        if (count == 0) {
            return;
        }
        sessions.readShown(earlier, count, result);
        sessions.readKeys(earlier, count, result);
        long[] starts = result.longs(start).valuesForWriting(count);
        long[] ends = result.longs(start + 1).valuesForWriting(count);
        long[] lasts = result.longs(start + 2).valuesForWriting(count);
        for (int i = 0; i < count; i++) {
            starts[i] = sessions.shownStart(earlier[i]);
            ends[i] = sessions.shownEnd(earlier[i]);
            lasts[i] = ends[i] - 1;
        }
        Arrays.fill(result.weightsForWriting(count), 0, count, -1);
        result.setSize(count);
    }

    private void note(int row, FailureSite site, ErrorCode code, String detail) {
        failures.add(new Failure(row, site, code, detail));
    }

    private void report(boolean reports) {
        for (Failure failure : failures) {
            if (reports) {
                context.fail(failure.code(), failure.site(), failure.detail(), block, failure.row());
            }
        }
        failures.clear();
    }

    private void close(Closing.Action action, Output out) {
        for (int count = sessions.takeFinal(bound, slots, BLOCK);
                count > 0;
                count = sessions.takeFinal(bound, slots, BLOCK)) {
            switch (action) {
                case RELEASE -> {}
                case EMIT -> {
                    compute(count);
                    report(true);
                    out.emit(block);
                }
                case RETRACT -> {
                    System.arraycopy(slots, 0, earlier, 0, count);
                    readShown(count);
                    out.emit(result);
                }
            }
            for (int i = 0; i < count; i++) {
                sessions.forget(slots[i]);
            }
        }
    }

    @Override
    public List<Frontier> frontiers() {
        return closing == null ? List.of() : List.of(closing.frontier());
    }

    @Override
    public void advance(int frontier, long to) {
        bound = to;
    }

    @Override
    public long nextTime(int frontier) {
        return closing == null ? Long.MAX_VALUE : sessions.nextTime();
    }

    @Override
    public void snapshot(StateWriter out) {
        Batch batch = new Batch(stateTypes);
        int from = 0;
        for (int count; (count = store.liveSlots(from, slots, BLOCK)) > 0; from = slots[count - 1] + 1) {
            batch.clear();
            sessions.readKeys(slots, count, batch);
            long[] starts = batch.longs(start).valuesForWriting(count);
            long[] lasts = batch.longs(start + 1).valuesForWriting(count);
            for (int i = 0; i < count; i++) {
                starts[i] = sessions.start(slots[i]);
                lasts[i] = sessions.lastTime(slots[i]);
            }
            sessions.accumulators().save(store, slots, count, batch, start + 2);
            batch.setSize(count);
            out.write(0, batch, KeyHash.of(batch, partition, new int[0]));
        }
    }

    @Override
    public void restore(StateReader in) {
        int[] read = new int[0];
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            read = AggregateOperator.atLeast(read, batch.size());
            sessions.open(batch, read);
            sessions.accumulators().load(store, read, batch, start + 2);
        }
        // What had been emitted follows from what is kept, and what failed was told of.
        if (closing == null || closing.action() != Closing.Action.EMIT) {
            emitChanges(batch -> {}, false);
        }
        sessions.settled();
    }

    @Override
    public long stateBytes() {
        return sessions.bytes() + block.bytes() + result.bytes();
    }

    @Override
    public long visited() {
        return sessions.visited();
    }
}
