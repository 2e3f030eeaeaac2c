package io.millrace.benchmarks.latency;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.executor.type.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What it costs a running view that a second one is created over the same busy stream: the time from when a row is due to
 * when a lookup in the first view sees it, alone, and while the second one reads the whole history; p50 and p99 of both,
 * side by side in one run. Rounds of both take turns, so that what else the machine does meets both alike.
 *
 * <p>Where Linux tells it, also how long the circuit's thread was ready to run and waited for a processor: the part of the
 * impact that is the scheduler's.
 *
 * <p>Usage: {@code JoinImpactComparison [rows a second [million rows of history [rounds]]]}.
 */
public final class JoinImpactComparison {
    private static final int KEYS = 10_000;
    private static final long WARM_NANOS = 5_000_000_000L;
    private static final long ALONE_NANOS = 2_000_000_000L;

    /** Between two looks of the observer, which shares two cores with what it observes. */
    private static final long PAUSE_NANOS = 20_000;

    /** The name of the circuit's thread as Linux keeps it: the first 15 characters. */
    private static final String CIRCUIT_THREAD = "millrace-circui";

    private JoinImpactComparison() {}

    public static void main(String[] arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        long history = 1_000_000L * (arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20);
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 12;
        RatedSource source = new RatedSource(history, rate, KEYS);
        Schema schema = Counts.KEY;
        KernelCompiler kernels = new KernelCompiler(JoinImpactComparison.class.getClassLoader(), 10);
        try (Circuit circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(2), kernels)) {
            circuit.createStream("t", schema, source, source.start());
            circuit.createView(Counts.perKey("first", "t"));
            Probe probe = new Probe(circuit, source);
            probe.catchUp();
            probe.sampleFor(WARM_NANOS, new Side());
            joinOnce(circuit, probe, new Side());
            Side alone = new Side();
            Side beside = new Side();
            for (int round = 0; round < rounds; round++) {
                probe.sampleFor(ALONE_NANOS, alone);
                joinOnce(circuit, probe, beside);
            }
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,d rows/s; the second view read %,d rows in %.2f s",
                    rate,
                    history,
                    beside.seconds / rounds));
            alone.report("first view alone");
            beside.report("first view while the second joins");
            System.out.println(
                    String.format(Locale.ROOT, "p99 ratio %.2f", beside.percentile(0.99) / alone.percentile(0.99)));
        }
    }

    private static void joinOnce(Circuit circuit, Probe probe, Side side) throws InterruptedException {
        AtomicBoolean joining = new AtomicBoolean(true);
        Thread joiner = new Thread(() -> {
            circuit.createView(Counts.perKey("second", "t", false));
            joining.set(false);
        });
        joiner.start();
        probe.sampleWhile(joining, side);
        joiner.join();
        circuit.drop("second");
    }

    /** What was measured of one side of the comparison, over all rounds. */
    private static final class Side {
        private final List<Double> millis = new ArrayList<>();
        private double seconds;
        private long waitedNanos;

        void add(long nanos, long waited) {
            seconds += nanos / 1e9;
            waitedNanos += waited;
        }

        double percentile(double share) {
            List<Double> sorted = new ArrayList<>(millis);
            Collections.sort(sorted);
            return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
        }

        void report(String name) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%s: p50 %.3f ms, p90 %.3f ms, p99 %.3f ms, most %.3f ms (%d samples);"
                            + " the circuit's thread waited for a processor %.1f ms a second",
                    name,
                    percentile(0.5),
                    percentile(0.9),
                    percentile(0.99),
                    percentile(1),
                    millis.size(),
                    waitedNanos / 1e6 / seconds));
        }
    }

    /** Watches the count of the probe rows. */
    private static final class Probe {
        private final Circuit circuit;
        private final RatedSource source;
        private final Batch key = new Batch(Counts.KEY.types());
        private long seen;

        Probe(Circuit circuit, RatedSource source) {
            this.circuit = circuit;
            this.source = source;
            key.longs(0).set(0, RatedSource.PROBE_KEY);
            key.setSize(1);
        }

        private long count() {
            Batch found = circuit.lookup("first", key, 0);
            return found.size() == 0 ? 0 : found.longs(1).get(0);
        }

        /** Waits until the view has read the history. */
        void catchUp() {
            while (System.nanoTime() - source.due(count() * RatedSource.PROBE) > 20_000_000) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            seen = count();
        }

        private void sample(List<Double> millis) {
            long now = count();
            long at = System.nanoTime();
            for (; seen < now; seen++) {
                // Probe number n is row n * PROBE, so the first unseen one has that number.
                millis.add((at - source.due(seen * RatedSource.PROBE)) / 1e6);
            }
        }

        void sampleFor(long nanos, Side side) {
            long end = System.nanoTime() + nanos;
            sampleWhile(() -> System.nanoTime() < end, side);
        }

        void sampleWhile(AtomicBoolean going, Side side) {
            sampleWhile(going::get, side);
        }

        private void sampleWhile(BooleanSupplier going, Side side) {
            long waited = ThreadWaits.nanos(CIRCUIT_THREAD);
            // What has become due while nobody looked is not the circuit's delay.
            seen = count();
            long began = System.nanoTime();
            while (going.getAsBoolean()) {
                sample(side.millis);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            sample(side.millis);
            side.add(System.nanoTime() - began, ThreadWaits.nanos(CIRCUIT_THREAD) - waited);
        }
    }
}
