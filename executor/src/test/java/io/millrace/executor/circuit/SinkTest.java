package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.column.Batch;
import io.millrace.executor.connector.Sink;
import io.millrace.executor.connector.SinkWriter;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink is given: the content and then every tick's changes, whole ticks only; and that it holds up or breaks nothing else. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkTest {
    private @Nullable Circuit circuit;

    private Circuit circuit(int workers) {
        Circuit made = new Circuit(
                new CircuitOptions(workers, 0, 512, 64, 32, 50_000, 20_000, 1 << 30, 10, 10, 1_000),
                new KernelCompiler(SinkTest.class.getClassLoader(), 100));
        circuit = made;
        return made;
    }

    @AfterEach
    void close() {
        if (circuit != null) {
            circuit.close();
        }
    }

    /** Adds up what it is given, as a user's table would. Fails on the keys it is told to. */
    private static final class Ledger implements Sink, SinkWriter {
        private final Map<List<Long>, Long> rows = new HashMap<>();
        private final List<Long> ticks = new ArrayList<>();
        private final long failingKey;
        private Map<List<Long>, Long> open = new HashMap<>();
        private boolean closed;

        Ledger(long failingKey) {
            this.failingKey = failingKey;
        }

        @Override
        public SinkWriter open(int shards) {
            return this;
        }

        @Override
        public synchronized void write(int shard, Batch changes) {
            for (int row = 0; row < changes.size(); row++) {
                List<Long> values = new ArrayList<>();
                for (int column = 0; column < changes.width(); column++) {
                    values.add(changes.longs(column).get(row));
                }
                if (values.get(0) == failingKey) {
                    throw new EngineException(ErrorCode.SOURCE_FAILED, "Key " + failingKey + " is not wanted here.");
                }
                open.merge(values, changes.weight(row), Long::sum);
            }
        }

        @Override
        public synchronized void endTick(long tick) {
            ticks.add(tick);
            open.forEach((row, weight) -> rows.merge(row, weight, Long::sum));
            rows.values().removeIf(weight -> weight == 0);
            open = new HashMap<>();
        }

        @Override
        public synchronized void close() {
            closed = true;
        }

        synchronized boolean isClosed() {
            return closed;
        }

        synchronized Map<List<Long>, Long> rows() {
            return Map.copyOf(rows);
        }

        synchronized List<Long> ticks() {
            return List.copyOf(ticks);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aSinkAddsUpToTheViewOfTheSameQueryTickByTick(int workers) {
        Circuit running = circuit(workers);
        running.createTable("t", Plans.KEY_VALUE, List.of());
        for (long i = 0; i < 300; i++) {
            TestRows.write(running, "t", new long[] {i % 7, i});
        }
        Ledger ledger = new Ledger(-1);
        running.createSink(Plans.countAndSum("s", "t", false), ledger);

        assertThat(ledger.rows()).hasSize(7);
        assertThat(ledger.ticks()).hasSize(1);
        for (long i = 0; i < 50; i++) {
            TestRows.write(running, "t", new long[] {i % 9, i}, new long[] {i % 4, 1});
        }
        // Each write is a tick, and what it changes comes with the end of that tick.
        assertThat(ledger.ticks()).hasSize(51).isSorted().doesNotHaveDuplicates();
        Map<List<Long>, Long> expected = new HashMap<>();
        for (long key = 0; key < 9; key++) {
            long count = 0;
            long sum = 0;
            for (long i = 0; i < 300; i++) {
                count += i % 7 == key ? 1 : 0;
                sum += i % 7 == key ? i : 0;
            }
            for (long i = 0; i < 50; i++) {
                count += (i % 9 == key ? 1 : 0) + (i % 4 == key ? 1 : 0);
                sum += (i % 9 == key ? i : 0) + (i % 4 == key ? 1 : 0);
            }
            expected.put(List.of(key, count, sum), 1L);
        }
        assertThat(ledger.rows()).isEqualTo(expected);
        CircuitStatus.Sink status = running.status().sinks().get(0);
        assertThat(status.failure()).isNull();
        assertThat(status.tick()).isEqualTo(running.tick());
        assertThat(status.changes()).isGreaterThan(57);
    }

    @Test
    void aSinkThatFailsIsClosedAndAllElseGoesOn() {
        Circuit running = circuit(2);
        running.createTable("t", Plans.KEY_VALUE, List.of());
        running.createView(Plans.countAndSum("v", "t", false));
        Ledger bad = new Ledger(5);
        Ledger good = new Ledger(-1);
        running.createSink(Plans.countAndSum("bad", "t", false), bad);
        running.createSink(Plans.countAndSum("good", "t", false), good);
        TestRows.write(running, "t", new long[] {4, 1});
        TestRows.write(running, "t", new long[] {5, 1});
        TestRows.write(running, "t", new long[] {6, 1});

        assertThat(bad.isClosed()).isTrue();
        assertThat(bad.rows()).containsOnlyKeys(List.of(4L, 1L, 1L));
        assertThat(good.rows()).hasSize(3);
        assertThat(TestRows.read(running, "v")).hasSize(3);
        List<CircuitStatus.Sink> sinks = running.status().sinks();
        assertThat(sinks).extracting(CircuitStatus.Sink::name).containsExactly("bad", "good");
        assertThat(sinks.get(0).failure()).contains("Key 5 is not wanted here.");
        assertThat(sinks.get(1).failure()).isNull();
        running.drop("bad");
        assertThat(running.status().sinks()).hasSize(1);
    }

    @Test
    void aSinkThatFailsOnTheContentIsNotMade() {
        Circuit running = circuit(2);
        running.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(running, "t", new long[] {5, 1});
        Ledger ledger = new Ledger(5);

        assertThatThrownBy(() -> running.createSink(Plans.countAndSum("s", "t", false), ledger))
                .hasMessageContaining("Key 5");
        assertThat(ledger.isClosed()).isTrue();
        assertThat(ledger.ticks()).isEmpty();
        assertThat(running.status().sinks()).isEmpty();
        running.drop("t");
    }

    @Test
    void whatASinkReadsCannotBeDroppedBeforeIt() {
        Circuit running = circuit(1);
        running.createTable("t", Plans.KEY_VALUE, List.of());
        Ledger ledger = new Ledger(-1);
        running.createSink(Plans.all("s", "t"), ledger);

        assertThatThrownBy(() -> running.drop("t")).hasMessageContaining("sink 's' reads it");
        assertThatThrownBy(() -> running.createTable("s", Plans.KEY_VALUE, List.of()))
                .hasMessageContaining("exists already");
        running.drop("s");
        assertThat(ledger.isClosed()).isTrue();
        running.drop("t");
    }

    @Test
    void aSinkThatDoesNotRunIsKnownUntilItIsDropped() {
        Circuit running = circuit(1);
        running.createTable("t", Plans.KEY_VALUE, List.of());
        running.createStoppedSink(Plans.all("s", "t"), new EngineException(ErrorCode.VIEW_FAILED, "It failed before."));

        assertThat(running.status().sinks())
                .singleElement()
                .satisfies(sink -> assertThat(sink.failure()).contains("It failed before."));
        TestRows.write(running, "t", new long[] {1, 1});
        running.drop("s");
        running.drop("t");
    }
}
