package io.millrace.benchmarks.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a change of 1,000 rows (500 deletions, 500 insertions) costs views that keep ten thousand, a hundred thousand and a million
 * rows, while the number of rows of the result that it touches stays the same: processor time of the circuit's thread a tick, sizes in
 * turn within one JVM, medians; and how many times as long the largest takes as the smallest. The collector's time is not in it. Beside it
 * how many rows and tree nodes of their state the view's operators look at a change, which no machine can blur.
 *
 * <p>Usage: {@code ChangeCostComparison [part of a case's name [rounds [size ...]]]}; with a heap of 6 GB.
 */
public final class ChangeCostComparison {
    private static final int ROUNDS = 60;
    private static final int[] SIZES = {10_000, 100_000, 1_000_000};

    private ChangeCostComparison() {}

    public static void main(String[] arguments) throws InterruptedException {
        String wanted = arguments.length > 0 ? arguments[0] : "";
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        int[] sizes = arguments.length > 2
                ? Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray()
                : SIZES;
        System.out.println("case, microseconds a change with " + Arrays.toString(sizes)
                + " rows, last to first, rows of the result deleted and inserted, rows and nodes of state looked at");
        for (ChangeCase changeCase : ChangeCase.all()) {
            if (changeCase.name().contains(wanted)) {
                System.out.println(measured(changeCase, sizes, rounds));
            }
        }
    }

    /** A line of the table: median of each size, after half as many rounds of warm-up, ratio, and rows of the result that changed. */
    private static String measured(ChangeCase changeCase, int[] sizes, int rounds) throws InterruptedException {
        List<ChangedView> views = new ArrayList<>();
        try {
            for (int size : sizes) {
                views.add(new ChangedView(changeCase, size));
            }
            double[][] micros = new double[sizes.length][rounds];
            long[] visits = new long[sizes.length];
            for (int round = -rounds / 2; round < rounds; round++) {
                if (round == 0) {
                    for (int i = 0; i < sizes.length; i++) {
                        visits[i] = views.get(i).visited();
                    }
                }
                for (int i = 0; i < sizes.length; i++) {
                    micros[i][Math.max(0, round)] = views.get(i).changeNanos() / 1e3;
                }
            }
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %-31s |", changeCase.name()));
            for (double[] each : micros) {
                line.append(String.format(Locale.ROOT, " %,9.0f |", median(each)));
            }
            line.append(String.format(Locale.ROOT, " %5.2f |", median(micros[sizes.length - 1]) / median(micros[0])));
            for (int i = 0; i < sizes.length; i++) {
                visits[i] = (views.get(i).visited() - visits[i]) / rounds;
            }
            for (ChangedView view : views) {
                line.append(String.format(Locale.ROOT, " %,d", view.affectedRows()));
            }
            line.append(" |");
            for (long each : visits) {
                line.append(String.format(Locale.ROOT, " %,d", each));
            }
            return line.append(" |").toString();
        } finally {
            views.forEach(ChangedView::close);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
