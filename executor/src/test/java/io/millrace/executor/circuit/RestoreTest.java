package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.ResultTable;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.plan.AggregateFunction;
import io.millrace.executor.plan.AggregateNode;
import io.millrace.executor.plan.MapNode;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Views whose rows come and go without an aggregate of their own find them again after a restart. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestoreTest {
    private final KernelCompiler kernels = new KernelCompiler(RestoreTest.class.getClassLoader(), 100);
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);

    /** {@code SELECT s, k FROM (SELECT k, COUNT(*), SUM(v) AS s FROM t GROUP BY k)}. */
    private static final MapNode SWAPPED =
            TestKernels.swapped(Plans.countAndSum("none", "t", false).root(), 0, 2, true);

    @AfterEach
    void close() {
        circuit.close();
    }

    @Test
    void aResultIsMovedAgainOnlyIfAKernelHidesWhatDecidesItsShard() {
        PlanNode sums = Plans.countAndSum("sums", "t", false).root();

        assertThat(moves(SWAPPED)).isNull();
        assertThat(moves(TestKernels.swapped(SWAPPED, 0, 1, true))).isNull();
        assertThat(moves(TestKernels.swapped(sums, 1, 2, true))).containsExactly(1);
        assertThat(moves(TestKernels.swapped(sums, 0, 2, false))).containsExactly(1);
        assertThat(moves(TestKernels.swapped(Plans.input("t", 0, 1), 0, 1, true)))
                .containsExactly(1);
    }

    private static @Nullable List<Integer> moves(PlanNode root) {
        return ResultTable.moveBefore(new ViewPlan("v", Plans.KEY_VALUE, root, List.of(1), false));
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "3, 1", "2, 2", "3, 2", "2, 4"})
    void deletionsAfterARestoreMeetTheirRows(int before, int after) {
        List<ViewPlan> views = List.of(
                Plans.countAndSum("sums", "t", false),
                TestKernels.copy("copied", "sums", false),
                // (s, k), each where its group is; and above it, by k, without another exchange.
                new ViewPlan("swapped", Plans.KEY_VALUE, SWAPPED, List.of(1), false),
                new ViewPlan(
                        "counted",
                        Plans.KEY_VALUE,
                        new AggregateNode(
                                SWAPPED,
                                List.of(1),
                                List.of(new AggregateCall(
                                        AggregateFunction.SUM, 0, AggregateCall.NONE, false, Plans.BIGINT)),
                                false,
                                Plans.KEY_VALUE.types()),
                        List.of(0),
                        false),
                new ViewPlan("picked", Plans.KEY_VALUE, Plans.input("sums", 0, 2), List.of(0), false),
                new ViewPlan(
                        "both",
                        Plans.KEY_VALUE,
                        new UnionNode(
                                List.of(Plans.input("picked", 0, 1), Plans.input("copied", 0, 1)),
                                Plans.KEY_VALUE.types()),
                        List.of(),
                        false));
        restart(before);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        views.forEach(circuit::createView);
        Map<Long, long[]> expected = new TreeMap<>();
        Random random = new Random(before * 10L + after);
        write(random, expected);
        check(expected, "before");
        CircuitSnapshot checkpoint = circuit.checkpoint();

        restart(after);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.restore(checkpoint, views);
        check(expected, "restored");
        write(random, expected);
        check(expected, "after");
    }

    private void restart(int workers) {
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(0), kernels);
    }

    private void write(Random random, Map<Long, long[]> expected) {
        for (int i = 0; i < 200; i++) {
            long key = random.nextInt(40);
            long value = random.nextInt(100);
            TestRows.write(circuit, "t", new long[] {key, value});
            long[] group = expected.computeIfAbsent(key, k -> new long[2]);
            group[0]++;
            group[1] += value;
        }
    }

    private void check(Map<Long, long[]> expected, String when) {
        List<String> copied = expected.entrySet().stream()
                .map(e -> "[" + e.getKey() + ", " + e.getValue()[0] + "]")
                .sorted()
                .toList();
        List<String> picked = expected.entrySet().stream()
                .map(e -> "[" + e.getKey() + ", " + e.getValue()[1] + "]")
                .sorted()
                .toList();
        assertThat(TestRows.read(circuit, "copied")).as("copied, %s", when).isEqualTo(copied);
        List<String> swapped = expected.entrySet().stream()
                .map(e -> "[" + e.getValue()[1] + ", " + e.getKey() + "]")
                .sorted()
                .toList();
        assertThat(TestRows.read(circuit, "swapped")).as("swapped, %s", when).isEqualTo(swapped);
        assertThat(TestRows.read(circuit, "counted")).as("counted, %s", when).isEqualTo(picked);
        assertThat(TestRows.read(circuit, "picked")).as("picked, %s", when).isEqualTo(picked);
        assertThat(TestRows.read(circuit, "both"))
                .as("both, %s", when)
                .isEqualTo(java.util.stream.Stream.concat(copied.stream(), picked.stream())
                        .sorted()
                        .toList());
    }
}
