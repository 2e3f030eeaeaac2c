package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.stream.EventTime;
import io.millrace.executor.circuit.stream.StreamTable;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.JoinCondition;
import io.millrace.executor.plan.JoinInput;
import io.millrace.executor.plan.JoinKey;
import io.millrace.executor.plan.JoinKind;
import io.millrace.executor.plan.JoinNode;
import io.millrace.executor.plan.JoinTime;
import io.millrace.executor.plan.TimeRange;
import io.millrace.executor.plan.TimeStep;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Schema;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every kind of join in time over two streams of uneven partitions with late rows, rows {@code (k, time)}: kept up to date and of final rows,
 * on one to four workers, with a restart by a checkpoint in the middle. Compared with two loops over the rows that a plain loop accepts.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoinsInTimeTest {
    private static final long DELAY = 30;
    private static final int PARTITIONS = 3;
    private static final TimeRange NEAR = new TimeRange(1, 1, -4, 7);

    private final KernelCompiler kernels = new KernelCompiler(JoinsInTimeTest.class.getClassLoader(), 100);
    private final List<Circuit> circuits = new ArrayList<>();

    @AfterEach
    void close() {
        circuits.forEach(Circuit::close);
    }

    /** A stream, and what a plain loop accepts of it. */
    private static final class Stream {
        final String name;
        final MemorySource source = new MemorySource(PARTITIONS);
        final long[] maxima = new long[PARTITIONS];
        final List<long[]> accepted = new ArrayList<>();
        int late;
        int rows;

        Stream(String name) {
            this.name = name;
            Arrays.fill(maxima, Long.MIN_VALUE);
        }

        StreamTable table() {
            return new StreamTable(0, name, Plans.KEY_VALUE, source, source.start(), EventTime.of(1, DELAY));
        }

        void append(int partition, long key, long time) {
            source.append(partition, key, time);
            rows++;
            if (maxima[partition] != Long.MIN_VALUE && time < maxima[partition] - DELAY) {
                late++;
                return;
            }
            maxima[partition] = Math.max(maxima[partition], time);
            accepted.add(new long[] {key, time});
        }

        long watermark() {
            return Arrays.stream(maxima).min().orElseThrow() - DELAY;
        }
    }

    private static ViewPlan view(JoinKind kind, boolean near, Closing.Action action) {
        boolean emits = action == Closing.Action.EMIT;
        Schema schema = new Schema(IntStream.range(0, kind.hasPairs() ? 4 : kind == JoinKind.MARK ? 3 : 2)
                .mapToObj(i -> new Column(
                        "c" + i, i == 2 && kind == JoinKind.MARK ? ColumnType.of(TypeKind.BOOLEAN) : Plans.BIGINT))
                .toList());
        List<JoinKey> keys =
                near ? List.of(new JoinKey(0, 0, false)) : List.of(new JoinKey(0, 0, false), new JoinKey(1, 1, false));
        JoinNode join = new JoinNode(
                new JoinInput(new ExchangeNode(Plans.input("l", 0, 1), List.of(0)), true),
                new JoinInput(new ExchangeNode(Plans.input("r", 0, 1), List.of(0)), true),
                kind,
                new JoinCondition(keys, null),
                schema.types(),
                time(near, action));
        boolean appendOnly = emits || kind == JoinKind.INNER || kind == JoinKind.SEMI;
        List<Integer> all = IntStream.range(0, schema.size()).boxed().toList();
        return new ViewPlan(
                name(kind, near, action),
                schema,
                appendOnly ? join : new ExchangeNode(join, all),
                List.of(),
                appendOnly);
    }

    private static JoinTime time(boolean near, Closing.Action action) {
        Frontier l = Frontier.of("l");
        Frontier r = Frontier.of("r");
        return near
                ? new JoinTime(
                        NEAR,
                        new Closing(1, l.least(r.then(new TimeStep.Plus(NEAR.least()))), action),
                        new Closing(1, r.least(l.then(new TimeStep.Plus(-NEAR.most()))), action))
                : new JoinTime(null, new Closing(1, l.least(r), action), new Closing(1, l.least(r), action));
    }

    private static String name(JoinKind kind, boolean near, Closing.Action action) {
        return kind + (near ? "_near_" : "_equal_") + action;
    }

    private static List<ViewPlan> views() {
        List<ViewPlan> views = new ArrayList<>();
        for (JoinKind kind : JoinKind.values()) {
            for (boolean near : new boolean[] {true, false}) {
                views.add(view(kind, near, Closing.Action.RELEASE));
                views.add(view(kind, near, Closing.Action.EMIT));
            }
        }
        return views;
    }

    private Circuit circuit(int workers) {
        Circuit circuit =
                new Circuit(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(1), kernels);
        circuits.add(circuit);
        return circuit;
    }

    @ParameterizedTest
    @CsvSource({"1,1,3", "2,2,1", "3,3,4", "4,4,2"})
    void viewsEqualTheJoinsOfAcceptedRows(long seed, int workers, int workersLater) {
        Random random = new Random(seed);
        Stream left = new Stream("l");
        Stream right = new Stream("r");
        Circuit circuit = circuit(workers);
        circuit.createStream(left.table());
        circuit.createStream(right.table());
        views().forEach(circuit::createView);
        long before = 0;
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 400; i++) {
                for (Stream stream : List.of(left, right)) {
                    int partition = Math.min(PARTITIONS - 1, Integer.numberOfTrailingZeros(random.nextInt(32) | 16));
                    long time = (round * 400L + i) / 3 - random.nextInt(random.nextInt(10) == 0 ? 80 : 30);
                    stream.append(partition, random.nextInt(4), time);
                }
            }
            while (circuit.status().rows() < left.rows + right.rows - before) {
                Thread.onSpinWait();
            }
            if (round == 2) {
                CircuitSnapshot checkpoint = circuit.checkpoint();
                circuit.close();
                circuit = circuit(workersLater);
                circuit.createStream(left.table());
                circuit.createStream(right.table());
                circuit.restore(checkpoint, views());
                before = left.rows + right.rows;
            }
        }
        while (watermark(circuit, 0) < left.watermark() || watermark(circuit, 1) < right.watermark()) {
            Thread.onSpinWait();
        }

        assertThat(left.late).isPositive();
        for (JoinKind kind : JoinKind.values()) {
            for (boolean near : new boolean[] {true, false}) {
                for (Closing.Action action : List.of(Closing.Action.RELEASE, Closing.Action.EMIT)) {
                    String view = name(kind, near, action);
                    assertThat(TestRows.read(circuit, view))
                            .as("%s seed %s", view, seed)
                            .isEqualTo(expected(left, right, kind, near, action));
                }
            }
        }
    }

    private static long watermark(Circuit circuit, int stream) {
        var time = circuit.status().streams().get(stream).time();
        assertThat(time).isNotNull();
        return time.watermark();
    }

    private static List<String> expected(
            Stream left, Stream right, JoinKind kind, boolean near, Closing.Action action) {
        boolean emits = action == Closing.Action.EMIT;
        long leftBound = near
                ? Math.min(left.watermark(), right.watermark() + NEAR.least())
                : Math.min(left.watermark(), right.watermark());
        long rightBound = near ? Math.min(right.watermark(), left.watermark() - NEAR.most()) : leftBound;
        List<String> rows = new ArrayList<>();
        for (long[] l : left.accepted) {
            boolean matches = false;
            for (long[] r : right.accepted) {
                if (matches(l, r, near)) {
                    matches = true;
                    if (kind.hasPairs()) {
                        rows.add(row(l[0], l[1], r[0], r[1]));
                    }
                }
            }
            boolean isFinal = !emits || l[1] < leftBound;
            switch (kind) {
                case INNER, RIGHT -> {}
                case LEFT, FULL -> addIf(!matches && isFinal, rows, row(l[0], l[1], null, null));
                case SEMI -> addIf(matches, rows, row(l[0], l[1]));
                case ANTI -> addIf(!matches && isFinal, rows, row(l[0], l[1]));
                case MARK -> addIf(isFinal, rows, row(l[0], l[1], matches));
            }
        }
        for (long[] r : right.accepted) {
            boolean alone = kind.decidesRight() && left.accepted.stream().noneMatch(l -> matches(l, r, near));
            addIf(alone && (!emits || r[1] < rightBound), rows, row(null, null, r[0], r[1]));
        }
        rows.sort(Comparator.naturalOrder());
        return rows;
    }

    private static boolean matches(long[] l, long[] r, boolean near) {
        long difference = l[1] - r[1];
        return l[0] == r[0] && (near ? difference >= NEAR.least() && difference <= NEAR.most() : difference == 0);
    }

    private static void addIf(boolean is, List<String> rows, String row) {
        if (is) {
            rows.add(row);
        }
    }

    private static String row(@Nullable Object... values) {
        return Arrays.asList(values).toString();
    }
}
