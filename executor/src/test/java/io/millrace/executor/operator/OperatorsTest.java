package io.millrace.executor.operator;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.ValuesNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.decimal(38, 3),
            ColumnType.of(TypeKind.BOOLEAN));
    private static final String KEEP_POSITIVE = """
            package generated;
            public final class KeepPositive implements io.millrace.executor.kernel.Kernel {
                public KeepPositive(
                        Object[] constants,
                        io.millrace.executor.kernel.KernelContext context,
                        io.millrace.executor.kernel.FailureSite[] sites) {}
                public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {
                    for (int row = 0; row < in.size(); row++) {
                        if (!in.longs(0).isNull(row) && in.longs(0).get(row) > 0) {
                            out.append(in, row);
                        }
                    }
                }
            }
            """;

    private static PlanNode input(List<ColumnType> types) {
        return new InputNode(
                "t", java.util.stream.IntStream.range(0, types.size()).boxed().toList(), types);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void distinctKeepsEachRowOnce(long seed) {
        OperatorVerifier.of(new DistinctNode(input(TYPES)), OperatorsTest::once).verify(seed, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8, 9})
    void distinctOverFewRowsSpreadByOneColumnKeepsEachRowOnce(long seed) {
        List<ColumnType> types = TYPES.subList(0, 2);
        PlanNode node = new DistinctNode(new ExchangeNode(input(types), List.of(1)));
        OperatorVerifier.of(node, OperatorsTest::once).verify(seed, 60);
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11, 12})
    void unionAddsUpItsInputs(long seed) {
        PlanNode node = new UnionNode(List.of(input(TYPES), input(TYPES), input(TYPES)), TYPES);
        OperatorVerifier.of(node, inputs -> {
                    Map<List<?>, Long> sum = new HashMap<>();
                    inputs.forEach(input -> input.forEach((row, weight) -> sum.merge(row, weight, Long::sum)));
                    return sum;
                })
                .verify(seed, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {13, 14, 15})
    void mapRunsItsKernelOverEveryRow(long seed) {
        KernelSource kernel = new KernelSource("generated.KeepPositive", KEEP_POSITIVE, List.of(), List.of());
        OperatorVerifier.of(
                        new MapNode(input(TYPES), kernel, TYPES, nCopies(TYPES.size(), MapNode.COMPUTED), false),
                        inputs -> {
                            Map<List<?>, Long> kept = new HashMap<>(inputs.get(0));
                            kept.keySet().removeIf(row -> row.get(0) == null || (Long) row.get(0) <= 0);
                            return kept;
                        })
                .verify(seed, 20);
    }

    @Test
    void valuesAreThereFromTheFirstTickOnAndOnce() {
        OperatorVerifier.of(ValuesNode.empty(3), inputs -> Map.of(List.of(), 3L))
                .verify(16, 5);
        OperatorVerifier.of(ValuesNode.empty(0), inputs -> Map.of()).verify(17, 5);
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.VARCHAR));
        ValuesNode rows = new ValuesNode(3, types, List.of(List.of(1L, "a"), List.of(2L, ""), List.of(1L, "a")));
        OperatorVerifier.of(rows, inputs -> Map.of(List.of(1L, "a"), 2L, List.of(2L, ""), 1L))
                .verify(18, 5);
    }

    @Test
    void aSmallDeltaCostsDistinctLittleWhateverItKeeps() {
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT));
        StatefulOperator distinct =
                (StatefulOperator) Operators.create(new DistinctNode(input(types)), OperatorVerifier.context(0, 1));
        Batch batch = new Batch(types);
        long[] emitted = new long[1];
        for (long from = 0; from < 1_000_000; from += 1000) {
            fill(batch, from, 1000, 1);
            distinct.process(0, batch, out -> {});
            distinct.endStep(out -> emitted[0] += out.size());
        }
        assertThat(emitted[0]).isEqualTo(1_000_000);
        long before = distinct.stateBytes();

        for (int round = 0; round < 3; round++) {
            fill(batch, 999_995, 10, 1);
            Output count = out -> emitted[0] += out.size();
            long allocated = Allocations.during(() -> {
                distinct.process(0, batch, count);
                distinct.endStep(count);
                distinct.endTick(1, count);
            });
            assertThat(allocated).as("bytes allocated").isLessThan(200_000);
        }
        assertThat(emitted[0]).isEqualTo(1_000_005);
        assertThat(distinct.stateBytes() - before).isLessThan(300_000);
    }

    @Test
    void distinctEmitsWhatComesAfterTheLastStepAtTheEndOfTheTick() {
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT));
        Operator distinct = Operators.create(new DistinctNode(input(types)), OperatorVerifier.context(0, 1));
        Batch batch = new Batch(types);
        fill(batch, 0, 3, 1);
        long[] emitted = new long[1];
        distinct.endStep(out -> {});
        distinct.process(0, batch, out -> {});
        distinct.endTick(1, out -> emitted[0] += out.size());

        assertThat(emitted[0]).isEqualTo(3);
    }

    @Test
    void distinctAllocatesNothingPerRowOnceItKnowsTheRows() {
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.VARCHAR));
        Operator distinct = Operators.create(new DistinctNode(input(types)), OperatorVerifier.context(0, 1));
        Batch batch = new Batch(types);
        for (int row = 0; row < 1000; row++) {
            batch.longs(0).set(row, row % 500);
            batch.bytes(1).set(row, "name " + row % 500);
        }
        batch.setSize(1000);
        Output none = out -> {};
        Runnable tick = () -> {
            distinct.process(0, batch, none);
            distinct.endStep(none);
            distinct.endTick(1, none);
        };
        tick.run();
        tick.run();

        assertThat(Allocations.during(tick)).isLessThan(1000);
    }

    @Test
    void linearOperatorsAllocateNothingPerRow() {
        KernelSource kernel = new KernelSource("generated.KeepPositive", KEEP_POSITIVE, List.of(), List.of());
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT));
        Batch batch = new Batch(types);
        fill(batch, 0, 1000, 1);
        Output none = out -> {};
        for (PlanNode node : List.of(
                new MapNode(input(types), kernel, types, List.of(0), false),
                new UnionNode(List.of(input(types)), types))) {
            Operator operator = Operators.create(node, OperatorVerifier.context(0, 1));
            Runnable step = () -> {
                operator.process(0, batch, none);
                operator.endStep(none);
            };
            step.run();
            assertThat(Allocations.during(step)).as("%s", node).isLessThan(1000);
        }
    }

    @Test
    void idleDistinctsCostWellUnder64KibibytesEach() {
        Operator distinct = Operators.create(new DistinctNode(input(TYPES)), OperatorVerifier.context(0, 1));
        Batch batch = new Batch(TYPES);
        io.millrace.executor.state.RandomRows.append(batch, Arrays.asList(1L, 2.0, "three", null, true), 1);
        distinct.process(0, batch, out -> {});
        distinct.endStep(out -> {});

        assertThat(((StatefulOperator) distinct).stateBytes()).isLessThan(32_768);
    }

    private static void fill(Batch batch, long from, int count, long weight) {
        batch.clear();
        for (int row = 0; row < count; row++) {
            batch.longs(0).set(row, from + row);
            batch.setWeight(row, weight);
        }
        batch.setSize(count);
    }

    private static Map<List<?>, Long> once(List<Map<List<?>, Long>> inputs) {
        Map<List<?>, Long> rows = new HashMap<>();
        inputs.get(0).keySet().forEach(row -> rows.put(row, 1L));
        return rows;
    }
}
