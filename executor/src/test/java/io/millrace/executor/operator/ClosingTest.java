package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups and different rows that event time closes: what is shown of them, what is kept, and what it costs. */
class ClosingTest {
    private static final ColumnType TIME = ColumnType.of(TypeKind.BIGINT).notNull();
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> TYPES = List.of(TIME, ColumnType.of(TypeKind.VARCHAR), BIGINT);
    private static final Frontier FRONTIER = Frontier.of("s");

    private static PlanNode input(List<ColumnType> types, Integer... exchange) {
        List<Integer> columns = IntStream.range(0, types.size()).boxed().toList();
        return new ExchangeNode(new InputNode("s", columns, types), List.of(exchange));
    }

    private static AggregateNode aggregate(List<ColumnType> types, Closing closing) {
        return new AggregateNode(
                input(types, 0),
                List.of(0, 1),
                List.of(
                        new AggregateCall(
                                AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE, false, BIGINT),
                        new AggregateCall(AggregateFunction.COUNT, 2, AggregateCall.NONE, true, BIGINT),
                        new AggregateCall(AggregateFunction.MAX, 2, AggregateCall.NONE, false, BIGINT)),
                false,
                List.of(types.get(0), types.get(1), BIGINT, BIGINT, BIGINT),
                closing);
    }

    /** What is seen of rows whose first column is the time. */
    private static UnaryOperator<Map<List<?>, Long>> seen(Closing closing, long bound) {
        return rows -> {
            Map<List<?>, Long> seen = new HashMap<>(rows);
            seen.keySet().removeIf(row -> {
                boolean isFinal = row.get(0) instanceof Long time && time < bound;
                return switch (closing.action()) {
                    case RELEASE -> false;
                    case EMIT -> !isFinal;
                    case RETRACT -> isFinal;
                };
            });
            return seen;
        };
    }

    @ParameterizedTest
    @EnumSource(Closing.Action.class)
    void groupsEqualRecomputation(Closing.Action action) {
        Closing closing = new Closing(0, FRONTIER.then(new TimeStep.Plus(-3)), action);
        AggregateNode node = aggregate(TYPES, closing);
        RecomputedAggregate recomputed = new RecomputedAggregate(node);

        OperatorVerifier.ofTimed(
                        node,
                        (inputs, bounds) -> seen(closing, bounds.applyAsLong(closing.frontier()))
                                .apply(recomputed.of(inputs)))
                .time(0, 0, FRONTIER)
                .forgetsAll()
                .verify(1, 60);
    }

    @ParameterizedTest
    @EnumSource(Closing.Action.class)
    void groupsWithoutATimeAreNeverFinal(Closing.Action action) {
        Closing closing = new Closing(0, FRONTIER, action);
        AggregateNode node = aggregate(List.of(BIGINT, TYPES.get(1), BIGINT), closing);
        RecomputedAggregate recomputed = new RecomputedAggregate(node);

        OperatorVerifier.ofTimed(
                        node,
                        (inputs, bounds) -> seen(closing, bounds.applyAsLong(closing.frontier()))
                                .apply(recomputed.of(inputs)))
                .time(0, 0, FRONTIER)
                .verify(2, 60);
    }

    @ParameterizedTest
    @EnumSource(Closing.Action.class)
    void differentRowsEqualRecomputation(Closing.Action action) {
        Closing closing = new Closing(0, FRONTIER, action);
        DistinctNode node = new DistinctNode(input(TYPES, 0), closing);

        OperatorVerifier.ofTimed(node, (inputs, bounds) -> {
                    Map<List<?>, Long> once = new HashMap<>(inputs.get(0));
                    once.replaceAll((row, weight) -> 1L);
                    return seen(closing, bounds.applyAsLong(closing.frontier())).apply(once);
                })
                .time(0, 0, FRONTIER)
                .forgetsAll()
                .verify(3, 60);
    }

    @ParameterizedTest
    @EnumSource(Closing.Action.class)
    void closingGroupsCostsByTheirNumberAndNotByThoseThatAreKept(Closing.Action action) {
        costsWhatCloses(aggregate(TYPES, new Closing(0, FRONTIER, action)), action);
    }

    @ParameterizedTest
    @EnumSource(Closing.Action.class)
    void closingDifferentRowsCostsByTheirNumberAndNotByThoseThatAreKept(Closing.Action action) {
        costsWhatCloses(new DistinctNode(input(TYPES, 0), new Closing(0, FRONTIER, action)), action);
    }

    private static void costsWhatCloses(PlanNode node, Closing.Action action) {
        int rows = 100_000;
        int closed = 50;
        Operator operator = Operators.create(node, OperatorVerifier.context(0, 1));
        StatefulOperator state = (StatefulOperator) operator;
        TimedOperator timed = (TimedOperator) operator;
        long[] emitted = new long[1];
        Output out = batch -> emitted[0] += batch.size();
        for (int from = 0; from < rows; from += 1_000) {
            operator.process(0, batch(LongStream.range(from, from + 1_000)), out);
        }
        operator.endTick(0, out);
        long visited = state.visited();
        emitted[0] = 0;

        timed.advance(0, closed);
        assertThat(timed.nextTime(0)).isZero();
        operator.endTick(1, out);

        assertThat(state.visited() - visited).isBetween((long) closed, 40L * closed);
        assertThat(emitted[0]).isEqualTo(action == Closing.Action.RELEASE ? 0 : closed);
        assertThat(timed.nextTime(0)).isEqualTo(closed);
    }

    private static Batch batch(LongStream times) {
        Batch batch = new Batch(TYPES);
        times.forEach(time -> {
            int row = batch.size();
            batch.longs(0).set(row, time);
            batch.bytes(1).set(row, "a");
            batch.longs(2).set(row, time % 7);
            batch.setSize(row + 1);
        });
        return batch;
    }

    @Test
    void aSmallAdvanceOfManyThatAreDueLaterTouchesNothing() {
        Operator operator = Operators.create(
                aggregate(TYPES, new Closing(0, FRONTIER, Closing.Action.EMIT)), OperatorVerifier.context(0, 1));
        operator.process(0, batch(LongStream.range(100, 1_100)), out -> {});
        operator.endTick(0, out -> {});
        TimedOperator timed = (TimedOperator) operator;

        timed.advance(0, 100);

        assertThat(timed.nextTime(0)).isEqualTo(100);
    }
}
