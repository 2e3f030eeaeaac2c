package io.millrace.executor.operator.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelSource;
import io.millrace.executor.operator.OperatorVerifier;
import io.millrace.executor.operator.Operators;
import io.millrace.executor.operator.Output;
import io.millrace.executor.plan.BroadcastNode;
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
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Joins in time: rows meet by a range of time or by equal times, and are forgotten when watermarks of both sides have passed them. Over
 * random deltas whose times keep the watermarks, against nested loops over all rows that ever came; and what a row costs.
 */
class JoinTimeTest {
    private static final int TICKS = 50;
    private static final int TIME = 3;
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> LEFT =
            List.of(BIGINT, ColumnType.of(TypeKind.VARCHAR), BIGINT, BIGINT.notNull());
    private static final List<ColumnType> RIGHT =
            List.of(ColumnType.of(TypeKind.VARCHAR), BIGINT, BIGINT, BIGINT.notNull());
    private static final Frontier L = Frontier.of("l");
    private static final Frontier R = Frontier.of("r");
    private static final JoinKey NUMBERS = new JoinKey(0, 1, false);
    private static final TimeRange NEAR = new TimeRange(TIME, TIME, -3, 5);

    /** How rows meet. */
    private record Meeting(
            String name, List<JoinKey> keys, @Nullable TimeRange range, boolean residual, boolean broadcast) {
        boolean isOf(JoinKind kind) {
            return !broadcast || kind != JoinKind.FULL;
        }

        /** Whether all rows of both sides are final some time. */
        boolean closesBoth() {
            return range == null || range.equals(NEAR);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Meeting> MEETINGS = List.of(
            new Meeting("equal keys and times", List.of(NUMBERS, new JoinKey(TIME, TIME, false)), null, false, false),
            new Meeting("equal times, null-safe", List.of(new JoinKey(TIME, TIME, true)), null, false, false),
            new Meeting("equal times and a residual", List.of(new JoinKey(TIME, TIME, false)), null, true, false),
            new Meeting("near times of a key", List.of(NUMBERS), NEAR, false, false),
            new Meeting("near times of a key and a residual", List.of(NUMBERS), NEAR, true, false),
            new Meeting("near times", List.of(), NEAR, false, false),
            new Meeting("near times, one side broadcast", List.of(), NEAR, false, true),
            new Meeting(
                    "a time not before the other",
                    List.of(NUMBERS),
                    new TimeRange(TIME, TIME, 0, TimeRange.ANY_MOST),
                    false,
                    false),
            new Meeting(
                    "a time not after the other",
                    List.of(NUMBERS),
                    new TimeRange(TIME, TIME, TimeRange.ANY_LEAST, -1),
                    false,
                    false));

    static Stream<Arguments> joins() {
        return Stream.of(JoinKind.values())
                .flatMap(kind -> MEETINGS.stream()
                        .filter(meeting -> meeting.isOf(kind))
                        .map(meeting -> Arguments.of(kind, meeting)));
    }

    @ParameterizedTest
    @MethodSource("joins")
    void equalsRecomputationAndForgets(JoinKind kind, Meeting meeting) {
        JoinNode node = node(kind, meeting, false, Closing.Action.RELEASE);

        verifier(node, meeting).verify(1, TICKS);
    }

    @ParameterizedTest
    @MethodSource("joins")
    void ofAppendOnlySidesEqualsRecomputationAndForgets(JoinKind kind, Meeting meeting) {
        JoinNode node = node(kind, meeting, true, Closing.Action.RELEASE);

        verifier(node, meeting).appendOnly().verify(2, TICKS / 2);
    }

    static Stream<Arguments> closedJoins() {
        return joins().filter(join -> ((Meeting) join.get()[1]).closesBoth());
    }

    @ParameterizedTest
    @MethodSource("closedJoins")
    void rowsWithoutAMatchComeOutOnceWhenTheyAreFinal(JoinKind kind, Meeting meeting) {
        JoinNode node = node(kind, meeting, true, Closing.Action.EMIT);

        verifier(node, meeting).appendOnly().verify(3, TICKS / 2);
    }

    private static OperatorVerifier verifier(JoinNode node, Meeting meeting) {
        OperatorVerifier verifier = OperatorVerifier.ofTimed(node, (inputs, bounds) -> {
                    Map<List<?>, Long> rows = new HashMap<>(NestedLoops.join(node, inputs, 2, 2));
                    rows.keySet().removeIf(row -> waits(node, row, bounds));
                    return rows;
                })
                .time(0, TIME, L)
                .time(1, TIME, R);
        return meeting.closesBoth() ? verifier.forgetsAll() : verifier;
    }

    /** Whether a row that has no match is not final yet, where such rows come out only then. */
    private static boolean waits(JoinNode node, List<?> row, ToLongFunction<Frontier> bounds) {
        JoinTime time = node.time();
        boolean left = waits(time.left(), bounds, (Long) row.get(TIME));
        return switch (node.kind()) {
            case INNER, SEMI -> false;
            case ANTI, MARK -> left && canMatch(node, row.get(0));
            case LEFT, RIGHT, FULL -> {
                Long right = (Long) row.get(LEFT.size() + TIME);
                yield right == null && left && canMatch(node, row.get(0))
                        || row.get(TIME) == null
                                && waits(time.right(), bounds, right)
                                && canMatch(node, row.get(LEFT.size() + 1));
            }
        };
    }

    private static boolean waits(@Nullable Closing closing, ToLongFunction<Frontier> bounds, @Nullable Long time) {
        return closing != null
                && closing.action() == Closing.Action.EMIT
                && time != null
                && time >= bounds.applyAsLong(closing.frontier());
    }

    private static boolean canMatch(JoinNode node, @Nullable Object number) {
        return number != null || !node.condition().keys().contains(NUMBERS);
    }

    private static JoinNode node(JoinKind kind, Meeting meeting, boolean appendOnly, Closing.Action action) {
        boolean leftCopied = meeting.broadcast() && kind == JoinKind.RIGHT;
        boolean rightCopied = meeting.broadcast() && kind != JoinKind.RIGHT;
        List<JoinKey> keys = meeting.keys();
        List<Integer> first = keys.isEmpty() ? List.of() : List.of(keys.get(0).left());
        List<Integer> second = keys.isEmpty() ? List.of() : List.of(keys.get(0).right());
        return new JoinNode(
                new JoinInput(side("l", LEFT, leftCopied, meeting.broadcast() ? List.of(0, 1) : first), appendOnly),
                new JoinInput(side("r", RIGHT, rightCopied, meeting.broadcast() ? List.of(2) : second), appendOnly),
                kind,
                new JoinCondition(keys, meeting.residual() ? residual(kind == JoinKind.MARK) : null),
                NestedLoops.types(kind, LEFT, RIGHT),
                time(meeting.range(), action));
    }

    private static JoinTime time(@Nullable TimeRange range, Closing.Action action) {
        if (range == null) {
            Closing both = new Closing(TIME, L.least(R), action);
            return new JoinTime(null, both, both);
        }
        return new JoinTime(
                range,
                range.least() == TimeRange.ANY_LEAST
                        ? null
                        : new Closing(TIME, L.least(R.then(new TimeStep.Plus(range.least()))), action),
                range.most() == TimeRange.ANY_MOST
                        ? null
                        : new Closing(TIME, R.least(L.then(new TimeStep.Plus(-range.most()))), action));
    }

    private static PlanNode side(String name, List<ColumnType> types, boolean copied, List<Integer> exchange) {
        PlanNode input =
                new InputNode(name, IntStream.range(0, types.size()).boxed().toList(), types);
        return copied ? new BroadcastNode(input) : new ExchangeNode(input, exchange);
    }

    @Test
    void aRowOfAHotKeyLooksAtThoseThatAreNearInTime() {
        JoinOperator join = join(NEAR);
        for (int from = 0; from < 100_000; from += 1_000) {
            join.process(0, rows(LEFT, 0, from, 1_000), out -> {});
            join.process(1, rows(RIGHT, 1, from, 1_000), out -> {});
        }
        long visited = join.visited();
        long[] emitted = new long[1];
        Output count = batch -> emitted[0] += batch.size();

        join.process(0, rows(LEFT, 0, 50_000, 1), count);
        join.process(1, rows(RIGHT, 1, 70_000, 1), count);

        assertThat(emitted[0]).isEqualTo(18);
        assertThat(join.visited() - visited).isLessThan(60);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgettingCostsByWhatIsForgottenAndNotByWhatIsKept(boolean near) {
        JoinOperator join = join(near ? NEAR : null);
        for (int from = 0; from < 100_000; from += 1_000) {
            join.process(0, rows(LEFT, 0, from, 1_000), out -> {});
            join.process(1, rows(RIGHT, 1, from, 1_000), out -> {});
        }
        join.endTick(0, out -> {});
        long visited = join.visited();
        long kept = join.rows();

        for (int frontier = 0; frontier < join.frontiers().size(); frontier++) {
            join.advance(frontier, 50);
            assertThat(join.nextTime(frontier)).isZero();
        }
        join.endTick(1, out -> {});

        // Of near times all share a key; of equal times each is one.
        assertThat(kept - join.rows()).isEqualTo(near ? 100 : 150);
        assertThat(join.visited() - visited).isBetween(100L, 600L);
        assertThat(join.nextTime(0)).isEqualTo(50);
    }

    private static JoinOperator join(@Nullable TimeRange range) {
        List<JoinKey> keys = range == null ? List.of(NUMBERS, new JoinKey(TIME, TIME, false)) : List.of(NUMBERS);
        Meeting meeting = new Meeting("meeting", keys, range, false, false);
        JoinNode node = node(JoinKind.INNER, meeting, true, Closing.Action.RELEASE);
        return (JoinOperator) Operators.create(node, OperatorVerifier.context(0, 1));
    }

    /** Rows of one key whose times start somewhere. */
    private static Batch rows(List<ColumnType> types, int key, long from, int count) {
        Batch batch = new Batch(types);
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < types.size(); column++) {
                if (types.get(column).kind() == TypeKind.VARCHAR) {
                    batch.bytes(column).set(row, "x");
                } else {
                    batch.longs(column).set(row, column == key ? 7 : from + row);
                }
            }
        }
        batch.setSize(count);
        return batch;
    }

    /** What compares {@code left.2 < right.2} as the planner's kernels do, for a pair's columns and number. */
    private static KernelSource residual(boolean mark) {
        String name = mark ? "EarlierOrNull" : "Earlier";
        String source = """
                package generated;
                public final class %s implements io.millrace.executor.kernel.Kernel {
                    public %s(
                            Object[] constants,
                            io.millrace.executor.kernel.KernelContext context,
                            io.millrace.executor.kernel.FailureSite[] sites) {}
                    public void run(io.millrace.executor.column.Batch in, io.millrace.executor.column.Batch out) {
                        for (int row = 0; row < in.size(); row++) {
                            boolean unknown = in.longs(2).isNull(row) || in.longs(6).isNull(row);
                            boolean less = !unknown && in.longs(2).get(row) < in.longs(6).get(row);
                            if (less || %s) {
                                int at = out.size();
                                out.longs(0).set(at, in.longs(8).get(row));
                                %s
                                out.setSize(at + 1);
                            }
                        }
                    }
                }
                """.formatted(
                name,
                name,
                mark ? "unknown" : "false",
                mark ? "if (unknown) { out.booleans(1).setNull(at); } else { out.booleans(1).set(at, true); }" : "");
        return new KernelSource("generated." + name, source, List.of(), List.of());
    }
}
