package io.millrace.benchmarks;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.Output;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.operator.SharedGroups;
import io.millrace.executor.operator.ShownOperator;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * SELECT k, COUNT(*), SUM(v) ... GROUP BY k over random BIGINT keys: by a view, by a hand-written loop for the totals, by
 * the engine's operator whose changes others read, and by a loop that emits those as well. All read the same columns in memory
 * and know every group before. One owner.
 */
final class GroupByWork {
    /** Rows of a batch, as kernels hand them on. */
    static final int BATCH_ROWS = 1024;

    /** Rows of a tick under load. */
    static final int TICK_ROWS = 64 * BATCH_ROWS;

    private static final Output NOBODY = new Output() {
        @Override
        public void emit(Batch batch) {
            throw new AssertionError("nobody reads this");
        }

        @Override
        public boolean isRead() {
            return false;
        }
    };

    private static final int TICKS = 32;
    private static final int TICK_BATCHES = TICK_ROWS / BATCH_ROWS;

    private final List<Batch> batches = new ArrayList<>();
    private final Operator operator;
    private final ShownOperator groups;
    private final ResultTable view;
    private final HandWrittenGroupBy loop;
    private final HandWrittenContinuousGroupBy continuousLoop;
    private int tick;
    private long emitted;

    GroupByWork(int groupCount) {
        ColumnType bigint = ColumnType.of(TypeKind.BIGINT);
        List<ColumnType> types = List.of(bigint.notNull(), bigint.notNull());
        List<ColumnType> resultTypes = List.of(bigint.notNull(), bigint.notNull(), bigint);
        AggregateNode node = node(types, resultTypes);
        KernelCompiler compiler = new KernelCompiler(GroupByWork.class.getClassLoader(), 16);
        ShardContext context = new ShardContext(0, 1, compiler, (code, site, detail, input, row) -> {
            throw new AssertionError(detail);
        });
        operator = Operators.create(node, context);
        List<Column> columns = List.of(
                new Column("k", resultTypes.get(0)),
                new Column("n", resultTypes.get(1)),
                new Column("s", resultTypes.get(2)));
        SharedGroups shared = Objects.requireNonNull(
                SharedGroups.of(new ViewPlan("v", new Schema(columns), node, List.of(0), false)));
        groups = shared.operator(context);
        groups.show(true);
        view = shared.table(groups, context);
        loop = new HandWrittenGroupBy(groupCount);
        continuousLoop = new HandWrittenContinuousGroupBy(groupCount, resultTypes);
        SplittableRandom random = new SplittableRandom(42);
        addAllGroups(types, groupCount, random);
        for (int i = 0; i < TICKS * TICK_BATCHES; i++) {
            Batch batch = new Batch(types);
            for (int row = 0; row < BATCH_ROWS; row++) {
                add(batch, key(random.nextInt(groupCount)), random.nextInt(1_000));
            }
            batches.add(batch);
        }
    }

    private static AggregateNode node(List<ColumnType> types, List<ColumnType> resultTypes) {
        int none = AggregateCall.NONE;
        return new AggregateNode(
                new ExchangeNode(new InputNode("t", List.of(0, 1), types), List.of(0)),
                List.of(0),
                List.of(
                        new AggregateCall(AggregateFunction.COUNT, none, none, false, resultTypes.get(1)),
                        new AggregateCall(AggregateFunction.SUM, 1, none, false, resultTypes.get(2))),
                true,
                resultTypes);
    }

    private void addAllGroups(List<ColumnType> types, int groupCount, SplittableRandom random) {
        Batch batch = new Batch(types);
        for (int group = 0; group < groupCount; group++) {
            add(batch, key(group), random.nextInt(1_000));
            if (batch.size() == BATCH_ROWS || group == groupCount - 1) {
                operator.process(0, batch, this::take);
                groups.process(0, batch, NOBODY);
                loop.add(batch);
                continuousLoop.add(batch);
                batch.clear();
            }
        }
        endTick();
        publish();
        continuousLoop.endTick(this::take);
    }

    /** Spreads the keys over all longs, as identifiers are. */
    private static long key(int group) {
        return group * 0x9E3779B97F4A7C15L;
    }

    private static void add(Batch batch, long key, long value) {
        int row = batch.size();
        batch.longs(0).set(row, key);
        batch.longs(1).set(row, value);
        batch.setSize(row + 1);
    }

    /** Moves on to the next tick's rows. */
    void nextTick() {
        tick = (tick + 1) % TICKS;
    }

    /** Runs a tick through the operator; returns how many rows have been emitted. */
    long operator() {
        for (int i = 0; i < TICK_BATCHES; i++) {
            operator.process(0, batches.get(tick * TICK_BATCHES + i), this::take);
        }
        endTick();
        return emitted;
    }

    /** Runs a tick through a view whose changes nobody reads, and shows it; returns the number of groups. */
    long view() {
        for (int i = 0; i < TICK_BATCHES; i++) {
            groups.process(0, batches.get(tick * TICK_BATCHES + i), NOBODY);
        }
        publish();
        return view.rows();
    }

    private void publish() {
        groups.endStep(NOBODY);
        groups.endTick(tick, NOBODY);
        groups.publish();
    }

    private void endTick() {
        operator.endStep(this::take);
        operator.endTick(tick, this::take);
    }

    /** Runs a tick through the loop for totals; returns the number of groups. */
    long loop() {
        for (int i = 0; i < TICK_BATCHES; i++) {
            loop.add(batches.get(tick * TICK_BATCHES + i));
        }
        return loop.size();
    }

    /** Runs a tick through the loop that emits changes; returns how many rows have been emitted. */
    long continuousLoop() {
        for (int i = 0; i < TICK_BATCHES; i++) {
            continuousLoop.add(batches.get(tick * TICK_BATCHES + i));
        }
        continuousLoop.endTick(this::take);
        return emitted;
    }

    private void take(Batch batch) {
        emitted += batch.size();
    }
}
