package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.InputNode;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.OverCall;
import io.millrace.executor.plan.OverFrame;
import io.millrace.executor.plan.OverNode;
import io.millrace.executor.plan.OverTime;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.Ranking;
import io.millrace.executor.plan.SortColumn;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.plan.TopNNode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What operators keep is as much after four minutes of event time as after a quarter of them: rows {@code (key, window, time, value)} that
 * come a little out of order, a thousand a second, whose keys are others as time goes on.
 */
class FlatStateTest {
    private static final int SECONDS = 240;
    private static final int ROWS_PER_SECOND = 1_000;
    private static final long DELAY = 2_000;
    private static final long SIZE = 10_000;
    private static final int KEY = 0;
    private static final int WINDOW = 1;
    private static final int TIME = 2;
    private static final int VALUE = 3;
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT).notNull();
    private static final List<ColumnType> TYPES = List.of(BIGINT, BIGINT, BIGINT, BIGINT);
    private static final Frontier TIMES = Frontier.of("s");
    private static final Frontier WINDOWS = TIMES.then(new TimeStep.WindowStart(SIZE, SIZE, 0));

    /** An operator, how many inputs it has, and its name. */
    private record Case(String name, PlanNode node, int ports) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static PlanNode input(Integer... exchange) {
        return new ExchangeNode(new InputNode("s", List.of(0, 1, 2, 3), TYPES), List.of(exchange));
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Closing.Action action : List.of(Closing.Action.RELEASE, Closing.Action.EMIT)) {
            Closing window = new Closing(WINDOW, WINDOWS, action);
            cases.add(new Case(
                    "distinct count by window, " + action,
                    new AggregateNode(
                            input(WINDOW),
                            List.of(WINDOW),
                            List.of(new AggregateCall(AggregateFunction.COUNT, KEY, AggregateCall.NONE, true, BIGINT)),
                            true,
                            List.of(BIGINT, BIGINT),
                            new Closing(0, WINDOWS, action)),
                    1));
            cases.add(new Case("deduplication by window, " + action, top(1, TIME, window), 1));
            cases.add(new Case("first rows by window, " + action, top(3, VALUE, window), 1));
            cases.add(new Case("interval join, " + action, join(JoinKind.LEFT, near(action)), 2));
            cases.add(new Case("full interval join, " + action, join(JoinKind.FULL, near(action)), 2));
            cases.add(new Case("window join, " + action, join(JoinKind.FULL, equal(action)), 2));
            cases.add(new Case("sum of the last seconds, " + action, over(action), 1));
        }
        return cases.stream();
    }

    private static TopNNode top(int rows, int order, Closing closing) {
        return new TopNNode(
                input(KEY),
                List.of(KEY, WINDOW),
                List.of(new SortColumn(order, false, false)),
                Ranking.ROW_NUMBER,
                0,
                rows,
                false,
                true,
                TYPES,
                closing);
    }

    private static JoinTime near(Closing.Action action) {
        return new JoinTime(
                new TimeRange(TIME, TIME, -SIZE, SIZE),
                new Closing(TIME, TIMES.least(TIMES.then(new TimeStep.Plus(-SIZE))), action),
                new Closing(TIME, TIMES.least(TIMES.then(new TimeStep.Plus(-SIZE))), action));
    }

    private static JoinTime equal(Closing.Action action) {
        return new JoinTime(null, new Closing(WINDOW, WINDOWS, action), new Closing(WINDOW, WINDOWS, action));
    }

    private static JoinNode join(JoinKind kind, JoinTime time) {
        List<ColumnType> types = new ArrayList<>(TYPES);
        types.addAll(TYPES);
        List<JoinKey> keys = time.range() != null
                ? List.of(new JoinKey(KEY, KEY, false))
                : List.of(new JoinKey(KEY, KEY, false), new JoinKey(WINDOW, WINDOW, false));
        return new JoinNode(
                new JoinInput(input(KEY), true),
                new JoinInput(input(KEY), true),
                kind,
                new JoinCondition(keys, null),
                types.stream().map(type -> type.withNullable(true)).toList(),
                time);
    }

    private static OverNode over(Closing.Action action) {
        OverFrame frame = new OverFrame(
                OverFrame.Unit.RANGE, BigDecimal.valueOf(-SIZE), BigDecimal.ZERO, OverFrame.Exclusion.NOTHING);
        OverCall sum = new OverCall.Aggregated(
                new AggregateCall(AggregateFunction.SUM, VALUE, AggregateCall.NONE, false, BIGINT), frame);
        return new OverNode(
                input(KEY),
                List.of(KEY),
                List.of(new SortColumn(TIME, false, false)),
                List.of(sum),
                new OverTime(new Closing(TIME, TIMES, action), SIZE, 0));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stateIsAsLargeAtTheEndAsAtAQuarter(Case of) {
        Random random = new Random(1);
        Operator operator = Operators.create(of.node(), OperatorVerifier.context(0, 1));
        StatefulOperator state = (StatefulOperator) operator;
        TimedOperator timed = (TimedOperator) operator;
        long[] emitted = new long[1];
        Output out = batch -> emitted[0] += batch.size();
        long[] bytes = new long[2];
        for (int second = 0; second < SECONDS; second++) {
            for (int port = 0; port < of.ports(); port++) {
                operator.process(port, rows(random, second, ROWS_PER_SECOND / of.ports()), out);
            }
            operator.endStep(out);
            long watermark = (second + 1) * 1_000L - DELAY;
            for (int frontier = 0; frontier < timed.frontiers().size(); frontier++) {
                timed.advance(frontier, timed.frontiers().get(frontier).at(stream -> watermark));
            }
            operator.endTick(second, out);
            // Windows are full at different moments: the most within some of them.
            if (second >= SECONDS / 8 && second < SECONDS / 4 || second >= SECONDS * 7 / 8) {
                int half = second < SECONDS / 4 ? 0 : 1;
                bytes[half] = Math.max(bytes[half], state.stateBytes());
            }
        }

        assertThat(emitted[0]).isPositive();
        assertThat(bytes[1]).isBetween(bytes[0] - bytes[0] / 10, bytes[0] + bytes[0] / 10);
    }

    private static Batch rows(Random random, int second, int count) {
        Batch batch = new Batch(TYPES);
        for (int row = 0; row < count; row++) {
            long time = second * 1_000L + row * 1_000L / count - random.nextInt((int) DELAY / 2);
            batch.longs(KEY).set(row, second / 5 * 100 + random.nextInt(200));
            batch.longs(WINDOW).set(row, Math.floorDiv(time, SIZE) * SIZE);
            batch.longs(TIME).set(row, time);
            batch.longs(VALUE).set(row, random.nextInt(1_000));
        }
        batch.setSize(count);
        return batch;
    }
}
