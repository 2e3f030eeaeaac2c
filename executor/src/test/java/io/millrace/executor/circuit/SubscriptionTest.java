package io.millrace.executor.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelCompiler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How subscriptions end, and that slow readers hold up nobody. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubscriptionTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Circuit circuit = new Circuit(
            new CircuitOptions(2, 0, 512, 64, 32, 50_000, 20_000, 1 << 30, 10, 10, 1_000),
            new KernelCompiler(SubscriptionTest.class.getClassLoader(), 100));
    private final MemorySource source = new MemorySource(1);

    @AfterEach
    void close() {
        TestKernels.openGate();
        circuit.close();
    }

    private static ErrorCode codeOf(Throwable e) {
        return ((EngineException) e).code();
    }

    private static long take(Subscription subscription, long rows) throws InterruptedException {
        long taken = 0;
        while (taken < rows) {
            Subscription.Delta delta = subscription.poll(LONG);
            assertThat(delta).as("after %d rows", taken).isNotNull();
            taken += delta.rows().size();
        }
        return taken;
    }

    private void awaitUnused(String name) {
        while (TestRows.isHeld(circuit, name)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aSlowReaderIsCutOffOnceItIsLive() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", new long[] {0, 0});
        Subscription subscription = circuit.subscribe(Plans.all("s", "t"), 10);
        take(subscription, 1);
        awaitLive(1);
        for (long i = 0; i < 20; i++) {
            TestRows.write(circuit, "t", new long[] {i, i});
        }
        assertThatThrownBy(() -> take(subscription, 21))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.SUBSCRIBER_TOO_SLOW));
        awaitLive(0);
        circuit.drop("t");
    }

    @Test
    void contentLargerThanTheBufferDoesNotCutOffItsReader() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        for (long i = 0; i < 50; i++) {
            TestRows.write(circuit, "t", new long[] {i, i});
        }
        Subscription subscription = circuit.subscribe(Plans.countAndSum("s", "t", false), 10);
        awaitLive(1);
        TestRows.write(circuit, "t", new long[] {7, 7});
        assertThat(take(subscription, 52)).isEqualTo(52);
    }

    @Test
    void contentIsThatOfTheMomentInWhichTheSubscriptionBecameLiveHoweverLateItIsRead() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        for (long i = 0; i < 3_000; i++) {
            TestRows.write(circuit, "t", new long[] {i, i});
        }
        Subscription subscription = circuit.subscribe(Plans.countAndSum("s", "t", false), 5_000);
        awaitLive(1);
        TestRows.write(circuit, "t", new long[] {0, 5});
        TestRows.write(circuit, "t", new long[] {2_999, 5});
        long sum = 0;
        for (long rows = 0; rows < 3_000; ) {
            Subscription.Delta delta = subscription.poll(LONG);
            assertThat(delta).isNotNull();
            for (int row = 0; row < delta.rows().size(); row++, rows++) {
                assertThat(delta.rows().weight(row)).isEqualTo(1);
                assertThat(delta.rows().longs(1).get(row)).isEqualTo(1);
                sum += delta.rows().longs(2).get(row);
            }
        }
        assertThat(sum).isEqualTo(2_999L * 3_000 / 2);
        assertThat(take(subscription, 4)).isEqualTo(4);
        subscription.close();
        assertThat(subscription.poll(LONG)).isNull();
    }

    @Test
    void aSlowReaderHoldsUpItsOwnCatchingUpOnly() throws Exception {
        for (long i = 0; i < 5_000; i++) {
            source.append(0, i, i);
        }
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        try (Subscription subscription = circuit.subscribe(Plans.all("q", "s"), 100)) {
            assertThat(take(subscription, 5_000)).isEqualTo(5_000);
        }
        awaitUnused("s");
    }

    @Test
    void aStreamThatWouldHaveToWaitForASlowReaderCutsItOff() throws Exception {
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        circuit.createView(Plans.countAndSum("v", "s", true));
        for (long i = 0; i < 6_000; i++) {
            source.append(0, i, i);
        }
        Subscription subscription = circuit.subscribe(Plans.all("q", "s"), 100);
        for (long i = 0; i < 50_000; i++) {
            source.append(0, i, i);
        }
        while (circuit.status().rows() < 56_000) {
            Thread.onSpinWait();
        }
        assertThat(TestRows.read(circuit, "v")).hasSize(50_000);
        subscription.close();
        circuit.drop("v");
        awaitUnused("s");
    }

    @Test
    void aClosedSubscriptionLeavesNothingBehindWhateverItWasDoing() throws Exception {
        for (long i = 0; i < 2_000; i++) {
            source.append(0, i, i);
        }
        circuit.createStream("s", Plans.KEY_VALUE, source, source.start());
        for (int round = 0; round < 200; round++) {
            Subscription subscription = circuit.subscribe(Plans.all("q", "s"), 100);
            for (int spin = 0; spin < round * 500; spin++) {
                Thread.onSpinWait();
            }
            subscription.close();
            assertThat(subscription.poll(LONG)).isNull();
        }
        while (circuit.isSubscribing()) {
            Thread.onSpinWait();
        }
        awaitUnused("s");
        awaitLive(0);
        circuit.drop("s");
    }

    @Test
    void aSubscriptionWhoseQueryFailsEndsWithItsReasonAndOthersGoOn() throws Exception {
        circuit.createTable("t", Plans.KEY_VALUE, List.of());
        TestRows.write(circuit, "t", new long[] {1, 1});
        Subscription bad = circuit.subscribe(TestKernels.failing("bad", "t"));
        Subscription good = circuit.subscribe(Plans.all("good", "t"));
        take(bad, 1);
        take(good, 1);
        awaitLive(2);
        TestRows.write(circuit, "t", new long[] {2, TestKernels.POISON});
        assertThatThrownBy(() -> bad.poll(LONG)).hasMessageContaining("thirteen");
        assertThat(take(good, 1)).isEqualTo(1);
        awaitLive(1);
        assertThatThrownBy(() -> circuit.drop("t"))
                .satisfies(e -> assertThat(codeOf(e)).isEqualTo(ErrorCode.OBJECT_IN_USE));
        good.close();
        circuit.drop("t");
    }

    private void awaitLive(int count) {
        while (circuit.loop().call(() -> circuit.relations().subscriptions().size()) != count) {
            Thread.onSpinWait();
        }
    }
}
