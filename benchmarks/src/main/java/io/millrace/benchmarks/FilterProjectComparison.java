package io.millrace.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.IntSupplier;

/**
 * Prints how a generated filter-project kernel compares with the loop written by hand, in turn within one JVM and by the
 * thread's processor time, so that other work of the machine does not count. Medians; the bytes allocated per row beside.
 */
public final class FilterProjectComparison {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 100;
    private static final int ROUNDS = 200;
    private static final int BATCHES_PER_ROUND = 500;
    private static final double ROWS_PER_ROUND = (double) BATCHES_PER_ROUND * FilterProjectWork.ROWS;

    private FilterProjectComparison() {}

    /** Takes about ten seconds. */
    public static void main(String[] arguments) {
        for (boolean nullable : new boolean[] {false, true}) {
            FilterProjectWork work = new FilterProjectWork(nullable);
            double[] kernel = new double[ROUNDS];
            double[] loop = new double[ROUNDS];
            long allocated = 0;
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                int at = Math.max(0, round);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                kernel[at] = nanos(work, work::kernel);
                allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                loop[at] = nanos(work, work::loop);
            }
            System.out.printf(
                    "%s columns, ns/row: kernel %.2f, hand-written loop %.2f (ratio %.2f), %.3f B/row%n",
                    nullable ? "nullable" : "NOT NULL",
                    median(kernel),
                    median(loop),
                    median(kernel) / median(loop),
                    allocated / ROWS_PER_ROUND);
        }
    }

    private static double nanos(FilterProjectWork work, IntSupplier batch) {
        long before = THREADS.getCurrentThreadCpuTime();
        long rows = 0;
        for (int i = 0; i < BATCHES_PER_ROUND; i++) {
            work.nextBatch();
            rows += batch.getAsInt();
        }
        long after = THREADS.getCurrentThreadCpuTime();
        if (rows == 0) {
            throw new AssertionError("nothing was computed");
        }
        return (after - before) / ROWS_PER_ROUND;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
