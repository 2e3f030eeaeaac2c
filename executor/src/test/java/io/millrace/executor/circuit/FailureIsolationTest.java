package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A view that fails, wherever it does, takes those that read it with it, and nothing else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailureIsolationTest {
    private final Circuit circuit = new Circuit(
            CircuitOptions.DEFAULT.withWorkers(3).withSmallTickRows(0),
            new KernelCompiler(FailureIsolationTest.class.getClassLoader(), 100));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        circuit.close();
        threads.shutdownNow();
    }

    private static Batch key(long value) {
        Batch key = new Batch(List.of(Plans.BIGINT));
        key.longs(0).set(0, value);
        key.setSize(1);
        return key;
    }

    private void assertFailed(String... views) {
        for (String view : views) {
            assertThatThrownBy(() -> TestRows.read(circuit, view))
                    .as(view)
                    .isInstanceOfSatisfying(
                            EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VIEW_FAILED));
        }
    }

    @Test
    void aFailureWhileItsContentIsShown() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("sums", "t", false));
        // It says of itself that nothing is ever deleted, which is not so: its result table will refuse.
        circuit.createView(TestKernels.copy("bad", "sums", true));
        circuit.createView(Plans.countAndSum("reader", "bad", true));
        for (long i = 0; i < 30; i++) {
            TestRows.write(circuit, "t", new long[] {i, i});
        }
        assertThat(TestRows.read(circuit, "reader")).hasSize(30);

        TestRows.write(circuit, "t", new long[] {7, 1});

        assertFailed("bad", "reader");
        assertThatThrownBy(() -> circuit.lookup("reader", key(1), 0))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VIEW_FAILED));
        assertThat(TestRows.read(circuit, "sums")).hasSize(30).contains("[7, 2, 8]");
        TestRows.write(circuit, "t", new long[] {7, 1});
        assertThat(TestRows.read(circuit, "sums")).contains("[7, 3, 9]");
        circuit.drop("reader");
        circuit.drop("bad");
    }

    @Test
    void aBadRecordOfATableThatFailsOnThem() {
        MemorySource strict = new MemorySource(3, BadRecordPolicy.FAIL);
        MemorySource lenient = new MemorySource(3);
        circuit.createStream("strict", Plans.KEY_VALUE, strict, strict.start());
        circuit.createStream("lenient", Plans.KEY_VALUE, lenient, lenient.start());
        circuit.createView(Plans.countAndSum("a", "strict", true));
        circuit.createView(Plans.distinct("b", "a"));
        circuit.createView(Plans.countAndSum("c", "lenient", true));
        for (int i = 0; i < 3_000; i++) {
            Long bad = i == 2_500 ? null : Long.valueOf(i % 10);
            strict.append(i % 3, bad, 1L);
            lenient.append(i % 3, bad, 1L);
        }
        while (circuit.status().streams().stream()
                .anyMatch(stream -> stream.name().equals("lenient")
                        && stream.positions().next().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                                < 3_000)) {
            Thread.onSpinWait();
        }
        while (circuit.status().tables().stream().noneMatch(table -> table.failure() != null)) {
            Thread.onSpinWait();
        }
        assertFailed("a", "b");
        assertThat(TestRows.isHeld(circuit, "strict"))
                .as("nobody reads it any more")
                .isFalse();
        assertThat(TestRows.read(circuit, "c")).hasSize(10).contains("[0, 299, 299]", "[1, 300, 300]");
        assertThat(circuit.status().streams())
                .anySatisfy(stream -> assertThat(stream.badRecords()).isEqualTo(1));
    }

    @Test
    void lookupsBesideLargePublishesSeeOneTick() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("v", "t", false));
        int keys = 5_000;
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Long>> readers = new ArrayList<>();
        write(keys);
        for (int reader = 0; reader < 3; reader++) {
            int first = reader;
            readers.add(threads.submit(() -> {
                long last = 0;
                for (long i = first; !stop.get(); i++) {
                    Batch found = circuit.lookup("v", key(i % keys), 0);
                    assertThat(found.size()).isEqualTo(1);
                    long count = found.longs(1).get(0);
                    // Every tick adds 3 to every key: the sum follows from the count, and never goes back.
                    assertThat(found.longs(0).get(0)).isEqualTo(i % keys);
                    assertThat(found.longs(2).get(0)).isEqualTo(3 * count);
                    assertThat(count).isGreaterThanOrEqualTo(last);
                    last = count;
                }
                return last;
            }));
        }
        for (int tick = 0; tick < 100; tick++) {
            write(keys);
        }
        stop.set(true);
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    private void write(int keys) {
        Batch batch = new Batch(Plans.KEY_VALUE.types());
        for (int i = 0; i < keys; i++) {
            batch.longs(0).set(i, i);
            batch.longs(1).set(i, 3);
        }
        batch.setSize(keys);
        circuit.writeAndWait(List.of(new TableWrite("t", batch)));
    }
}
