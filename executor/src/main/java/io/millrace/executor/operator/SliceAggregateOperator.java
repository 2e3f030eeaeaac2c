package io.millrace.executor.operator;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.operator.aggregate.Failed;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.SlicedWindows;
import io.millrace.executor.state.KeyHash;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows that overlap, emitted when they are final. A row is counted in its slice, once, however many windows it lies in; a final
 * window is put together from its slices by {@link Slices}.
 *
 * <p>Cost: a probe and a few nanoseconds an accumulator for a row, a few merges of accumulators for a slice, and one or two for each row
 * that is emitted. State of the slices of windows that are not final.
 */
final class SliceAggregateOperator implements StatefulOperator, TimedOperator {
    private static final int BLOCK = 512;

    private final KernelContext context;
    private final int[] partition;
    private final int start;
    private final SlicedWindows windows;
    private final Frontier frontier;
    private final Slices slices;
    private final RowStore store;
    private final Batch block;
    private final List<ColumnType> openTypes;
    private final List<ColumnType> queuedTypes;
    private final Failed failed = this::note;
    private final List<Failure> failures = new ArrayList<>();

    /** Rows with what groups of the block come to, and their queues. */
    private final int[] totals = new int[BLOCK];

    private final int[] queues = new int[BLOCK];
    private int[] scratch = new int[0];
    private long bound = Frontier.NONE;

    /** A result out of range, held back until its row is complete. */
    private record Failure(int row, FailureSite site, ErrorCode code, String detail) {}

    /**
     * An empty state.
     *
     * @param node what to compute
     * @param partition by which of the keys, given by their place, groups are spread over the shards
     * @param context the shard
     */
    SliceAggregateOperator(SliceAggregateNode node, int[] partition, ShardContext context) {
        this.context = context.failures();
        this.partition = partition.clone();
        this.start = node.start();
        this.windows = node.windows();
        this.frontier = node.ends();
        this.slices = new Slices(node);
        this.store = slices.store();
        this.block = new Batch(node.types());
        ColumnType number = ColumnType.of(TypeKind.BIGINT).notNull();
        this.openTypes = new ArrayList<>(node.types().subList(0, start));
        openTypes.add(number);
        this.queuedTypes = new ArrayList<>(openTypes);
        queuedTypes.add(ColumnType.of(TypeKind.BOOLEAN).notNull());
        queuedTypes.add(number);
        openTypes.addAll(slices.accumulators().stateTypes());
        queuedTypes.addAll(slices.accumulators().stateTypes());
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        slices.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        for (long end = slices.nextEnd(); end < bound; end = slices.nextEnd()) {
            slices.moveTo(end);
            emit(end, out);
        }
        for (int slot : scratch) {
            slices.release(slot);
        }
        scratch = new int[0];
    }

    private void emit(long end, Output out) {
        for (int from = 0; from < slices.activeCount(); from += BLOCK) {
            int to = Math.min(slices.activeCount(), from + BLOCK);
            int count = 0;
            for (int i = from; i < to; i++) {
                int queue = slices.queue(i);
                int total = slices.total(queue, scratch(count));
                if (!slices.isEmpty(total)) {
                    totals[count] = total;
                    queues[count++] = queue;
                }
            }
            if (count > 0) {
                emit(end, count, out);
            }
        }
    }

    private void emit(long end, int count, Output out) {
        block.clear();
        slices.accumulators().writeResults(store, totals, count, block, failed);
        slices.readKeys(queues, count, block);
        Arrays.fill(block.longs(start).valuesForWriting(count), 0, count, windows.start(end));
        Arrays.fill(block.longs(start + 1).valuesForWriting(count), 0, count, end);
        Arrays.fill(block.longs(start + 2).valuesForWriting(count), 0, count, end - 1);
        block.setSize(count);
        for (Failure failure : failures) {
            context.fail(failure.code(), failure.site(), failure.detail(), block, failure.row());
        }
        failures.clear();
        out.emit(block);
    }

    /** A row of its own for each group of a block. */
    private int scratch(int index) {
        if (index == scratch.length) {
            int known = scratch.length;
            scratch = Arrays.copyOf(scratch, Math.min(BLOCK, Math.max(16, 2 * known)));
            for (int i = known; i < scratch.length; i++) {
                scratch[i] = slices.scratch();
            }
        }
        return scratch[index];
    }

    private void note(int row, FailureSite site, ErrorCode code, String detail) {
        failures.add(new Failure(row, site, code, detail));
    }

    @Override
    public List<Frontier> frontiers() {
        return List.of(frontier);
    }

    @Override
    public void advance(int number, long to) {
        bound = to;
    }

    @Override
    public long nextTime(int number) {
        return slices.nextEnd();
    }

    /** Section 0: slices that may still get rows. Section 1: those of queues, one queue after the other, in order. */
    @Override
    public void snapshot(StateWriter out) {
        Batch batch = new Batch(openTypes);
        for (int from = 0; from < slices.openCount(); from += BLOCK) {
            int count = Math.min(BLOCK, slices.openCount() - from);
            System.arraycopy(slices.openSlots(), from, totals, 0, count);
            batch.clear();
            write(batch, count, start + 1);
            out.write(0, batch, KeyHash.of(batch, partition, new int[0]));
        }
        Batch queued = new Batch(queuedTypes);
        boolean[] inFront = new boolean[BLOCK];
        int count = 0;
        for (int i = 0; i < slices.activeCount(); i++) {
            int queue = slices.queue(i);
            boolean front = slices.front(queue) != Slices.NONE;
            for (int slot = slices.first(queue); slot != Slices.NONE; slot = slices.behind(slot)) {
                if (count == BLOCK) {
                    writeQueued(queued, inFront, count, out);
                    count = 0;
                }
                inFront[count] = front;
                totals[count++] = slot;
                front &= slot != slices.front(queue);
            }
        }
        if (count > 0) {
            writeQueued(queued, inFront, count, out);
        }
    }

    private void writeQueued(Batch batch, boolean[] inFront, int count, StateWriter out) {
        batch.clear();
        write(batch, count, start + 3);
        for (int i = 0; i < count; i++) {
            batch.booleans(start + 1).set(i, inFront[i]);
            batch.longs(start + 2).set(i, slices.lastEnd());
        }
        out.write(1, batch, KeyHash.of(batch, partition, new int[0]));
    }

    /** Writes keys, start and accumulators of the first {@code count} of {@link #totals}. */
    private void write(Batch batch, int count, int firstState) {
        for (int column = 0; column <= start; column++) {
            store.read(column, totals, count, batch.column(column), 0);
        }
        slices.accumulators().save(store, totals, count, batch, firstState);
        batch.setSize(count);
    }

    @Override
    public void restore(StateReader in) {
        int[] slots = new int[0];
        for (Batch batch = in.next(0); batch != null; batch = in.next(0)) {
            slots = AggregateOperator.atLeast(slots, batch.size());
            slices.restore(batch, slots);
            slices.accumulators().load(store, slots, batch, start + 1);
            for (int row = 0; row < batch.size(); row++) {
                slices.restoreOpen(slots[row]);
            }
        }
        for (Batch batch = in.next(1); batch != null; batch = in.next(1)) {
            slots = AggregateOperator.atLeast(slots, batch.size());
            slices.restore(batch, slots);
            slices.accumulators().load(store, slots, batch, start + 3);
            boolean[] inFront = new boolean[batch.size()];
            long end = Long.MIN_VALUE;
            for (int row = 0; row < batch.size(); row++) {
                inFront[row] = batch.booleans(start + 1).get(row);
                end = Math.max(end, batch.longs(start + 2).get(row));
            }
            slices.restoreQueued(slots, batch.size(), inFront, end);
        }
    }

    @Override
    public long stateBytes() {
        return slices.bytes() + block.bytes() + (long) Integer.BYTES * scratch.length;
    }

    @Override
    public long visited() {
        return slices.visited();
    }
}
