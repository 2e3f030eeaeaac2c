package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.plan.DistinctNode;
import io.millrace.executor.plan.ExchangeNode;
import io.millrace.executor.plan.UnionNode;
import io.millrace.executor.plan.ViewPlan;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Views that join a running circuit: what they may read, and that nothing is held for them when they are in or have failed. Where two
 * read one stream, one of them does not count on its being append-only: equal ones would share what runs.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoiningTest {
    private final KernelCompiler kernels = new KernelCompiler(JoiningTest.class.getClassLoader(), 100);
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final MemorySource source = new MemorySource(2);

    @AfterEach
    void close() {
        TestKernels.openGate();
        circuit.close();
        threads.shutdownNow();
    }

    private void awaitRows(long rows) {
        while (circuit.status().rows() < rows) {
            Thread.onSpinWait();
        }
    }

    private static ErrorCode codeOf(Throwable thrown) {
        Throwable e = thrown instanceof ExecutionException ? thrown.getCause() : thrown;
        assertThat(e).isInstanceOf(EngineException.class);
        return ((EngineException) e).code();
    }

    @Test
    void aViewMayReadAStreamAViewAndATableAtOnce() {
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(TestKernels.copy("v", "s", true));
        for (long i = 0; i < 20; i++) {
            source.append((int) i % 2, i, 1L);
        }
        awaitRows(20);
        TestRows.write(circuit, "t", new long[] {100, 1}, new long[] {3, 1});
        UnionNode union = new UnionNode(
                List.of(Plans.input("s", 0), Plans.input("v", 0), Plans.input("t", 0)), List.of(Plans.BIGINT));
        circuit.createView(new ViewPlan(
                "all",
                new io.millrace.executor.type.Schema(List.of(Plans.KEY_VALUE.column(0))),
                union,
                List.of(),
                true));
        circuit.createView(new ViewPlan(
                "each",
                new io.millrace.executor.type.Schema(List.of(Plans.KEY_VALUE.column(0))),
                new DistinctNode(new ExchangeNode(union, List.of(0))),
                List.of(0),
                false));

        assertThat(TestRows.read(circuit, "all")).hasSize(42);
        assertThat(TestRows.read(circuit, "each")).hasSize(21);
        source.append(0, 200L, 1L);
        awaitRows(23);
        TestRows.write(circuit, "t", new long[] {300, 1});
        assertThat(TestRows.read(circuit, "all")).hasSize(45).contains("[200]", "[300]");
        assertThat(TestRows.read(circuit, "each")).hasSize(23);
    }

    @Test
    void aStreamFasterThanTheNewViewWaitsForItAndTheViewGetsIn() throws Exception {
        circuit.close();
        circuit = new Circuit(new CircuitOptions(2, 0, 512, 64, 32, 10_000, 5_000, 1 << 30, 10, 10, 1_000), kernels);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("first", "s", true));
        AtomicBoolean stop = new AtomicBoolean();
        Future<?> writer = threads.submit(() -> {
            for (long i = 0; i < 60_000 && !stop.get(); i++) {
                source.append((int) i % 2, i % 50, i);
            }
        });
        for (int view = 0; view < 5; view++) {
            circuit.createView(Plans.countAndSum("v" + view, "s", view % 2 == 0));
            try (Snapshot snapshot = circuit.snapshot(List.of("first", "v" + view))) {
                assertThat(TestRows.read(circuit, snapshot, "v" + view))
                        .isEqualTo(TestRows.read(circuit, snapshot, "first"));
            }
        }
        stop.set(true);
        writer.get();
    }

    @Test
    void viewsThatJoinAStreamNobodyReadsTogetherAgree() throws Exception {
        for (long i = 0; i < 10_000; i++) {
            source.append((int) i % 2, i % 50, i);
        }
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        Future<?> one = threads.submit(() -> circuit.createView(Plans.countAndSum("a", "s", true)));
        Future<?> two = threads.submit(() -> circuit.createView(Plans.countAndSum("b", "s", true)));
        one.get();
        two.get();
        awaitRows(10_000);
        assertThat(TestRows.read(circuit, "a")).hasSize(50).isEqualTo(TestRows.read(circuit, "b"));
        assertThat(circuit.status().rows()).isEqualTo(10_000);
    }

    @Test
    void ofTwoViewsOfOneNameThatJoinTogetherOneGetsInAndTheOtherLeavesNothing() throws Exception {
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", new long[] {1, 1});
        TestKernels.closeGate();
        Future<?> slow = threads.submit(() -> circuit.createView(TestKernels.gated("a", "t")));
        TestKernels.awaitWaiting();
        circuit.createView(Plans.countAndSum("a", "s", true));
        TestKernels.openGate();

        assertThatThrownBy(slow::get).satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.OBJECT_EXISTS));

        assertThat(TestRows.isHeld(circuit, "t")).isFalse();
        circuit.drop("t");
        source.append(0, 7L, 8L);
        awaitRows(2);
        assertThat(TestRows.read(circuit, "a")).containsExactly("[7, 1, 8]");
    }

    @Test
    void aViewWhoseKernelFailsOverTheHistoryLeavesNothingHeld() {
        for (long i = 0; i < 3_000; i++) {
            source.append(0, i, i == 2_000 ? TestKernels.POISON : 100);
        }
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", new long[] {1, TestKernels.POISON});
        circuit.createView(Plans.countAndSum("read", "s", true));
        awaitRows(3_001);

        for (String base : List.of("s", "t")) {
            assertThatThrownBy(() -> circuit.createView(TestKernels.failing("v", base)))
                    .hasMessageContaining("thirteen");
        }

        assertThat(TestRows.isHeld(circuit, "t")).isFalse();
        long copied = TestRows.copiedChunks(circuit, "t");
        TestRows.write(circuit, "t", new long[] {1, 1});
        assertThat(TestRows.copiedChunks(circuit, "t"))
                .as("no snapshot is left open")
                .isEqualTo(copied);
        circuit.drop("read");
        assertThat(TestRows.isHeld(circuit, "s")).isFalse();
    }

    @Test
    void aSnapshotThatIsRefusedFreezesNothing() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", new long[] {1, 1});
        assertThatThrownBy(() -> circuit.snapshot(List.of("t", "nothing"))).hasMessageContaining("nothing");
        TestRows.write(circuit, "t", new long[] {1, 1});
        assertThat(TestRows.copiedChunks(circuit, "t")).isZero();
    }

    @Test
    void whatAViewThatJoinsReadsCannotBeDropped() throws Exception {
        source.append(0, 1L, 1L);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", new long[] {1, 1});
        UnionNode union = new UnionNode(
                List.of(TestKernels.gated("x", "t").root(), Plans.input("s", 0, 1)), Plans.KEY_VALUE.types());
        TestKernels.closeGate();
        Future<?> creating =
                threads.submit(() -> circuit.createView(new ViewPlan("v", Plans.KEY_VALUE, union, List.of(), true)));
        TestKernels.awaitWaiting();

        for (String name : List.of("s", "t")) {
            assertThatThrownBy(() -> circuit.drop(name))
                    .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.OBJECT_IN_USE));
        }
        TestKernels.openGate();
        creating.get();
        awaitRows(2);
        assertThat(TestRows.read(circuit, "v")).containsExactly("[1, 1]", "[1, 1]");
        circuit.drop("v");
        circuit.drop("s");
        circuit.drop("t");
    }

    @Test
    void anInterruptedCreationIsCancelledAndLetsGo() throws Exception {
        source.append(0, 1L, 1L);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("read", "s", true));
        awaitRows(1);
        source.stall();
        Future<?> creating = threads.submit(() -> {
            try {
                circuit.createView(Plans.countAndSum("v", "s", false));
            } catch (EngineException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
                assertThat(Thread.interrupted()).isTrue();
                throw e;
            }
        });
        source.awaitStalled(1);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("pool-") && thread.isAlive()) {
                thread.interrupt();
            }
        }

        assertThatThrownBy(creating::get).satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.CANCELLED));
        circuit.drop("read");
        assertThat(TestRows.isHeld(circuit, "s")).isFalse();
    }

    @Test
    void aSourceThatFailsNowAndThenIsReadOnWithoutLosingOrRepeatingARow() {
        for (long i = 0; i < 12_000; i++) {
            source.append((int) i % 2, i % 50, i);
        }
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("read", "s", true));
        awaitRows(12_000);
        source.failNext(3);

        circuit.createView(Plans.countAndSum("v", "s", false));

        assertThat(TestRows.read(circuit, "v")).hasSize(50).isEqualTo(TestRows.read(circuit, "read"));
    }

    @Test
    void aSourceThatGoesOnFailingEndsTheCreationWithItsReason() {
        source.append(0, 1L, 1L);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("read", "s", true));
        awaitRows(1);
        source.failNext(Integer.MAX_VALUE);
        assertThatThrownBy(() -> circuit.createView(Plans.countAndSum("v", "s", false)))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.SOURCE_FAILED))
                .hasMessageContaining("the line is cut");
        circuit.drop("read");
        assertThat(TestRows.isHeld(circuit, "s")).isFalse();
    }
}
