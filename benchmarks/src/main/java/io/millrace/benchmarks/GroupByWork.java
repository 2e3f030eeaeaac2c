package io.millrace.benchmarks;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * SELECT k, COUNT(*), SUM(v) ... GROUP BY k over random BIGINT keys: by the engine's operator, by a hand-written loop for
 * the totals, and by one that emits changes after every tick as the operator does. All read the same columns in memory
 * and know every group before. One owner.
 */
final class GroupByWork {
    /** Rows of a batch, as kernels hand them on. */
    static final int BATCH_ROWS = 1024;

    /** Rows of a tick under load. */
    static final int TICK_ROWS = 64 * BATCH_ROWS;

    private static final int TICKS = 32;
    private static final int TICK_BATCHES = TICK_ROWS / BATCH_ROWS;

    private final List<Batch> batches = new ArrayList<>();
    private final Operator operator;
    private final HandWrittenGroupBy loop;
    private final HandWrittenContinuousGroupBy continuousLoop;
    private int tick;
    private long emitted;

    GroupByWork(int groups) {
        ColumnType bigint = ColumnType.of(TypeKind.BIGINT);
        List<ColumnType> types = List.of(bigint.notNull(), bigint.notNull());
        List<ColumnType> resultTypes = List.of(bigint.notNull(), bigint.notNull(), bigint);
        operator = operator(types, resultTypes);
        loop = new HandWrittenGroupBy(groups);
        continuousLoop = new HandWrittenContinuousGroupBy(groups, resultTypes);
        SplittableRandom random = new SplittableRandom(42);
        addAllGroups(types, groups, random);
        for (int i = 0; i < TICKS * TICK_BATCHES; i++) {
            Batch batch = new Batch(types);
            for (int row = 0; row < BATCH_ROWS; row++) {
                add(batch, key(random.nextInt(groups)), random.nextInt(1_000));
            }
            batches.add(batch);
        }
    }

    private static Operator operator(List<ColumnType> types, List<ColumnType> resultTypes) {
        int none = AggregateCall.NONE;
        AggregateNode node = new AggregateNode(
                new InputNode("t", List.of(0, 1), types),
                List.of(0),
                List.of(
                        new AggregateCall(AggregateFunction.COUNT, none, none, false, resultTypes.get(1)),
                        new AggregateCall(AggregateFunction.SUM, 1, none, false, resultTypes.get(2))),
                true,
                resultTypes);
        KernelCompiler compiler = new KernelCompiler(GroupByWork.class.getClassLoader(), 16);
        return Operators.create(node, new ShardContext(0, 1, compiler, (code, site, detail, input, row) -> {
            throw new AssertionError(detail);
        }));
    }

    private void addAllGroups(List<ColumnType> types, int groups, SplittableRandom random) {
        Batch batch = new Batch(types);
        for (int group = 0; group < groups; group++) {
            add(batch, key(group), random.nextInt(1_000));
            if (batch.size() == BATCH_ROWS || group == groups - 1) {
                operator.process(0, batch, this::take);
                loop.add(batch);
                continuousLoop.add(batch);
                batch.clear();
            }
        }
        endTick();
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
