package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.ClockFilterNode;
import io.millrace.executor.plan.ClockFilterNode.Moment;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockFilterOperatorTest {
    private static final ColumnType TIME = ColumnType.of(TypeKind.TIMESTAMP);
    private static final List<ColumnType> INPUT = List.of(TIME, ColumnType.of(TypeKind.VARCHAR), TIME);

    /** Shows the first two columns. */
    private static ClockFilterNode node(List<Moment> enters, List<Moment> leaves, boolean appendOnly) {
        PlanNode input = new InputNode("t", List.of(0, 1, 2), INPUT);
        return new ClockFilterNode(
                appendOnly ? input : new ExchangeNode(input, List.of(1)),
                enters,
                leaves,
                appendOnly,
                INPUT.subList(0, 2));
    }

    private static Map<List<?>, Long> recomputed(
            ClockFilterNode node, Map<List<?>, Long> input, ToLongFunction<Frontier> bounds) {
        long bound = bounds.applyAsLong(Frontier.of(Frontier.CLOCK));
        Map<List<?>, Long> output = new HashMap<>();
        input.forEach((row, weight) -> {
            boolean there = true;
            for (Moment moment : node.enters()) {
                Long time = moment(row, moment);
                there &= time != null && time < bound;
            }
            for (Moment moment : node.leaves()) {
                Long time = moment(row, moment);
                there &= time != null && time >= bound;
            }
            if (there) {
                output.merge(new ArrayList<>(row.subList(0, 2)), weight, Long::sum);
            }
        });
        return output;
    }

    private static @Nullable Long moment(List<?> row, Moment moment) {
        return row.get(moment.column()) instanceof Long time ? (Long) (time + moment.plusMillis()) : null;
    }

    private static void verify(List<Moment> enters, List<Moment> leaves, boolean appendOnly, long seed) {
        ClockFilterNode node = node(enters, leaves, appendOnly);
        OperatorVerifier verifier = OperatorVerifier.ofTimed(
                        node, (inputs, bounds) -> recomputed(node, inputs.get(0), bounds))
                .clocked(0, 0)
                .clocked(0, 2)
                .forgetsAll(2);
        (appendOnly ? verifier.appendOnly() : verifier).verify(seed, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void equalsRecomputation(long seed) {
        for (boolean appendOnly : List.of(false, true)) {
            verify(List.of(), List.of(new Moment(0, 3)), appendOnly, seed);
            verify(List.of(new Moment(0, 1)), List.of(), appendOnly, seed);
            verify(List.of(new Moment(2, -2)), List.of(new Moment(0, 5)), appendOnly, seed);
            verify(
                    List.of(new Moment(0, 0), new Moment(2, 0)),
                    List.of(new Moment(0, 4), new Moment(2, 6)),
                    appendOnly,
                    seed);
        }
    }

    @Test
    void rowsThatAreDeletedBeforeTheirTimeLeaveNothingBehind() {
        ClockFilterNode node = node(List.of(), List.of(new Moment(0, 1_000_000)), false);
        ClockFilterOperator operator = (ClockFilterOperator) Operators.create(node, OperatorVerifier.context(0, 1));
        operator.advance(0, 0);
        long after = 0;
        for (int round = 0; round < 200; round++) {
            Batch rows = new Batch(INPUT);
            for (int row = 0; row < 1_000; row++) {
                rows.longs(0).set(row, row);
                rows.longs(2).set(row, round);
                rows.bytes(1).set(row, new byte[] {1}, 0, 1);
            }
            rows.setSize(1_000);
            operator.process(0, rows, batch -> {});
            for (int row = 0; row < 1_000; row++) {
                rows.setWeight(row, -1);
            }
            operator.process(0, rows, batch -> {});
            operator.endStep(batch -> {});
            operator.endTick(round, batch -> {});
            if (round == 20) {
                after = operator.stateBytes();
            }
        }

        assertThat(operator.stateBytes()).isLessThanOrEqualTo(after);
    }
}
