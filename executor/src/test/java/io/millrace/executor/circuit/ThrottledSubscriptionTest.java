package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.table.StoredTable;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers who get the net change of each period at its end, by a clock that the test sets. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThrottledSubscriptionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ManualClock clock = new ManualClock(1_030);
    private final Circuit circuit = new Circuit(
            CircuitOptions.DEFAULT, new KernelCompiler(ThrottledSubscriptionTest.class.getClassLoader(), 100), clock);

    @BeforeEach
    void start() {
        circuit.createTable(new StoredTable(1, "t", Plans.KEY_VALUE, List.of(), List.of()));
        circuit.createView(Plans.countAndSum("sums", "t", false));
        TestRows.write(circuit, "t", new long[] {1, 10});
    }

    @AfterEach
    void close() {
        circuit.close();
    }

    /** The rows of so many parts, with weights, each of which must come. */
    private static List<String> next(Subscription subscription, int parts) throws InterruptedException {
        List<String> rows = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            Subscription.Delta delta = subscription.poll(PATIENCE);
            assertThat(delta).as("after %s", rows).isNotNull();
            Batch batch = delta.rows();
            for (int row = 0; row < batch.size(); row++) {
                rows.add(batch.longs(0).get(row) + ":" + batch.longs(1).get(row) + ":"
                        + batch.longs(2).get(row) + " " + batch.weight(row));
            }
        }
        return rows;
    }

    private void delete(long key, long value) {
        Batch row = TestRows.batch(new long[] {key, value});
        row.setWeight(0, -1);
        circuit.writeAndWait(List.of(new TableWrite("t", row)));
    }

    @Test
    void changesComeOnceAPeriodAndSummedUp() throws InterruptedException {
        try (Subscription subscription = circuit.subscribeEvery(100, Plans.countAndSum("s", "t", false))) {
            assertThat(next(subscription, 1)).as("the content comes at once").containsExactly("1:1:10 1");

            TestRows.write(circuit, "t", new long[] {1, 1});
            TestRows.write(circuit, "t", new long[] {1, 2}, new long[] {2, 5});
            TestRows.write(circuit, "t", new long[] {3, 7});
            delete(3, 7);
            clock.set(1_099);
            long tick = circuit.status().tick();
            assertThat(subscription.poll()).isNull();
            assertThat(TestRows.read(circuit, "sums"))
                    .as("content is not held back")
                    .containsExactly("[1, 3, 13]", "[2, 1, 5]");

            clock.set(1_100);
            Subscription.Delta delta = subscription.poll(PATIENCE);
            assertThat(delta).isNotNull();
            assertThat(delta.tick()).isEqualTo(tick);
            assertThat(delta.rows().weight(0)).as("what goes comes first").isEqualTo(-1);
            assertThat(delta.rows().size()).isEqualTo(3);
            assertThat(subscription.poll()).isNull();
        }
    }

    @Test
    void nothingIsSentWhereNothingIsLeftOfTheChanges() throws InterruptedException {
        try (Subscription subscription = circuit.subscribeEvery(100, Plans.countAndSum("s", "t", false))) {
            next(subscription, 1);
            TestRows.write(circuit, "t", new long[] {1, 1});
            delete(1, 1);
            clock.set(1_500);
            circuit.status();
            assertThat(subscription.poll()).isNull();

            TestRows.write(circuit, "t", new long[] {1, 2});
            clock.set(1_599);
            circuit.status();
            assertThat(subscription.poll()).isNull();
            clock.set(1_600);
            assertThat(next(subscription, 1)).containsExactly("1:1:10 -1", "1:2:12 1");
        }
    }

    @Test
    void aClockThatIsPutBackKeepsNobodyWaiting() throws InterruptedException {
        try (Subscription subscription = circuit.subscribeEvery(100, Plans.countAndSum("s", "t", false))) {
            next(subscription, 1);
            TestRows.write(circuit, "t", new long[] {1, 1});
            circuit.status();

            clock.set(50);

            assertThat(next(subscription, 1)).containsExactly("1:1:10 -1", "1:2:11 1");
        }
    }

    @Test
    void moreThanIsGoodToHoldGoesOutBeforeItsTime() throws InterruptedException {
        try (Subscription subscription = circuit.subscribe(Plans.countAndSum("s", "t", false), 100, 1_000_000)) {
            next(subscription, 1);
            for (long key = 100; key < 151; key++) {
                TestRows.write(circuit, "t", new long[] {key, 1});
            }
            assertThat(next(subscription, 1)).hasSize(51);
        }
    }
}
