package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.graph.GraphNode;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.StatefulOperator;
import io.millrace.executor.plan.PlanNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A view that needs too much memory stops with all that reads it; the rest goes on. What waits for a joining view is bounded. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryBudgetTest {
    private static final long BUDGET = 1 << 20;
    private static final int TAP_BYTES = 20_000;

    private final KernelCompiler kernels = new KernelCompiler(MemoryBudgetTest.class.getClassLoader(), 100);
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);

    @AfterEach
    void close() {
        TestKernels.openGate();
        circuit.close();
    }

    private static void assertOutOfMemory(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_LIMIT))
                .hasMessageContaining("budget of 1 MB");
    }

    private static long[][] keys(long from, int count) {
        long[][] rows = new long[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = new long[] {from + i, 1};
        }
        return rows;
    }

    private long stateBytes(String view) {
        return circuit.status().tables().stream()
                .filter(table -> table.name().equals(view))
                .findAny()
                .orElseThrow()
                .stateBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aViewOverItsBudgetStopsWithWhatReadsItAndGivesItsMemoryBackWhileTheRestGoesOn(int workers) {
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(workers), kernels);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("small", "t", false), BUDGET);
        circuit.createView(Plans.total("above", "small"));
        circuit.createView(Plans.countAndSum("large", "t", false));
        circuit.createView(Plans.total("total", "large"));
        long written = 0;
        for (; written < 5_000; written += 1_000) {
            TestRows.write(circuit, "t", keys(written, 1_000));
        }
        assertThat(TestRows.read(circuit, "above")).containsExactly("[5000, 5000]");

        long most = 0;
        for (; written < 50_000; written += 1_000) {
            TestRows.write(circuit, "t", keys(written, 1_000));
            most = Math.max(most, stateBytes("small"));
        }

        assertOutOfMemory(() -> TestRows.read(circuit, "small"));
        assertOutOfMemory(() -> TestRows.read(circuit, "above"));
        assertOutOfMemory(() -> circuit.lookup("small", TestRows.batch(new long[] {1, 1}), 0));
        assertThat(TestRows.read(circuit, "total")).containsExactly("[50000, 50000]");
        assertThat(most).isBetween(BUDGET / 4, 2 * BUDGET);
        assertThat(stateBytes("small")).isLessThan(BUDGET / 10);
        circuit.drop("above");
        circuit.drop("small");
        circuit.createView(Plans.countAndSum("small", "t", false));
        assertThat(TestRows.read(circuit, "small")).hasSize(50_000);
    }

    @Test
    void aProjectionAboveTheGroupsKeepsNoRowsBesideThem() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("groups", "t", false));
        ViewPlan plain = Plans.countAndSum("plain", "t", false);
        PlanNode computing = TestKernels.copied(plain.root());
        circuit.createView(new ViewPlan("computed", plain.schema(), computing, List.of(0), false));
        circuit.createView(new ViewPlan("apart", plain.schema(), computing, List.of(), false));
        // What operators keep for a tick grows with its rows: those of a view that catches up depend on how fast that
        // is.
        for (int from = 0; from < 20_000; from += 1_000) {
            TestRows.write(circuit, "t", keys(from, 1_000));
        }

        assertThat(TestRows.read(circuit, "computed"))
                .hasSize(20_000)
                .isEqualTo(TestRows.read(circuit, "groups"))
                .isEqualTo(TestRows.read(circuit, "apart"));
        assertThat(stateBytes("computed")).isLessThan(stateBytes("groups") + (16 << 10));
        assertThat(stateBytes("apart")).as("no key, so its rows are kept").isGreaterThan(20_000 * 24);
        assertThat(circuit.loop().call(() -> keptBytes("computed"))).isLessThan(stateBytes("groups") + (16 << 10));
        assertThat(circuit.loop().call(() -> keptBytes("apart"))).isGreaterThan(stateBytes("groups") + 20_000 * 24);
    }

    /** What all operators of a view keep. */
    private long keptBytes(String view) {
        long bytes = 0;
        for (GraphNode node :
                circuit.loop().graph().nodes(circuit.relations().table(view).state())) {
            for (int shard = 0; shard < circuit.options().workers(); shard++) {
                bytes += node.shard(shard) instanceof StatefulOperator operator ? operator.stateBytes() : 0;
            }
        }
        return bytes;
    }

    @Test
    void aTickThatBreaksTheBudgetIsNotShown() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("small", "t", false), BUDGET);
        TestRows.write(circuit, "t", keys(0, 200_000));
        assertOutOfMemory(() -> TestRows.read(circuit, "small"));
    }

    @Test
    void aViewThatBreaksItsBudgetWhileItCatchesUpIsNotCreated() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", keys(0, 100_000));
        assertOutOfMemory(() -> circuit.createView(Plans.countAndSum("small", "t", false), BUDGET));
        circuit.createView(Plans.countAndSum("small", "t", false));
        assertThat(TestRows.read(circuit, "small")).hasSize(100_000);
    }

    @Test
    void writersWaitOnceTooMuchWaitsForAViewThatJoins() throws Exception {
        circuit.close();
        circuit =
                new Circuit(new CircuitOptions(2, 0, 512, 64, 32, 50_000, TAP_BYTES, 1 << 30, 10, 10, 1_000), kernels);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("running", "t", false));
        TestRows.write(circuit, "t", keys(0, 10));
        TestKernels.closeGate();
        CompletableFuture<Void> joining =
                CompletableFuture.runAsync(() -> circuit.createView(TestKernels.gated("late", "t")));
        TestKernels.awaitWaiting();

        CompletableFuture<Long> written = CompletableFuture.completedFuture(0L);
        int writes = 0;
        while (written.isDone()) {
            written = circuit.write(List.of(new TableWrite("t", TestRows.batch(keys(1_000L * ++writes, 100)))));
            while (!written.isDone()
                    && !circuit.loop().call(() -> circuit.relations().heldBack().contains("t"))) {
                Thread.onSpinWait();
            }
        }
        // Some kilobytes a write: the bound is the tap's and not that of a whole catching up.
        assertThat(writes).isLessThan(100);
        assertThat(TestRows.read(circuit, "running")).hasSize(10 + 100 * (writes - 1));

        TestKernels.openGate();
        joining.get();
        written.get();
        assertThat(TestRows.read(circuit, "late")).hasSize(10 + 100 * writes);
    }

    @Test
    void aCheckpointLeavesOutWhatHasFailedAndSaysSo() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("good", "t", false));
        circuit.createView(TestKernels.failing("bad", "t"));
        circuit.createView(Plans.all("above", "bad"));
        TestRows.write(circuit, "t", new long[] {1, TestKernels.POISON});

        CircuitSnapshot checkpoint = circuit.checkpoint();

        assertThat(checkpoint.failed()).containsOnlyKeys("bad", "above");
        circuit.close();
        circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(3), kernels);
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.restore(
                checkpoint,
                List.of(
                        Plans.countAndSum("good", "t", false),
                        TestKernels.failing("bad", "t"),
                        Plans.all("above", "bad")));
        TestRows.write(circuit, "t", new long[] {1, 1});
        assertThat(TestRows.read(circuit, "good")).containsExactly("[1, 2, 14]");
        assertThatThrownBy(() -> TestRows.read(circuit, "bad")).hasMessageContaining("thirteen");
        assertThatThrownBy(() -> TestRows.read(circuit, "above")).hasMessageContaining("thirteen");
        circuit.drop("above");
        circuit.drop("bad");
        circuit.createView(Plans.all("bad", "t"));
        assertThat(TestRows.read(circuit, "bad")).hasSize(2);
    }
}
