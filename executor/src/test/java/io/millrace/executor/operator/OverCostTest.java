package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverCall.Numbering;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverFrame.Exclusion;
import io.millrace.executor.plan.OverFrame.Unit;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one change costs in a partition of 100,000 rows: as much as the rows whose frame holds it. */
class OverCostTest {
    private static final int ROWS = 100_000;
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);

    /** A key, which is twice the row's place, and a value, which is the place modulo 1,000. */
    private static final List<ColumnType> TYPES = List.of(BIGINT, BIGINT, DOUBLE);

    private final Batch batch = new Batch(TYPES);
    private long emitted;

    static Stream<Arguments> changes() {
        OverCall rows = sum(Unit.ROWS, -10, 0);
        OverCall range = sum(Unit.RANGE, -20, 0);
        OverCall groups = sum(Unit.GROUPS, -2, 2);
        OverCall running = sum(Unit.ROWS, null, 0);
        OverCall max = new OverCall.Aggregated(
                new AggregateCall(AggregateFunction.MAX, 1, AggregateCall.NONE, false, BIGINT), OverFrame.PARTITION);
        OverCall lag = new OverCall.Shift(1, -3, AggregateCall.NONE, false, BIGINT);
        OverCall known = new OverCall.Shift(1, -3, AggregateCall.NONE, true, BIGINT);
        OverCall first = new OverCall.Value(1, 1, false, frame(Unit.ROWS, null, 0), BIGINT);
        OverCall fifth = new OverCall.Value(1, 5, true, OverFrame.PARTITION, BIGINT);
        OverCall last = new OverCall.Value(1, -1, false, frame(Unit.GROUPS, null, 0), BIGINT);
        OverCall number = new OverCall.Numbered(Numbering.ROW_NUMBER, 0, BIGINT);
        OverCall least = extreme(AggregateFunction.MIN, Unit.ROWS);
        OverCall greatest = extreme(AggregateFunction.MAX, Unit.RANGE);
        OverCall quarter = new OverCall.Numbered(Numbering.NTILE, 4, BIGINT);
        OverCall dense = new OverCall.Numbered(Numbering.DENSE_RANK, 0, BIGINT);
        return Stream.of(
                Arguments.of("a row in the middle of frames of 11 rows", rows, ROWS + 1, 11),
                Arguments.of("a row in the middle of frames of 10 values", range, ROWS + 1, 11),
                Arguments.of("a row in the middle of frames of 5 groups", groups, ROWS + 1, 5),
                Arguments.of("a row at the end of running sums", running, 2 * ROWS + 1, 1),
                Arguments.of("a value in the middle that is not the largest", max, ROWS + 1, 1),
                Arguments.of("a row in the middle of LAG by 3", lag, ROWS + 1, 4),
                Arguments.of("a row in the middle of LAG by 3 values", known, ROWS + 1, 4),
                Arguments.of("a row that is not the first", first, ROWS + 1, 1),
                Arguments.of("a row that is not the fifth", fifth, ROWS + 1, 1),
                Arguments.of("a row whose peers are itself", last, ROWS + 1, 1),
                Arguments.of("a row at the end of numbers", number, 2 * ROWS + 1, 1),
                Arguments.of("a row in the middle of running minima that is not the least", least, ROWS + 1, 1),
                Arguments.of("a row in the middle of running maxima that is not the greatest", greatest, ROWS + 1, 1),
                Arguments.of("a row in the middle of quarters, of which each begins elsewhere", quarter, ROWS + 1, 4),
                Arguments.of("a row at the end of quarters", quarter, 2 * ROWS + 1, 4),
                Arguments.of("a row that is a peer", dense, ROWS, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeCostsTheRowsWhoseFrameHoldsIt(String name, OverCall call, long key, int affected) {
        OverOperator operator = filled(call);
        change(operator, key, 1, 1);
        change(operator, key, 1, -1);
        emitted = 0;
        long before = operator.visited();

        change(operator, key, 1, 1);
        long inserted = emitted;
        change(operator, key, 1, -1);

        // Every row but the new one goes out as it was and as it is.
        assertThat(inserted).isBetween(1L, 2L * affected - 1);
        assertThat(emitted).isEqualTo(2 * inserted);
        assertThat(operator.visited() - before).as("nodes visited").isLessThan(2 * 150 * (affected + 5));
    }

    static Stream<OverCall> numbers() {
        return Stream.of(
                new OverCall.Numbered(Numbering.ROW_NUMBER, 0, BIGINT),
                new OverCall.Numbered(Numbering.NTILE, ROWS, BIGINT),
                new OverCall.Aggregated(
                        new AggregateCall(
                                AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE, false, BIGINT),
                        frame(Unit.ROWS, null, 0)));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aRowThatMovesByOnePlaceRenumbersTwo(OverCall call) {
        OverOperator operator = filled(call);
        emitted = 0;
        long before = operator.visited();
        batch.clear();
        append(ROWS, ROWS / 2 % 1000, -1);
        append(ROWS + 3, 7, 1);
        operator.process(0, batch, this::count);
        operator.endTick(2, this::count);

        assertThat(emitted).isEqualTo(4);
        assertThat(operator.visited() - before).isLessThan(1_000);
    }

    @Test
    void aChangeAllocatesNothingPerRowOfThePartition() {
        OverOperator operator = filled(sum(Unit.RANGE, -20, 20));
        change(operator, ROWS + 1, 1, 1);
        change(operator, ROWS + 1, 1, -1);

        long allocated = Allocations.during(() -> {
            for (int i = 0; i < 100; i++) {
                change(operator, ROWS + 1, 1, 1);
                change(operator, ROWS + 1, 1, -1);
            }
        });

        assertThat(allocated).isLessThan(200 * 2_000L);
    }

    private OverOperator filled(OverCall call) {
        InputNode input = new InputNode("t", List.of(0, 1, 2), TYPES);
        OverNode node = new OverNode(input, List.of(), List.of(new SortColumn(0, false, false)), List.of(call));
        OverOperator operator = new OverOperator(node, new int[0], OperatorVerifier.context(0, 1));
        for (int from = 0; from < ROWS; from += 1_000) {
            batch.clear();
            for (int place = from; place < from + 1_000; place++) {
                append(place * 2L, place % 1_000, 1);
            }
            operator.process(0, batch, this::count);
        }
        operator.endTick(0, this::count);
        return operator;
    }

    private void change(OverOperator operator, long key, long value, long weight) {
        batch.clear();
        append(key, value, weight);
        operator.process(0, batch, this::count);
        operator.endStep(this::count);
        operator.endTick(1, this::count);
    }

    private void append(long key, long value, long weight) {
        int row = batch.size();
        batch.longs(0).set(row, key);
        batch.longs(1).set(row, value);
        batch.doubles(2).set(row, value / 8.0);
        batch.setSize(row + 1);
        batch.setWeight(row, weight);
    }

    private void count(Batch out) {
        emitted += out.size();
    }

    private static OverCall sum(Unit unit, @Nullable Integer start, @Nullable Integer end) {
        return new OverCall.Aggregated(
                new AggregateCall(AggregateFunction.SUM, 2, AggregateCall.NONE, false, DOUBLE),
                frame(unit, start, end));
    }

    private static OverCall extreme(AggregateFunction function, Unit unit) {
        return new OverCall.Aggregated(
                new AggregateCall(function, 1, AggregateCall.NONE, false, BIGINT), frame(unit, null, 0));
    }

    private static OverFrame frame(Unit unit, @Nullable Integer start, @Nullable Integer end) {
        return new OverFrame(
                unit,
                start == null ? null : BigDecimal.valueOf(start),
                end == null ? null : BigDecimal.valueOf(end),
                Exclusion.NOTHING);
    }
}
