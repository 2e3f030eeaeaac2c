package io.millrace.benchmarks.windows;

import io.millrace.executor.column.Batch;
import io.millrace.planner.Purpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Prints what a row costs in overlapping windows, in sessions and in windows one behind the other: all views are fed the same rows, tick by
 * tick in turn within one JVM, and measured by the thread's processor time. Rows come up to {@link WindowedView#DELAY_MILLIS} late, by
 * random keys.
 *
 * <p>With EMIT ON WINDOW CLOSE a row is counted in one slice, however many windows it lies in, and each key has a result row for each
 * window; without it, all windows that a row lies in change their results.
 */
public final class WindowComparison {
    private static final int TICK_MILLIS = 100;
    private static final int BATCH_ROWS = 1_000;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;

    private WindowComparison() {}

    /** Runs all; takes some minutes. */
    public static void main(String[] arguments) {
        for (int keys : new int[] {100, 1_000, 10_000}) {
            Map<String, WindowedView> views = new LinkedHashMap<>();
            views.put("TUMBLE(10 min)", view(windowed("TUMBLE", "INTERVAL '10' MINUTE"), Purpose.FINAL_VIEW));
            views.put(
                    "HOP(1 s, 10 min)",
                    view(windowed("HOP", "INTERVAL '1' SECOND, INTERVAL '10' MINUTE"), Purpose.FINAL_VIEW));
            views.put(
                    "CUMULATE(1 s, 10 min)",
                    view(windowed("CUMULATE", "INTERVAL '1' SECOND, INTERVAL '10' MINUTE"), Purpose.FINAL_VIEW));
            views.put("SESSION(5 s)", view(sessions(), Purpose.FINAL_VIEW));
            run("EMIT ON WINDOW CLOSE", views, keys, 20_000, 11 * MINUTE, 16 * MINUTE);
        }
        Map<String, WindowedView> continuous = new LinkedHashMap<>();
        continuous.put("TUMBLE(10 min)", view(windowed("TUMBLE", "INTERVAL '10' MINUTE"), Purpose.VIEW));
        continuous.put(
                "HOP(1 min, 10 min)", view(windowed("HOP", "INTERVAL '1' MINUTE, INTERVAL '10' MINUTE"), Purpose.VIEW));
        continuous.put(
                "HOP(1 s, 10 min)", view(windowed("HOP", "INTERVAL '1' SECOND, INTERVAL '10' MINUTE"), Purpose.VIEW));
        continuous.put("SESSION(5 s)", view(sessions(), Purpose.VIEW));
        run("continuous", continuous, 100, 1_000, MINUTE, 2 * MINUTE);
    }

    private static WindowedView view(String query, Purpose purpose) {
        return new WindowedView(query, purpose);
    }

    private static String windowed(String function, String intervals) {
        return "SELECT k, window_start, window_end, COUNT(*) AS n, SUM(v) AS s, MAX(v) AS m FROM TABLE(" + function
                + "(TABLE clicks, DESCRIPTOR(ts), " + intervals + ")) GROUP BY k, window_start, window_end";
    }

    private static String sessions() {
        return "SELECT k, window_start, window_end, COUNT(*) AS n, SUM(v) AS s, MAX(v) AS m FROM TABLE(SESSION("
                + "TABLE clicks PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5' SECOND)) GROUP BY k, window_start, window_end";
    }

    private static void run(
            String emission,
            Map<String, WindowedView> views,
            int keys,
            int rowsPerSecond,
            long warmMillis,
            long endMillis) {
        SplittableRandom random = new SplittableRandom(42);
        long tick = 0;
        for (long now = 0; now < endMillis; now += TICK_MILLIS) {
            List<Batch> batches = rows(random, keys, (int) ((long) rowsPerSecond * TICK_MILLIS / SECOND), now);
            long watermark = now + TICK_MILLIS - WindowedView.DELAY_MILLIS;
            tick++;
            for (WindowedView view : views.values()) {
                view.tick(tick, batches, watermark);
                if (now == warmMillis) {
                    view.warm();
                }
            }
        }
        double tumble = views.values().iterator().next().nanosPerRow();
        System.out.printf("%s, %,d keys, %,d rows a second:%n", emission, keys, rowsPerSecond);
        views.forEach((name, view) -> System.out.printf(
                "  %-22s %8.1f ns/row (%.2f of TUMBLE), %.3f result rows for each row%n",
                name, view.nanosPerRow(), view.nanosPerRow() / tumble, view.emittedPerRow()));
    }

    private static List<Batch> rows(SplittableRandom random, int keys, int count, long now) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < count; from += BATCH_ROWS) {
            Batch batch = new Batch(WindowedView.TYPES);
            int size = Math.min(BATCH_ROWS, count - from);
            for (int row = 0; row < size; row++) {
                batch.longs(0).set(row, random.nextInt(keys));
                long late = random.nextInt(4) == 0 ? random.nextLong(WindowedView.DELAY_MILLIS) : 0;
                batch.longs(1).set(row, Math.max(0, now + random.nextInt(TICK_MILLIS) - late));
                batch.longs(2).set(row, random.nextInt(1_000));
            }
            batch.setSize(size);
            batches.add(batch);
        }
        return batches;
    }
}
