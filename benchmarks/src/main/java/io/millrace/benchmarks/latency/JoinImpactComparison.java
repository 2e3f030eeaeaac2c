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

/**
 * What it costs a running view that a second one is created over the same busy stream: the time from when a row is due to
 * when a lookup in the first view sees it, alone, and while the second one reads the whole history; p50 and p99 of both,
 * side by side in one run.
 *
 * <p>Usage: {@code JoinImpactComparison [rows a second [million rows of history]]}.
 */
public final class JoinImpactComparison {
    private static final int KEYS = 10_000;
    private static final long ALONE_NANOS = 5_000_000_000L;

    /** Between two looks of the observer, which shares two cores with what it observes. */
    private static final long PAUSE_NANOS = 20_000;

    private JoinImpactComparison() {}

    public static void main(String[] arguments) throws Exception {
        int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        long history = 1_000_000L * (arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20);
        RatedSource source = new RatedSource(history, rate, KEYS);
        Schema schema = Counts.KEY;
        KernelCompiler kernels = new KernelCompiler(JoinImpactComparison.class.getClassLoader(), 10);
        try (Circuit circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(2), kernels)) {
            circuit.createStream("t", schema, source, source.start());
            circuit.createView(Counts.perKey("first", "t"));
            Probe probe = new Probe(circuit, source);
            probe.catchUp();
            List<Double> warm = probe.sampleFor(ALONE_NANOS);
            List<Double> alone = probe.sampleFor(ALONE_NANOS);
            AtomicBoolean joining = new AtomicBoolean(true);
            Thread joiner = new Thread(() -> {
                circuit.createView(Counts.perKey("second", "t"));
                joining.set(false);
            });
            long began = System.nanoTime();
            joiner.start();
            List<Double> beside = probe.sampleWhile(joining);
            joiner.join();
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%,d rows/s; the second view read %,d rows in %.1f s (%d samples warming up)",
                    rate,
                    history,
                    seconds,
                    warm.size()));
            report("first view alone", alone);
            report("first view while the second joins", beside);
            System.out.println(
                    String.format(Locale.ROOT, "p99 ratio %.2f", percentile(beside, 0.99) / percentile(alone, 0.99)));
        }
    }

    private static void report(String name, List<Double> millis) {
        System.out.println(String.format(
                Locale.ROOT,
                "%s: p50 %.3f ms, p99 %.3f ms (%d samples)",
                name,
                percentile(millis, 0.5),
                percentile(millis, 0.99),
                millis.size()));
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
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
                Thread.onSpinWait();
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

        List<Double> sampleFor(long nanos) {
            List<Double> millis = new ArrayList<>();
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                sample(millis);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return millis;
        }

        List<Double> sampleWhile(AtomicBoolean going) {
            List<Double> millis = new ArrayList<>();
            while (going.get()) {
                sample(millis);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            sample(millis);
            return millis;
        }
    }
}
