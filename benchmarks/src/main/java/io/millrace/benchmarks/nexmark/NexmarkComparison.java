package io.millrace.benchmarks.nexmark;

import io.millrace.benchmarks.nexmark.NexmarkRun.Outcome;
import io.millrace.benchmarks.nexmark.NexmarkRun.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.LogManager;

/**
 * Prints how fast the Nexmark queries run from the generator, into a sink that keeps nothing and into a view, in turn; medians. Only the
 * columns that a query uses are generated. Rows of a view are checked against the known number before anything is printed.
 *
 * <p>Usage: {@code NexmarkComparison DIRECTORY [--queries q0,q4] [--events N] [--workers W] [--rounds R]}, with the directory of the queries' files.
 */
public final class NexmarkComparison {
    private static final String ALL = "q0,q1,q2,q3,q4,q5,q7,q8,q9,q11,q15,q16,q17,q18,q19,q20,q22";

    private static final List<String> OPTIONS = List.of("--queries", "--events", "--workers", "--rounds");

    private NexmarkComparison() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("the directory of the queries is missing");
        }
        LogManager.getLogManager().reset();
        Path directory = Path.of(arguments[0]);
        Map<String, String> options = options(arguments);
        long events = Long.parseLong(options.getOrDefault("--events", "3000000"));
        int workers = Integer.parseInt(options.getOrDefault("--workers", "2"));
        int rounds = Integer.parseInt(options.getOrDefault("--rounds", "3"));
        System.out.printf(
                Locale.ROOT,
                "%,d events, %d workers, median of %d after one more%n%n| query | blackhole: M events/s | CPU s per M events"
                        + " | view: M events/s | CPU s per M events | heap after GC, MiB | rows |%n|---|---|---|---|---|---|---|%n",
                events,
                workers,
                rounds);
        for (String name : options.getOrDefault("--queries", ALL).split(",", -1)) {
            NexmarkQuery query = NexmarkQuery.read(directory, name);
            Map<Target, List<Outcome>> outcomes = new EnumMap<>(Target.class);
            for (int round = 0; round <= rounds; round++) {
                for (Target target : Target.values()) {
                    Outcome outcome = NexmarkRun.run(query, target, events, workers);
                    if (round > 0) {
                        outcomes.computeIfAbsent(target, key -> new ArrayList<>())
                                .add(outcome);
                    }
                }
            }
            System.out.println(line(name, events, outcomes));
        }
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "'" + arguments[i] + "' is none of " + OPTIONS + " with a value behind it");
            }
            options.put(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    private static String line(String name, long events, Map<Target, List<Outcome>> outcomes) {
        StringBuilder line = new StringBuilder("| " + name + " |");
        for (Target target : Target.values()) {
            List<Outcome> all = outcomes.getOrDefault(target, List.of());
            double seconds = median(all.stream().mapToDouble(Outcome::seconds).toArray());
            double cpu = median(all.stream().mapToDouble(Outcome::cpuSeconds).toArray());
            line.append(String.format(Locale.ROOT, " %.2f | %.2f |", events / seconds / 1e6, cpu / (events / 1e6)));
        }
        Outcome last = outcomes.getOrDefault(Target.VIEW, List.of()).get(0);
        return line.append(String.format(Locale.ROOT, " %,d | %,d |", last.heapMiB(), last.rows()))
                .toString();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
