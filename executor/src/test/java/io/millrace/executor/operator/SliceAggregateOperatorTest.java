package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.SliceAggregateNode;
import io.millrace.executor.plan.SlicedWindows;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Final windows that are put together from slices; the input's time is the start of a row's slice. */
class SliceAggregateOperatorTest {
    private static final int TIME = 2;
    private static final Frontier WATERMARK = Frontier.of("s");
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.INTEGER),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.TIMESTAMP).notNull(),
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.decimal(30, 5),
            ColumnType.of(TypeKind.BOOLEAN));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void finalWindowsEqualRecomputation(long seed) {
        SliceAggregateNode node = node(new Random(seed), true);
        OperatorVerifier.ofTimed(
                        node, (inputs, bounds) -> recompute(node, inputs.get(0), bounds.applyAsLong(node.ends())))
                .time(0, TIME, WATERMARK)
                .appendOnly()
                .forgetsAll()
                .rowsPerTick(random -> random.nextInt(9))
                .verify(seed, 16);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void finalWindowsOfAnInputThatDeletesEqualRecomputation(long seed) {
        SliceAggregateNode node = node(new Random(seed), false);
        OperatorVerifier.ofTimed(
                        node, (inputs, bounds) -> recompute(node, inputs.get(0), bounds.applyAsLong(node.ends())))
                .time(0, TIME, WATERMARK)
                .forgetsAll()
                .rowsPerTick(random -> random.nextInt(9))
                .verify(seed, 16);
    }

    @Test
    void endsAndStartsOfWindowsFollowTheirOffset() {
        SlicedWindows hop = new SlicedWindows(false, 30, 12, 5);
        assertThat(hop.sliceMillis()).isEqualTo(6);
        assertThat(hop.firstEnd(-1)).isEqualTo(11);
        assertThat(hop.firstEnd(5)).isEqualTo(11);
        assertThat(hop.firstEnd(11)).isEqualTo(23);
        assertThat(hop.start(hop.nextEnd(11))).isEqualTo(-7);
        SlicedWindows growing = new SlicedWindows(true, 30, 10, 5);
        assertThat(growing.sliceMillis()).isEqualTo(10);
        assertThat(growing.firstEnd(5)).isEqualTo(15);
        assertThat(List.of(growing.start(15), growing.start(35), growing.start(45)))
                .containsExactly(5L, 5L, 35L);
    }

    @Test
    void aRowCostsTheSameHoweverManyWindowsItLiesIn() {
        assertThat(visitedPerRow(600)).isLessThan(visitedPerRow(1) + 0.1);
    }

    /** What rows of one key cost, 10 of them in each slice, if windows have a number of slices; results are not counted. */
    private static double visitedPerRow(int slices) {
        int rows = 20_000;
        SlicedWindows windows = new SlicedWindows(false, slices, 1, 0);
        SliceAggregateNode node =
                new SliceAggregateNode(input(), List.of(0), TIME, windows, calls(true), true, ends(windows));
        SliceAggregateOperator operator =
                new SliceAggregateOperator(node, new int[] {0}, OperatorVerifier.context(0, 1));
        long[] emitted = new long[1];
        Batch batch = new Batch(TYPES);
        for (int row = 0; row < rows; row++) {
            batch.clear();
            batch.longs(0).set(0, 7);
            batch.bytes(1).setNull(0);
            batch.longs(TIME).set(0, row / 10);
            batch.longs(3).set(0, row);
            batch.doubles(4).set(0, row);
            batch.decimals(5).set(0, 0, row);
            batch.booleans(6).set(0, true);
            batch.setSize(1);
            operator.process(0, batch, out -> {});
            operator.advance(0, row / 10);
            operator.endTick(row, out -> emitted[0] += out.size());
        }
        assertThat(emitted[0]).isGreaterThan(rows / 10 - slices - 2);
        return (operator.visited() - emitted[0]) / (double) rows;
    }

    private static SliceAggregateNode node(Random random, boolean appendOnly) {
        List<Integer> keys = List.of(List.<Integer>of(), List.of(0), List.of(1), List.of(6, 0))
                .get(random.nextInt(4));
        // Slices are 1 long: any time is the start of one.
        boolean cumulative = random.nextBoolean();
        int step = cumulative ? 1 : 1 + random.nextInt(3);
        int size = cumulative ? 1 + random.nextInt(7) : 1 + step * (1 + random.nextInt(4));
        SlicedWindows windows = new SlicedWindows(cumulative, size, step, random.nextInt(5));
        return new SliceAggregateNode(
                new ExchangeNode(input(), keys), keys, TIME, windows, calls(appendOnly), appendOnly, ends(windows));
    }

    private static Frontier ends(SlicedWindows windows) {
        long size = windows.cumulative() ? windows.stepMillis() : windows.sizeMillis();
        return WATERMARK
                .then(new TimeStep.WindowStart(size, windows.stepMillis(), windows.offsetMillis()))
                .then(new TimeStep.Plus(size));
    }

    private static Map<List<?>, Long> recompute(SliceAggregateNode node, Map<List<?>, Long> input, long bound) {
        SlicedWindows windows = node.windows();
        Map<List<?>, Long> windowed = new HashMap<>();
        input.forEach((row, weight) -> {
            long slice = (Long) row.get(TIME);
            for (long end = windows.firstEnd(slice);
                    windows.start(end) <= slice && end <= slice + 2 * windows.sizeMillis();
                    end = windows.nextEnd(end)) {
                List<Object> in = new ArrayList<>(row);
                in.addAll(List.of(windows.start(end), end, end - 1));
                windowed.merge(in, weight, Long::sum);
            }
        });
        List<ColumnType> types = new ArrayList<>(TYPES);
        types.addAll(List.of(TYPES.get(TIME), TYPES.get(TIME), TYPES.get(TIME)));
        List<Integer> keys = new ArrayList<>(node.keys());
        keys.addAll(List.of(TYPES.size(), TYPES.size() + 1, TYPES.size() + 2));
        InputNode rows =
                new InputNode("w", IntStream.range(0, types.size()).boxed().toList(), types);
        AggregateNode aggregate = new AggregateNode(rows, keys, node.calls(), node.appendOnly(), node.types());
        Map<List<?>, Long> result = new RecomputedAggregate(aggregate).of(List.of(windowed));
        result.keySet().removeIf(row -> (Long) row.get(node.start() + 1) >= bound);
        return result;
    }

    private static List<AggregateCall> calls(boolean appendOnly) {
        ColumnType bigint = ColumnType.of(TypeKind.BIGINT);
        List<AggregateCall> calls = new ArrayList<>(List.of(
                call(AggregateFunction.COUNT, AggregateCall.NONE, bigint.notNull()),
                call(AggregateFunction.COUNT, 3, bigint.notNull()),
                call(AggregateFunction.SUM, 3, bigint),
                call(AggregateFunction.AVG, 4, ColumnType.of(TypeKind.DOUBLE)),
                call(AggregateFunction.SUM, 5, ColumnType.decimal(38, 5)),
                call(AggregateFunction.STDDEV_POP, 3, ColumnType.of(TypeKind.DOUBLE)),
                new AggregateCall(AggregateFunction.BIT_OR, 3, 6, false, bigint)));
        if (appendOnly) {
            calls.add(call(AggregateFunction.MIN, 1, ColumnType.of(TypeKind.VARCHAR)));
            calls.add(call(AggregateFunction.MAX, 5, ColumnType.decimal(30, 5)));
        }
        return calls;
    }

    private static AggregateCall call(AggregateFunction function, int argument, ColumnType type) {
        return new AggregateCall(function, argument, AggregateCall.NONE, false, type);
    }

    private static InputNode input() {
        return new InputNode("t", IntStream.range(0, TYPES.size()).boxed().toList(), TYPES);
    }
}
