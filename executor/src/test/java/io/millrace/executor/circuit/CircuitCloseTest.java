package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing ends whatever runs or waits, with an error that says so. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CircuitCloseTest {
    private final Circuit circuit = new Circuit(
            CircuitOptions.DEFAULT.withWorkers(3).withSmallTickRows(0),
            new KernelCompiler(CircuitCloseTest.class.getClassLoader(), 100));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        TestKernels.openGate();
        circuit.close();
        threads.shutdownNow();
    }

    private static void assertShutDown(ThrowingCallable action) {
        assertThatThrownBy(action).satisfies(thrown -> {
            Throwable e = thrown;
            while (e instanceof CompletionException || e instanceof java.util.concurrent.ExecutionException) {
                e = e.getCause();
            }
            assertThat(e).isInstanceOf(EngineException.class);
            assertThat(((EngineException) e).code()).isEqualTo(ErrorCode.SERVER_SHUTDOWN);
        });
    }

    @Test
    void everythingThatWaitsForALongTickEndsWithTheShutdown() throws Exception {
        MemorySource source = new MemorySource(2);
        source.append(0, 1L, 1L);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("t", Plans.KEY_VALUE, List.of(0));
        circuit.createView(Plans.countAndSum("v", "s", true));
        circuit.createView(TestKernels.gated("slow", "t"));
        Subscription live = circuit.subscribe(Plans.all("sub", "s"));
        assertThat(live.poll(Duration.ofSeconds(30))).isNotNull();
        TestKernels.closeGate();
        CompletableFuture<Long> running =
                circuit.write(List.of(new TableWrite("t", TestRows.batch(new long[] {1, 1}))));
        TestKernels.awaitWaiting();
        CompletableFuture<Long> waiting =
                circuit.write(List.of(new TableWrite("t", TestRows.batch(new long[] {2, 1}))));
        List<Future<?>> calls = new ArrayList<>();
        calls.add(threads.submit(() -> circuit.snapshot(List.of("v")).close()));
        calls.add(threads.submit(() -> circuit.createView(Plans.countAndSum("w", "s", false))));
        calls.add(threads.submit(circuit::status));
        calls.add(threads.submit(circuit::checkpoint));
        Subscription joining = circuit.subscribe(Plans.countAndSum("late", "v", false));

        Future<?> closing = threads.submit(circuit::close);
        while (!circuit.loop().isOver()) {
            Thread.onSpinWait();
        }
        TestKernels.openGate();
        closing.get();

        assertThat(running.join()).as("the tick that ran was finished").isPositive();
        assertShutDown(waiting::join);
        for (Future<?> call : calls) {
            assertShutDown(call::get);
        }
        assertShutDown(() -> drain(live));
        assertShutDown(() -> drain(joining));
        assertNoThreads();
    }

    @Test
    void whatComesAfterTheCloseEndsAtOnce() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.close();

        assertShutDown(() -> TestRows.write(circuit, "t", new long[] {1, 1}));
        assertShutDown(() -> circuit.snapshot(List.of("t")));
        assertShutDown(() -> circuit.createView(Plans.countAndSum("v", "t", false)));
        assertShutDown(circuit::status);
        circuit.close();
    }

    @Test
    void aViewThatCatchesUpWithASourceThatDoesNotAnswerEndsToo() throws Exception {
        MemorySource source = new MemorySource(1);
        source.append(0, 1L, 1L);
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("v", "s", true));
        while (circuit.status().rows() < 1) {
            Thread.onSpinWait();
        }
        source.stall();
        Future<?> creating = threads.submit(() -> circuit.createView(Plans.countAndSum("w", "s", false)));
        Subscription joining = circuit.subscribe(Plans.all("sub", "s"));
        source.awaitStalled(2);

        circuit.close();

        assertShutDown(creating::get);
        assertShutDown(() -> drain(joining));
        assertNoThreads();
    }

    private static void drain(Subscription subscription) throws InterruptedException {
        while (subscription.poll(Duration.ofSeconds(30)) != null) {
            // The rows before the end are of no interest.
        }
    }

    private static void assertNoThreads() {
        List<String> left = Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("millrace"))
                .toList();
        assertThat(left).isEmpty();
    }
}
