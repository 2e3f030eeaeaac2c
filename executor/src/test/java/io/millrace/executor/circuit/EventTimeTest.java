package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.graph.Terminal;
import io.millrace.executor.circuit.stream.EventTime;
import io.millrace.executor.circuit.stream.StreamTable;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.Closing;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.Frontier;
import io.millrace.executor.plan.ViewPlan;
import io.millrace.executor.type.Column;
import io.millrace.executor.type.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Streams with a watermark, over a relation {@code (k, time)}: which rows are late, what is shown of final groups, and that this is the
 * same for views that were there from the start, for later ones, and after a restart. Compared with a plain loop over the partitions.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventTimeTest {
    private static final long DELAY = 30;

    private final KernelCompiler kernels = new KernelCompiler(EventTimeTest.class.getClassLoader(), 100);
    private final List<Circuit> circuits = new ArrayList<>();

    @AfterEach
    void close() {
        circuits.forEach(Circuit::close);
    }

    private Circuit circuit(int workers) {
        Circuit circuit =
                new Circuit(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(1), kernels);
        circuits.add(circuit);
        return circuit;
    }

    private static StreamTable stream(MemorySource source, EventTime time) {
        return new StreamTable(0, "s", Plans.KEY_VALUE, source, source.start(), time);
    }

    /** {@code SELECT time, COUNT(*), COUNT(DISTINCT k) FROM s GROUP BY time}, forgotten or emitted when final. */
    private static ViewPlan byTime(String name, Closing.Action action) {
        boolean last = action == Closing.Action.EMIT;
        AggregateNode root = new AggregateNode(
                new ExchangeNode(Plans.input("s", 1, 0), List.of(0)),
                List.of(0),
                List.of(
                        new AggregateCall(
                                AggregateFunction.COUNT, AggregateCall.NONE, AggregateCall.NONE, false, Plans.BIGINT),
                        new AggregateCall(AggregateFunction.COUNT, 1, AggregateCall.NONE, true, Plans.BIGINT)),
                true,
                List.of(Plans.BIGINT, Plans.BIGINT, Plans.BIGINT),
                new Closing(0, Frontier.of("s"), action));
        Schema schema = new Schema(List.of(
                new Column("time", Plans.BIGINT), new Column("n", Plans.BIGINT), new Column("d", Plans.BIGINT)));
        return new ViewPlan(name, schema, root, List.of(0), last);
    }

    private static void awaitRows(Circuit circuit, long rows) {
        while (circuit.status().rows() < rows) {
            Thread.onSpinWait();
        }
    }

    private static CircuitStatus.Time time(Circuit circuit) {
        CircuitStatus.Time time = circuit.status().streams().get(0).time();
        assertThat(time).isNotNull();
        return time;
    }

    private static void awaitWatermark(Circuit circuit, long watermark) {
        while (time(circuit).watermark() < watermark) {
            Thread.onSpinWait();
        }
    }

    private static List<String> rows(Batch batch) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            rows.add(batch.longs(0).get(row) + "@" + batch.longs(1).get(row));
        }
        rows.sort(Comparator.naturalOrder());
        return rows;
    }

    /** What a plain loop makes of partitions: which rows are late, and the groups of the others. */
    private static final class Oracle {
        final List<String> late = new ArrayList<>();
        final Map<Long, List<Long>> groups = new TreeMap<>();
        final long[] maxima;

        Oracle(int partitions) {
            maxima = new long[partitions];
            java.util.Arrays.fill(maxima, Long.MIN_VALUE);
        }

        void take(int partition, long key, long time) {
            if (maxima[partition] != Long.MIN_VALUE && time < maxima[partition] - DELAY) {
                late.add(key + "@" + time);
                return;
            }
            maxima[partition] = Math.max(maxima[partition], time);
            groups.computeIfAbsent(time, added -> new ArrayList<>()).add(key);
        }

        long watermark() {
            return java.util.Arrays.stream(maxima).min().orElseThrow() - DELAY;
        }

        List<String> rows(long before) {
            List<String> rows = new ArrayList<>();
            groups.forEach((time, keys) -> {
                if (time < before) {
                    rows.add("[" + time + ", " + keys.size() + ", " + new TreeSet<>(keys).size() + "]");
                }
            });
            rows.sort(Comparator.naturalOrder());
            return rows;
        }

        List<String> lateRows() {
            late.sort(Comparator.naturalOrder());
            return late;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,3", "4,4", "5,2"})
    void allViewsSeeTheSameRowsAndFinalRowsAreThoseOfTheWholeInput(long seed, int workers) {
        Random random = new Random(seed);
        MemorySource source = new MemorySource(4);
        Oracle oracle = new Oracle(4);
        Circuit circuit = circuit(workers);
        circuit.createStream(stream(source, EventTime.of(1, DELAY)));
        circuit.createView(byTime("early", Closing.Action.RELEASE));
        circuit.createView(byTime("early_final", Closing.Action.EMIT));
        circuit.createView(byTime("recent", Closing.Action.RETRACT));
        circuit.createView(Plans.total("total", "recent"));
        long rows = 0;
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 2_000; i++) {
                // Uneven partitions; times go on with the rounds, with more disorder than the delay.
                int partition = Math.min(3, Integer.numberOfTrailingZeros(random.nextInt(1 << 6) | 1 << 5));
                long time = (round * 2_000L + i) / 20 - random.nextInt(random.nextInt(10) == 0 ? 80 : 30);
                long key = random.nextInt(5);
                source.append(partition, key, time);
                oracle.take(partition, key, time);
                rows++;
            }
            awaitRows(circuit, rows);
            if (round == 2) {
                circuit.createView(byTime("late", Closing.Action.RELEASE));
                circuit.createView(byTime("late_final", Closing.Action.EMIT));
            }
            if (round == 3) {
                CircuitSnapshot checkpoint = circuit.checkpoint();
                circuit.close();
                Circuit restored = circuit(1 + (int) (seed % 4));
                restored.createStream(stream(source, EventTime.of(1, DELAY)));
                restored.restore(
                        checkpoint,
                        List.of(
                                byTime("early", Closing.Action.RELEASE),
                                byTime("early_final", Closing.Action.EMIT),
                                byTime("recent", Closing.Action.RETRACT),
                                Plans.total("total", "recent"),
                                byTime("late", Closing.Action.RELEASE),
                                byTime("late_final", Closing.Action.EMIT)));
                circuit = restored;
                rows = 0;
            }
        }
        awaitWatermark(circuit, oracle.watermark());

        assertViewsAreAsBy(oracle, circuit, "seed " + seed);
    }

    private static void assertViewsAreAsBy(Oracle oracle, Circuit circuit, String of) {
        for (String view : List.of("early", "late")) {
            assertThat(TestRows.read(circuit, view)).as(view + " " + of).isEqualTo(oracle.rows(Long.MAX_VALUE));
            assertThat(TestRows.read(circuit, view + "_final"))
                    .as(view + "_final " + of)
                    .isEqualTo(oracle.rows(oracle.watermark()));
        }
        List<String> recent = new ArrayList<>(oracle.rows(Long.MAX_VALUE));
        recent.removeAll(oracle.rows(oracle.watermark()));
        assertThat(TestRows.read(circuit, "recent")).as("recent " + of).isEqualTo(recent);
        assertThat(TestRows.read(circuit, "total")).as("total " + of).containsExactly(sums(recent));
        long late = time(circuit).partitions().values().stream()
                .mapToLong(CircuitStatus.Time.PartitionTime::lateRows)
                .sum();
        assertThat(late).as(of).isEqualTo(oracle.late.size()).isPositive();
    }

    private static String sums(List<String> rows) {
        long n = 0;
        long d = 0;
        for (String row : rows) {
            String[] values = row.substring(1, row.length() - 1).split(", ");
            n += Long.parseLong(values[1]);
            d += Long.parseLong(values[2]);
        }
        return "[" + n + ", " + d + "]";
    }

    @Test
    void lateRowsStayReadableAndEqualThoseOfThePlainLoop() {
        MemorySource source = new MemorySource(2);
        Oracle oracle = new Oracle(2);
        Random random = new Random(7);
        for (int i = 0; i < 3_000; i++) {
            long time = i / 10 - random.nextInt(60);
            source.append(i % 2, (long) i, time);
            oracle.take(i % 2, i, time);
        }
        Circuit circuit = circuit(2);
        circuit.createStream(stream(source, EventTime.of(1, DELAY)));
        circuit.createView(Plans.all("v", "s"));
        awaitRows(circuit, 3_000);

        assertThat(rows(circuit.lateRows("s"))).isEqualTo(oracle.lateRows());
        assertThat(TestRows.read(circuit, "v")).hasSize(3_000 - oracle.late.size());
    }

    @Test
    void noMoreLateRowsAreKeptThanWasSaid() {
        MemorySource source = new MemorySource(1);
        source.append(0, 0L, 1_000L);
        for (long i = 1; i <= 50; i++) {
            source.append(0, i, i);
        }
        Circuit circuit = circuit(1);
        circuit.createStream(stream(source, new EventTime(1, DELAY, 0, null, null, 3)));
        circuit.createView(Plans.all("v", "s"));
        awaitRows(circuit, 51);

        assertThat(rows(circuit.lateRows("s"))).containsExactly("48@48", "49@49", "50@50");
        assertThat(time(circuit).partitions().get("p0").lateRows()).isEqualTo(50);
    }

    @Test
    void lateRowsThatAreAcceptedAreCountedAndNothingIsLeftOut() {
        MemorySource source = new MemorySource(1);
        source.append(0, 1L, 1_000L);
        source.append(0, 2L, 1L);
        Circuit circuit = circuit(2);
        circuit.createStream(stream(source, new EventTime(1, DELAY, EventTime.ANY, null, null, 10)));
        circuit.createView(Plans.all("v", "s"));
        awaitRows(circuit, 2);

        assertThat(TestRows.read(circuit, "v")).hasSize(2);
        assertThat(circuit.lateRows("s").size()).isZero();
        assertThat(time(circuit).partitions().get("p0").lateRows()).isEqualTo(1);
    }

    @Test
    void anIdlePartitionIsNotWaitedForAndWhatItBringsLaterIsMeasuredByTheOthers() {
        MemorySource source = new MemorySource(2);
        source.append(0, 1L, 1_000L);
        source.append(1, 2L, 100L);
        Circuit circuit = circuit(2);
        circuit.createStream(stream(source, new EventTime(1, DELAY, 0, Duration.ofMillis(40), null, 10)));
        circuit.createView(Plans.all("v", "s"));
        // The first partition goes on, the second one is silent.
        for (long i = 1; time(circuit).watermark() < 1_000; i++) {
            source.append(0, 1L, 1_000 + i);
        }
        source.append(1, 3L, 200L);
        source.append(1, 4L, 1_000_000L);
        while (TestRows.read(circuit, "v").stream().noneMatch(row -> row.equals("[1000000, 4]"))) {
            Thread.onSpinWait();
        }

        assertThat(rows(circuit.lateRows("s"))).containsExactly("3@200");
        // A view that reads all of it again decides alike.
        circuit.createView(Plans.all("w", "s"));
        assertThat(TestRows.read(circuit, "w")).doesNotContain("[200, 3]").contains("[100, 2]");
    }

    @Test
    void oneAbsurdTimeDoesNotMakeAllThatFollowsLate() {
        MemorySource source = new MemorySource(1);
        for (long time : new long[] {999_999, 100, 101, 900_000, 102, 500_000, 500_001, 103}) {
            source.append(0, time, time);
        }
        Circuit circuit = circuit(1);
        circuit.createStream(stream(source, new EventTime(1, DELAY, 0, null, Duration.ofSeconds(1), 10)));
        circuit.createView(Plans.all("v", "s"));
        awaitRows(circuit, 8);

        // The first two confirm the smaller one; 500,000 is confirmed by the row behind it.
        assertThat(rows(circuit.lateRows("s"))).containsExactly("103@103");
        assertThat(TestRows.read(circuit, "v")).hasSize(7);
        assertThat(time(circuit).watermark()).isEqualTo(500_000 - DELAY);
    }

    @Test
    void stateOfFinalGroupsIsGivenBack() {
        MemorySource source = new MemorySource(1);
        // Small ticks: room for a tick's own groups is kept.
        Circuit circuit = new Circuit(
                new CircuitOptions(1, 1_000, 500, 500, 500, 1 << 20, 1 << 20, 1 << 30, 10, 10, 1_000), kernels);
        circuits.add(circuit);
        circuit.createStream(stream(source, EventTime.of(1, DELAY)));
        circuit.createView(byTime("v", Closing.Action.EMIT));
        long[] bytes = new long[2];
        long rows = 0;
        for (int half = 0; half < 2; half++) {
            for (int piece = 0; piece < 40; piece++) {
                for (int i = 0; i < 500; i++) {
                    source.append(0, rows % 7, rows++ / 4);
                }
                // Waited for, as a tick takes whole chunks, and a chunk all that is there.
                awaitRows(circuit, rows);
            }
            bytes[half] = operatorBytes(circuit);
        }

        assertThat(bytes[1]).isLessThanOrEqualTo(bytes[0] + bytes[0] / 10).isPositive();
        assertThat(TestRows.read(circuit, "v")).hasSize((int) (rows / 4 - 1 - DELAY));
    }

    /** What the operators below the result tables hold. */
    private static long operatorBytes(Circuit circuit) {
        return circuit.loop().call(() -> {
            long bytes = 0;
            for (GraphNode node :
                    circuit.loop().graph().nodes(circuit.relations().table("v").state())) {
                if (!(node.shard(0) instanceof Terminal)
                        && node.shard(0) instanceof io.millrace.executor.operator.StatefulOperator kept) {
                    bytes += kept.stateBytes();
                }
            }
            return bytes;
        });
    }
}
