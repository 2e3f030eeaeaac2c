package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.SessionAggregateNode;
import io.millrace.executor.plan.SessionNode;
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

/** Sessions, as rows and as aggregates of them. */
class SessionOperatorTest {
    private static final int TIME = 2;
    private static final Frontier WATERMARK = Frontier.of("s");
    private static final Frontier ENDS = WATERMARK.then(new TimeStep.Plus(1));
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.INTEGER),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.TIMESTAMP).notNull(),
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.decimal(30, 5),
            ColumnType.of(TypeKind.BOOLEAN));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void rowsOfSessionsThatMergeAndPartEqualRecomputation(long seed) {
        SessionNode node = sessions(new Random(seed));
        OperatorVerifier.of(node, inputs -> RecomputedSessions.rows(node, inputs.get(0)))
                .rowsPerTick(random -> random.nextInt(14))
                .verify(seed, 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aggregatesOfSessionsThatMergeEqualRecomputation(long seed) {
        SessionAggregateNode node = aggregates(new Random(seed));
        OperatorVerifier.of(node, inputs -> RecomputedSessions.aggregates(node, inputs.get(0)))
                .appendOnly()
                .rowsPerTick(random -> random.nextInt(9))
                .verify(seed, 16);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void rowsOfFinalSessionsAreForgottenOrEmittedOnlyThenOrTakenBack(long seed) {
        for (Closing.Action action : Closing.Action.values()) {
            SessionNode open = sessions(new Random(seed));
            SessionNode node = open.closedBy(new Closing(open.end(), ENDS, action));
            OperatorVerifier.ofTimed(
                            node,
                            (inputs, bounds) -> shown(
                                    RecomputedSessions.rows(node, inputs.get(0)),
                                    node.end(),
                                    action,
                                    bounds.applyAsLong(ENDS)))
                    .time(0, TIME, WATERMARK)
                    .forgetsAll()
                    .rowsPerTick(random -> random.nextInt(9))
                    .verify(seed, 14);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 36})
    void aggregatesOfFinalSessionsAreForgottenOrEmittedOnlyThenOrTakenBack(long seed) {
        for (Closing.Action action : Closing.Action.values()) {
            SessionAggregateNode open = aggregates(new Random(seed));
            SessionAggregateNode node = open.closedBy(new Closing(open.end(), ENDS, action));
            OperatorVerifier.ofTimed(
                            node,
                            (inputs, bounds) -> shown(
                                    RecomputedSessions.aggregates(node, inputs.get(0)),
                                    node.end(),
                                    action,
                                    bounds.applyAsLong(ENDS)))
                    .time(0, TIME, WATERMARK)
                    .appendOnly()
                    .forgetsAll()
                    .rowsPerTick(random -> random.nextInt(6))
                    .verify(seed, 12);
        }
    }

    /** What is to be seen of rows whose end tells when they are final. */
    private static Map<List<?>, Long> shown(Map<List<?>, Long> all, int end, Closing.Action action, long bound) {
        Map<List<?>, Long> shown = new HashMap<>(all);
        switch (action) {
            case RELEASE -> {}
            case EMIT -> shown.keySet().removeIf(row -> (Long) row.get(end) >= bound);
            case RETRACT -> shown.keySet().removeIf(row -> (Long) row.get(end) < bound);
        }
        return shown;
    }

    @Test
    void aRowOfALongSessionCostsItsAggregateNoMoreThanOneOfAShortSession() {
        SessionAggregateNode node = new SessionAggregateNode(input(), List.of(0), TIME, 10, calls(), null);
        SessionAggregateOperator operator =
                new SessionAggregateOperator(node, new int[] {0}, OperatorVerifier.context(0, 1));
        long emitted = 0;
        long visited = 0;
        for (int tick = 0; tick < 2_000; tick++) {
            if (tick == 1_000) {
                visited = operator.visited();
            }
            long[] rows = new long[1];
            operator.process(0, batch(tick), out -> {});
            operator.endTick(tick, batch -> rows[0] += batch.size());
            emitted += rows[0];
        }

        assertThat(emitted).isEqualTo(2 * 2_000 - 1);
        assertThat(operator.visited() - visited).isLessThan(1_000 * 8);
    }

    @Test
    void aRowBetweenTwoLongSessionsPutsThemTogetherForWhatOneRowCosts() {
        SessionAggregateNode node = new SessionAggregateNode(input(), List.of(0), TIME, 10, calls(), null);
        SessionAggregateOperator operator =
                new SessionAggregateOperator(node, new int[] {0}, OperatorVerifier.context(0, 1));
        for (int row = 0; row < 1_000; row++) {
            operator.process(0, batch(row), out -> {});
            operator.process(0, batch(1_010 + row), out -> {});
        }
        operator.endTick(0, out -> {});
        long before = operator.visited();
        List<String> out = new ArrayList<>();

        operator.process(0, batch(1_005), ignored -> {});
        operator.endTick(1, batch -> {
            for (int row = 0; row < batch.size(); row++) {
                out.add(batch.longs(1).get(row) + ".." + batch.longs(2).get(row) + " "
                        + batch.longs(4).get(row) + " x" + batch.weight(row));
            }
        });

        assertThat(out).containsExactlyInAnyOrder("0..1009 1000 x-1", "1010..2019 1000 x-1", "0..2019 2001 x1");
        assertThat(operator.visited() - before).isLessThan(20);
    }

    @Test
    void aRowOfAShortSessionDoesNotTouchTheOthersOfItsKey() {
        SessionNode node = new SessionNode(input(), List.of(0), TIME, 10, null);
        SessionOperator operator = new SessionOperator(node, new int[] {0});
        for (int row = 0; row < 10_000; row++) {
            operator.process(0, batch(row * 100L), out -> {});
        }
        operator.endTick(0, out -> {});
        long before = operator.visited();
        long[] emitted = new long[1];

        operator.process(0, batch(500_005), out -> {});
        operator.endTick(1, batch -> emitted[0] += batch.size());

        assertThat(emitted[0]).isEqualTo(3);
        assertThat(operator.visited() - before).isLessThan(200);
    }

    private static Batch batch(long time) {
        Batch batch = new Batch(TYPES);
        batch.longs(0).set(0, 7);
        batch.bytes(1).setNull(0);
        batch.longs(TIME).set(0, time);
        batch.longs(3).set(0, time);
        batch.doubles(4).set(0, 0.1);
        batch.decimals(5).set(0, 0, time);
        batch.booleans(6).set(0, true);
        batch.setSize(1);
        return batch;
    }

    private static SessionNode sessions(Random random) {
        List<Integer> partition = partition(random);
        return new SessionNode(new ExchangeNode(input(), partition), partition, TIME, 1 + random.nextInt(3), null);
    }

    private static SessionAggregateNode aggregates(Random random) {
        List<Integer> keys = partition(random);
        return new SessionAggregateNode(
                new ExchangeNode(input(), keys), keys, TIME, 1 + random.nextInt(3), calls(), null);
    }

    private static List<Integer> partition(Random random) {
        return List.of(List.<Integer>of(), List.of(0), List.of(1), List.of(6, 0))
                .get(random.nextInt(4));
    }

    private static List<AggregateCall> calls() {
        ColumnType bigint = ColumnType.of(TypeKind.BIGINT);
        return List.of(
                call(AggregateFunction.COUNT, AggregateCall.NONE, bigint.notNull()),
                call(AggregateFunction.COUNT, 3, bigint.notNull()),
                call(AggregateFunction.SUM, 3, bigint),
                call(AggregateFunction.AVG, 4, ColumnType.of(TypeKind.DOUBLE)),
                call(AggregateFunction.SUM, 5, ColumnType.decimal(38, 5)),
                call(AggregateFunction.STDDEV_POP, 3, ColumnType.of(TypeKind.DOUBLE)),
                call(AggregateFunction.MIN, 1, ColumnType.of(TypeKind.VARCHAR)),
                call(AggregateFunction.MAX, TIME, ColumnType.of(TypeKind.TIMESTAMP)),
                new AggregateCall(AggregateFunction.BIT_XOR, 3, 6, false, bigint));
    }

    private static AggregateCall call(AggregateFunction function, int argument, ColumnType type) {
        return new AggregateCall(function, argument, AggregateCall.NONE, false, type);
    }

    private static InputNode input() {
        return new InputNode("t", IntStream.range(0, TYPES.size()).boxed().toList(), TYPES);
    }
}
