package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.operator.FrozenRows;
import io.millrace.executor.plan.ViewPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class CircuitTest {
    private final KernelCompiler kernels = new KernelCompiler(CircuitTest.class.getClassLoader(), 100);
    private Circuit circuit = new Circuit(CircuitOptions.DEFAULT, kernels);

    @AfterEach
    void close() {
        circuit.close();
    }

    private void restartWith(CircuitOptions options) {
        circuit.close();
        circuit = new Circuit(options, kernels);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aViewEqualsItsQueryOverTheRowsOfAllPartitions(int workers) throws Exception {
        restartWith(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(workers % 2 == 0 ? 0 : 1_000));
        MemorySource source = new MemorySource(3);
        circuit.createStream("t", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("v", "t", true));
        Random random = new Random(workers);
        Map<Long, long[]> expected = new TreeMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = random.nextInt(1_000);
            long value = random.nextInt();
            source.append(random.nextInt(3), key, value);
            long[] group = expected.computeIfAbsent(key, k -> new long[2]);
            group[0]++;
            group[1] += value;
        }

        awaitRows(50_000);

        assertThat(groups("v"))
                .as("workers=%d", workers)
                .usingRecursiveComparison()
                .isEqualTo(expected);
        Batch key = key(17);
        Batch found = circuit.lookup("v", key, 0);
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.longs(1).get(0)).isEqualTo(expected.get(17L)[0]);
        assertThat(found.longs(2).get(0)).isEqualTo(expected.get(17L)[1]);
    }

    @Test
    void aViewCreatedWhileDataFlowsAgreesWithTheFirstAtEveryRead() throws Exception {
        MemorySource source = new MemorySource(2);
        circuit.createStream("t", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("first", "t", true));
        Thread writer = new Thread(() -> {
            Random random = new Random(7);
            for (int i = 0; i < 200_000; i++) {
                source.append(i % 2, (long) random.nextInt(100), (long) i);
            }
        });
        writer.start();
        for (int view = 0; view < 3; view++) {
            // Another plan than the first one's, so that it reads the stream itself.
            circuit.createView(Plans.countAndSum("later" + view, "t", view > 0));
            for (int read = 0; read < 20; read++) {
                try (Snapshot snapshot = circuit.snapshot(List.of("first", "later" + view))) {
                    assertThat(groups(snapshot, "later" + view))
                            .as("view %d, read %d, tick %d", view, read, snapshot.tick())
                            .usingRecursiveComparison()
                            .isEqualTo(groups(snapshot, "first"));
                }
            }
        }
        writer.join();
        awaitRows(200_000);
        assertThat(groups("later2")).usingRecursiveComparison().isEqualTo(groups("first"));
        assertThat(groups("first").values().stream().mapToLong(g -> g[0]).sum()).isEqualTo(200_000);
    }

    @Test
    void aViewOverAViewAndOverAStoredTableFollowsBoth() throws Exception {
        circuit.createTable("accounts", Plans.KEY_VALUE, List.of());
        write("accounts", new long[][] {{1, 10}, {2, -10}});
        circuit.createView(Plans.countAndSum("balances", "accounts", false));
        circuit.createView(Plans.total("total", "balances"));
        assertThat(rows("total")).containsExactly(List.of(2L, 0L));
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            long amount = random.nextInt(100);
            write("accounts", new long[][] {{random.nextInt(5), amount}, {random.nextInt(5), -amount}});
            assertThat(rows("total")).as("write %d", i).containsExactly(List.of(2L * i + 4, 0L));
        }
    }

    @Test
    void aGlobalAggregateHasItsRowBeforeThereIsAnyInput() {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("v", "t", false));
        circuit.createView(Plans.total("total", "v"));

        List<Object> nulls = new ArrayList<>();
        nulls.add(null);
        nulls.add(null);
        assertThat(rows("total")).containsExactly(nulls);
    }

    @Test
    void aSecondRowWithTheSamePrimaryKeyIsRefusedAndNothingOfItsStatementIsWritten() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of(0));
        write("t", new long[][] {{1, 1}});

        assertThatThrownBy(() -> write("t", new long[][] {{2, 2}, {1, 3}}))
                .isInstanceOfSatisfying(
                        EngineException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNIQUE_VIOLATION))
                .hasMessageContaining("k = 1");
        assertThatThrownBy(() -> write("t", new long[][] {{5, 2}, {5, 3}})).hasMessageContaining("k = 5");
        assertThat(rows("t")).containsExactly(List.of(1L, 1L));
    }

    @Test
    void aSubscriptionGivesTheContentFirstAndThenEveryChange() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        write("t", new long[][] {{1, 1}, {1, 2}, {2, 5}});
        try (Subscription subscription = circuit.subscribe(Plans.countAndSum("s", "t", false))) {
            assertThat(take(subscription, 2)).containsExactlyInAnyOrder("[1, 2, 3]:1", "[2, 1, 5]:1");
            write("t", new long[][] {{1, 10}});
            assertThat(take(subscription, 2)).containsExactlyInAnyOrder("[1, 2, 3]:-1", "[1, 3, 13]:1");
        }
    }

    @Test
    void aSubscriptionToAStreamThatNobodyReadsStartsWithItsHistory() throws Exception {
        MemorySource source = new MemorySource(1);
        for (long i = 0; i < 10; i++) {
            source.append(0, i, i);
        }
        circuit.createStream("t", Plans.KEY_VALUE, source, source.start());
        try (Subscription subscription = circuit.subscribe(Plans.all("s", "t"))) {
            assertThat(take(subscription, 10)).contains("[3, 3]:1", "[9, 9]:1");
            source.append(0, 77L, 78L);
            assertThat(take(subscription, 1)).containsExactly("[78, 77]:1");
        }
        // Closing asks the circuit to let go of the query, which it does between two ticks.
        await(() -> !circuit.status().streams().get(0).active());
        assertThat(circuit.status().streams().get(0).active()).isFalse();
    }

    @Test
    void aFrozenScanSeesOneTickWhileThousandsPass() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("v", "t", false));
        for (long i = 0; i < 100; i++) {
            write("t", new long[][] {{i, i}});
        }
        try (Snapshot snapshot = circuit.snapshot(List.of("v", "t"))) {
            for (long i = 0; i < 2_000; i++) {
                write("t", new long[][] {{i % 150, 1}});
            }
            assertThat(groups(snapshot, "v"))
                    .hasSize(100)
                    .allSatisfy((k, g) -> assertThat(g).containsExactly(1, k));
        }
        assertThat(groups("v")).hasSize(150);
    }

    @Test
    void manyReadersSeeTheSameTotalWhileTransfersRun() throws Exception {
        restartWith(CircuitOptions.DEFAULT.withSmallTickRows(0));
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        circuit.createView(Plans.countAndSum("balances", "t", false));
        circuit.createView(Plans.total("total", "balances"));
        write("t", new long[][] {{0, 5}, {1, -5}});
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch stop = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try {
                while (stop.getCount() > 0) {
                    try (Snapshot snapshot = circuit.snapshot(List.of("total", "balances"))) {
                        assertThat(rows(snapshot, "total").get(0).get(1)).isEqualTo(0L);
                        assertThat(groups(snapshot, "balances").values().stream()
                                        .mapToLong(g -> g[1])
                                        .sum())
                                .isZero();
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        Random random = new Random(11);
        for (int i = 0; i < 3_000; i++) {
            long amount = random.nextInt(100);
            write("t", new long[][] {{random.nextInt(50), amount}, {random.nextInt(50), -amount}});
        }
        stop.countDown();
        reader.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void aDroppedViewLeavesItsBaseAndFreesItsStream() throws Exception {
        MemorySource source = new MemorySource(1);
        circuit.createStream("t", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("a", "t", true));
        circuit.createView(Plans.total("b", "a"));
        assertThatThrownBy(() -> circuit.drop("a")).hasMessageContaining("view 'b' reads it");
        assertThatThrownBy(() -> circuit.drop("t")).hasMessageContaining("cannot be dropped");
        circuit.drop("b");
        circuit.drop("a");
        assertThat(circuit.status().streams().get(0).active()).isFalse();
        circuit.drop("t");
        assertThat(circuit.status().streams()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anotherNumberOfWorkersGoesOnFromACheckpoint(int workers) throws Exception {
        MemorySource source = new MemorySource(2);
        for (long i = 0; i < 10_000; i++) {
            source.append((int) i % 2, i % 100, i);
        }
        List<ViewPlan> views = List.of(
                Plans.countAndSum("v", "t", true),
                Plans.distinct("d", "v"),
                Plans.all("a", "t"),
                Plans.countAndSum("w", "u", false),
                Plans.total("total", "v"));
        create(source, views);
        write("u", new long[][] {{1, 10}, {2, 20}});
        awaitRows(10_002);
        CircuitSnapshot checkpoint = circuit.checkpoint();

        restartWith(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(0));
        circuit.createStream("t", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("u", Plans.KEY_VALUE, List.of(0));
        circuit.restore(checkpoint, views);
        assertThat(rows("total")).containsExactly(List.of(10_000L, 49_995_000L));
        for (long i = 0; i < 100; i++) {
            source.append((int) i % 2, i % 100, i);
        }
        write("u", new long[][] {{3, 30}});
        awaitRows(101);

        assertThat(rows("total")).as("workers=%d", workers).containsExactly(List.of(10_100L, 49_999_950L));
        assertThat(groups("v"))
                .hasSize(100)
                .allSatisfy((k, g) -> assertThat(g[0]).isEqualTo(101));
        assertThat(groups("w")).hasSize(3);
        assertThatThrownBy(() -> write("u", new long[][] {{1, 30}})).hasMessageContaining("PRIMARY KEY");
        circuit.drop("total");
        circuit.drop("d");
    }

    private void create(MemorySource source, List<ViewPlan> views) {
        circuit.createStream("t", Plans.KEY_VALUE, source, source.start());
        circuit.createTable("u", Plans.KEY_VALUE, List.of(0));
        views.forEach(circuit::createView);
    }

    private static Batch key(long value) {
        Batch key = new Batch(List.of(Plans.BIGINT));
        key.longs(0).set(0, value);
        key.setSize(1);
        return key;
    }

    private void write(String table, long[][] rows) throws Exception {
        Batch batch = new Batch(Plans.KEY_VALUE.types());
        for (int row = 0; row < rows.length; row++) {
            batch.longs(0).set(row, rows[row][0]);
            batch.longs(1).set(row, rows[row][1]);
        }
        batch.setSize(rows.length);
        long tick = TickLoop.await(circuit.write(List.of(new TableWrite(table, batch))));
        assertThat(circuit.tick()).isGreaterThanOrEqualTo(tick);
    }

    private void awaitRows(long rows) {
        await(() -> circuit.status().rows() >= rows);
        assertThat(circuit.status().rows()).isEqualTo(rows);
    }

    /** Waits until the condition holds or a deadline has passed; the caller asserts it. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private Map<Long, long[]> groups(String view) {
        try (Snapshot snapshot = circuit.snapshot(List.of(view))) {
            return groups(snapshot, view);
        }
    }

    private static Map<Long, long[]> groups(Snapshot snapshot, String view) {
        Map<Long, long[]> groups = new TreeMap<>();
        for (List<Object> row : rows(snapshot, view)) {
            groups.put((Long) row.get(0), new long[] {(Long) row.get(1), (Long) row.get(2)});
        }
        return groups;
    }

    private List<List<Object>> rows(String view) {
        try (Snapshot snapshot = circuit.snapshot(List.of(view))) {
            return rows(snapshot, view);
        }
    }

    private static List<List<Object>> rows(Snapshot snapshot, String view) {
        List<List<Object>> rows = new ArrayList<>();
        int width = view.startsWith("t") ? 2 : 3;
        for (FrozenRows shard : snapshot.rows(view)) {
            Batch batch = new Batch(Collections.nCopies(width, Plans.BIGINT));
            while (shard.next(batch, 100) > 0) {
                for (int row = 0; row < batch.size(); row++) {
                    assertThat(batch.weight(row)).isPositive();
                    for (long copy = 0; copy < batch.weight(row); copy++) {
                        rows.add(row(batch, row));
                    }
                }
                batch.clear();
            }
        }
        return rows;
    }

    private static List<Object> row(Batch batch, int row) {
        List<Object> values = new ArrayList<>();
        for (int column = 0; column < batch.width(); column++) {
            values.add(Values.get(batch, column, row));
        }
        return values;
    }

    private static List<String> take(Subscription subscription, int count) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        while (taken.size() < count) {
            Subscription.Delta delta = subscription.poll(Duration.ofSeconds(30));
            assertThat(delta).as("after %s", taken).isNotNull();
            for (int row = 0; row < delta.rows().size(); row++) {
                taken.add(row(delta.rows(), row) + ":" + delta.rows().weight(row));
            }
        }
        assertThat(taken).hasSize(count);
        return taken;
    }
}
