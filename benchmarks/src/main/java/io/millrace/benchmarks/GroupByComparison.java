package io.millrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Prints how GROUP BY, as a view and as an operator whose changes others read, compares with the hand-written loops, tick by tick in turn within one JVM and by the
 * thread's processor time, so that neither another start of the JVM nor other work of the machine counts. Medians.
 */
public final class GroupByComparison {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 60;
    private static final int TICKS = 150;

    private GroupByComparison() {}

    /** Runs all sizes; takes less than a minute. */
    public static void main(String[] arguments) {
        for (int groups : new int[] {1_000, 1_000_000}) {
            GroupByWork work = new GroupByWork(groups);
            double[][] nanos = new double[4][TICKS];
            for (int tick = -WARM_UP; tick < TICKS; tick++) {
                int at = Math.max(0, tick);
                work.nextTick();
                nanos[0][at] = nanos(work::view);
                nanos[1][at] = nanos(work::loop);
                nanos[2][at] = nanos(work::operator);
                nanos[3][at] = nanos(work::continuousLoop);
            }
            double view = median(nanos[0]);
            double loop = median(nanos[1]);
            double operator = median(nanos[2]);
            double continuous = median(nanos[3]);
            System.out.printf(
                    "%,9d groups, ns/row: view %.1f, loop for totals %.1f (ratio %.2f); operator with changes %.1f, loop %.1f"
                            + " (ratio %.2f)%n",
                    groups, view, loop, view / loop, operator, continuous, operator / continuous);
        }
    }

    private static double nanos(LongSupplier tick) {
        long before = THREADS.getCurrentThreadCpuTime();
        long result = tick.getAsLong();
        long after = THREADS.getCurrentThreadCpuTime();
        if (result == 0) {
            throw new AssertionError("nothing was computed");
        }
        return (after - before) / (double) GroupByWork.TICK_ROWS;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
