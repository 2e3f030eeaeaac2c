package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverCall.Numbering;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows in an order that event time closes: OVER and top-n, by whole partitions and row by row; what is shown, kept, and what it costs. */
class OrderedClosingTest {
    private static final int KEY = 0;
    private static final int TIME = 1;
    private static final int VALUE = 2;
    private static final int TICKS = 40;
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> TYPES =
            List.of(BIGINT, BIGINT.notNull(), BIGINT, ColumnType.of(TypeKind.VARCHAR));
    private static final Frontier FRONTIER = Frontier.of("s");
    private static final List<SortColumn> BY_TIME = List.of(new SortColumn(TIME, false, false));
    private static final List<SortColumn> BY_TIME_AND_VALUE =
            List.of(new SortColumn(TIME, false, false), new SortColumn(VALUE, true, false));

    /** Functions in an order, and when their rows are final. */
    private record Functions(
            String name, List<Integer> partition, List<SortColumn> order, List<OverCall> calls, OverTime time) {
        OverNode node(Closing.Action action) {
            PlanNode input = new ExchangeNode(
                    new InputNode("s", List.of(0, 1, 2, 3), TYPES), partition.isEmpty() ? List.of() : List.of(KEY));
            return new OverNode(input, partition, order, calls, time.with(action));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static OverCall sum(OverFrame frame) {
        return new OverCall.Aggregated(
                new AggregateCall(AggregateFunction.SUM, VALUE, AggregateCall.NONE, false, BIGINT), frame);
    }

    private static OverFrame frame(OverFrame.Unit unit, Integer start, Integer end) {
        return new OverFrame(
                unit,
                start == null ? null : BigDecimal.valueOf(start),
                end == null ? null : BigDecimal.valueOf(end),
                OverFrame.Exclusion.NOTHING);
    }

    private static OverTime after(long late, long millis, long rows) {
        return new OverTime(
                new Closing(TIME, FRONTIER.then(new TimeStep.Plus(-late)), Closing.Action.RELEASE), millis, rows);
    }

    private static final OverCall ROW_NUMBER = new OverCall.Numbered(Numbering.ROW_NUMBER, 0, BIGINT);

    private static final List<Functions> FUNCTIONS = List.of(
            new Functions(
                    "an hour before",
                    List.of(KEY),
                    BY_TIME,
                    List.of(sum(frame(OverFrame.Unit.RANGE, -5, 0))),
                    after(0, 5, 0)),
            new Functions(
                    "before and behind",
                    List.of(KEY),
                    BY_TIME,
                    List.of(sum(frame(OverFrame.Unit.RANGE, -4, 3)), sum(frame(OverFrame.Unit.RANGE, -6, -2))),
                    after(3, 6, 0)),
            new Functions(
                    "some rows before",
                    List.of(KEY),
                    BY_TIME_AND_VALUE,
                    List.of(
                            sum(frame(OverFrame.Unit.ROWS, -2, 0)),
                            new OverCall.Shift(VALUE, -2, AggregateCall.NONE, false, BIGINT),
                            new OverCall.Value(3, 1, false, frame(OverFrame.Unit.ROWS, -1, 0), TYPES.get(3))),
                    after(0, 0, 2)),
            new Functions(
                    "rows and times before",
                    List.of(),
                    BY_TIME,
                    List.of(
                            sum(frame(OverFrame.Unit.RANGE, -4, 0)),
                            sum(frame(OverFrame.Unit.ROWS, -3, -1)),
                            new OverCall.Value(VALUE, -1, false, frame(OverFrame.Unit.RANGE, -2, 0), BIGINT)),
                    after(0, 4, 3)),
            new Functions(
                    "all before",
                    List.of(KEY),
                    BY_TIME_AND_VALUE,
                    List.of(sum(frame(OverFrame.Unit.GROUPS, null, 0)), ROW_NUMBER),
                    after(0, 0, OverTime.ALL)),
            new Functions(
                    "partitions",
                    List.of(KEY, TIME),
                    List.of(new SortColumn(VALUE, true, true)),
                    List.of(
                            ROW_NUMBER,
                            sum(frame(OverFrame.Unit.GROUPS, null, 0)),
                            sum(OverFrame.PARTITION),
                            new OverCall.Shift(VALUE, 1, AggregateCall.NONE, true, BIGINT)),
                    after(0, 0, 0)));

    static Stream<Arguments> functions() {
        return FUNCTIONS.stream()
                .flatMap(functions -> Stream.of(Closing.Action.RELEASE, Closing.Action.EMIT)
                        .map(action -> Arguments.of(functions, action)));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void valuesEqualRecomputation(Functions functions, Closing.Action action) {
        OverNode node = functions.node(action);
        RecomputedOver recomputed = new RecomputedOver(node);

        OperatorVerifier verifier = OperatorVerifier.ofTimed(
                        node,
                        (inputs, bounds) -> seen(
                                recomputed.of(inputs),
                                node.time().closing(),
                                bounds.applyAsLong(node.time().closing().frontier())))
                .time(0, TIME, FRONTIER)
                .rowsPerTick(random -> random.nextInt(12));
        if (functions.time().rows() == 0) {
            verifier.forgetsAll(1);
        }
        verifier.verify(1, TICKS);
    }

    private static Map<List<?>, Long> seen(Map<List<?>, Long> rows, Closing closing, long bound) {
        Map<List<?>, Long> seen = new HashMap<>(rows);
        if (closing.action() == Closing.Action.EMIT) {
            seen.keySet().removeIf(row -> (Long) row.get(TIME) >= bound);
        }
        return seen;
    }

    static Stream<Arguments> tops() {
        return Stream.of(Ranking.values())
                .flatMap(ranking -> Stream.of(Closing.Action.RELEASE, Closing.Action.EMIT)
                        .map(action -> Arguments.of(ranking, action)));
    }

    @ParameterizedTest
    @MethodSource("tops")
    void firstRowsEqualRecomputation(Ranking ranking, Closing.Action action) {
        for (boolean appendOnly : new boolean[] {false, true}) {
            for (boolean numbered : new boolean[] {false, true}) {
                for (int offset = 0; offset <= 1; offset++) {
                    verify(top(true, ranking, offset, numbered, appendOnly, action), false);
                    verify(top(false, ranking, offset, numbered, appendOnly, action), true);
                }
            }
        }
    }

    private static TopNNode top(
            boolean byTime, Ranking ranking, long offset, boolean numbered, boolean appendOnly, Closing.Action action) {
        PlanNode input = new ExchangeNode(new InputNode("s", List.of(0, 1, 2, 3), TYPES), List.of(KEY));
        List<ColumnType> types = new ArrayList<>(TYPES);
        if (numbered) {
            types.add(BIGINT.notNull());
        }
        Closing closing = new Closing(TIME, FRONTIER, action);
        List<Integer> partition = byTime ? List.of(KEY) : List.of(KEY, TIME);
        List<SortColumn> order = byTime ? BY_TIME_AND_VALUE : List.of(new SortColumn(VALUE, true, true));
        return new TopNNode(input, partition, order, ranking, offset, offset + 2, numbered, appendOnly, types, closing);
    }

    private static void verify(TopNNode node, boolean forgetsAll) {
        OperatorVerifier verifier = OperatorVerifier.ofTimed(
                        node,
                        (inputs, bounds) -> seen(
                                TopNOperatorTest.recompute(node, inputs.get(0)),
                                node.closing(),
                                bounds.applyAsLong(FRONTIER)))
                .time(0, TIME, FRONTIER)
                .rowsPerTick(random -> random.nextInt(12));
        if (node.appendOnly()) {
            verifier.appendOnly();
        }
        if (forgetsAll) {
            verifier.forgetsAll(1);
        }
        try {
            verifier.verify(2, TICKS / 2);
        } catch (AssertionError e) {
            throw new AssertionError(node + "\n" + e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Closing.Action.class,
            names = {"RELEASE", "EMIT"})
    void closingPartitionsCostsByTheirRowsAndNotByThoseThatAreKept(Closing.Action action) {
        Functions functions = FUNCTIONS.get(FUNCTIONS.size() - 1);
        costsWhatCloses(Operators.create(functions.node(action), OperatorVerifier.context(0, 1)), 50);
        TopNNode top = top(false, Ranking.ROW_NUMBER, 0, false, true, action);
        costsWhatCloses(Operators.create(top, OperatorVerifier.context(0, 1)), 50);
    }

    @Test
    void closingRowsOfALargePartitionCostsByThem() {
        costsWhatCloses(
                Operators.create(FUNCTIONS.get(0).node(Closing.Action.RELEASE), OperatorVerifier.context(0, 1)), 55);
        costsWhatCloses(
                Operators.create(FUNCTIONS.get(0).node(Closing.Action.EMIT), OperatorVerifier.context(0, 1)), 55);
    }

    private static void costsWhatCloses(Operator operator, long bound) {
        Output out = batch -> {};
        for (int from = 0; from < 50_000; from += 1_000) {
            Batch batch = new Batch(TYPES);
            for (int row = 0; row < 1_000; row++) {
                batch.longs(KEY).set(row, 1);
                batch.longs(TIME).set(row, from + row);
                batch.longs(VALUE).set(row, row % 7);
                batch.bytes(3).set(row, "a");
            }
            batch.setSize(1_000);
            operator.process(0, batch, out);
        }
        operator.endTick(0, out);
        StatefulOperator state = (StatefulOperator) operator;
        TimedOperator timed = (TimedOperator) operator;
        long visited = state.visited();

        timed.advance(0, bound);
        operator.endTick(1, out);

        assertThat(state.visited() - visited).isLessThan(50 * 100);
        assertThat(timed.nextTime(0)).isBetween(50L, bound);
    }
}
