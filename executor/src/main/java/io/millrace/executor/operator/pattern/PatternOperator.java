package io.millrace.executor.operator.pattern;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.kernel.KernelContext;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.operator.TimedOperator;
import io.millrace.executor.operator.ordered.OrderedPartitions;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.PatternNode;
import io.millrace.executor.plan.PatternReach;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * MATCH_RECOGNIZE: keeps the rows of each partition in order, and the rows of the result with the row that their match begins at. At the
 * end of a tick it searches anew where a change can matter (see {@link Matching}), and emits what differs. Where event time tells which rows are final, what is
 * behind the searches that are still open is forgotten (see {@link Retirement}).
 *
 * <p>State: the rows that are not final, three words more each, and the results of their matches.
 */
final class PatternOperator implements StatefulOperator, TimedOperator {
    private final OrderedPartitions partitions;
    private final Matching matching;
    private final @Nullable Retirement retirement;
    private final PatternSnapshot snapshots;

    /** Whether failures are told: not of what had been computed before. */
    private boolean tells = true;

    /**
     * An empty state.
     *
     * @param node what to look for
     * @param snapshotColumns the columns by which rows are spread over the shards
     * @param context the shard
     */
    PatternOperator(PatternNode node, int[] snapshotColumns, ShardContext context) {
        int marks = PatternReach.of(node).numbered() ? 1 : 0;
        this.partitions = new OrderedPartitions(
                node.input().types(),
                node.partition(),
                node.order(),
                new OrderedPartitions.Shape(List.of(), Traces.WORDS, List.of(), marks, Retirement.IS_DUE + 1, null));
        ShardContext quiet = new ShardContext(
                context.shard(), context.shards(), context.kernels(), new Failures(context.failures()));
        this.matching = new Matching(node, partitions, quiet);
        Closing closing = node.closing();
        this.retirement = closing == null ? null : new Retirement(node, closing, partitions, matching);
        this.snapshots = new PatternSnapshot(node, snapshotColumns, partitions);
    }

    /** Where failures go. */
    private final class Failures implements KernelContext {
        private final KernelContext outer;

        Failures(KernelContext outer) {
            this.outer = outer;
        }

        @Override
        public void fail(ErrorCode code, FailureSite site, String detail, Batch input, int row) {
            if (tells) {
                outer.fail(code, site, detail, input, row);
            }
        }

        @Override
        public @Nullable Object parameter(int index) {
            return outer.parameter(index);
        }
    }

    @Override
    public void process(int port, Batch batch, Output out) {
        partitions.add(batch);
    }

    @Override
    public void endStep(Output out) {}

    @Override
    public void endTick(long tick, Output out) {
        matching.matches().begin(out);
        partitions.settle((partition, changes) -> {
            matching.settle(partition, changes);
            if (retirement != null) {
                retirement.retire(partition, changes.rows());
            }
        });
        if (retirement != null) {
            for (int partition = retirement.next(); partition >= 0; partition = retirement.next()) {
                partitions.visit(partition, (shown, changes) -> retirement.retire(shown, changes.rows()));
            }
        }
        matching.matches().finish();
        partitions.finish();
    }

    @Override
    public List<Frontier> frontiers() {
        return retirement == null ? List.of() : retirement.frontiers();
    }

    @Override
    public void advance(int frontier, long bound) {
        if (retirement != null) {
            retirement.advance(bound);
        }
    }

    @Override
    public long nextTime(int frontier) {
        return retirement == null ? Long.MAX_VALUE : retirement.nextTime();
    }

    @Override
    public long visited() {
        return partitions.rows().visited() + matching.visited();
    }

    @Override
    public void snapshot(StateWriter out) {
        snapshots.write(out);
    }

    @Override
    public void restore(StateReader in) {
        tells = false;
        snapshots.read(in);
        // What had been emitted follows from what is kept.
        partitions.settle((partition, changes) -> {
            snapshots.prepare(partition);
            matching.settle(partition, changes);
            if (retirement != null) {
                retirement.retire(partition, changes.rows());
            }
        });
        matching.matches().finish();
        partitions.finish();
        tells = true;
    }

    @Override
    public long stateBytes() {
        return partitions.bytes() + matching.bytes() + (retirement == null ? 0 : retirement.bytes());
    }
}
