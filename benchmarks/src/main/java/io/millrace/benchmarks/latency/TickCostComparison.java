package io.millrace.benchmarks.latency;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.executor.circuit.table.TableWrite;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a tick of one row costs the circuit's thread, in processor time, beside more and more views that the row does not
 * touch: it must not depend on their number.
 *
 * <p>Usage: {@code TickCostComparison [ticks]}.
 */
public final class TickCostComparison {
    private static final int[] UNRELATED = {0, 200, 1_000, 0};

    private TickCostComparison() {}

    public static void main(String[] arguments) {
        int ticks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        KernelCompiler kernels = new KernelCompiler(TickCostComparison.class.getClassLoader(), 10);
        try (Circuit circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(2), kernels)) {
            circuit.createTable("t", Counts.KEY, List.of());
            circuit.createTable("other", Counts.KEY, List.of());
            circuit.createView(Counts.perKey("counts", "t"));
            run(circuit, ticks);
            int views = 0;
            for (int wanted : UNRELATED) {
                long began = System.nanoTime();
                for (; views < wanted; views++) {
                    circuit.createView(Counts.unlike("v" + views, "other", views));
                }
                for (; views > wanted; views--) {
                    circuit.drop("v" + (views - 1));
                }
                double millis = (System.nanoTime() - began) / 1e6;
                System.out.println(String.format(
                        Locale.ROOT,
                        "beside %,d unrelated views: %.2f us a tick (median of 5; %.0f ms to make or drop them)",
                        wanted,
                        median(circuit, ticks),
                        millis));
            }
        }
    }

    private static double median(Circuit circuit, int ticks) {
        double[] micros = new double[5];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = run(circuit, ticks);
        }
        Arrays.sort(micros);
        return micros[micros.length / 2];
    }

    /** Microseconds of the circuit's thread a tick. */
    private static double run(Circuit circuit, int ticks) {
        long before = cpuNanos();
        for (int tick = 0; tick < ticks; tick++) {
            Batch row = new Batch(Counts.KEY.types());
            row.longs(0).set(0, tick % 100);
            row.setSize(1);
            circuit.writeAndWait(List.of(new TableWrite("t", row)));
        }
        return (cpuNanos() - before) / 1e3 / ticks;
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().equals("millrace-circuit")) {
                return threads.getThreadCpuTime(id);
            }
        }
        throw new IllegalStateException("there is no circuit's thread");
    }
}
