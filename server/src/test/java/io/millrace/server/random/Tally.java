package io.millrace.server.random;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How often something was compared with each oracle. For one thread. */
final class Tally {
    private final Map<Oracle, Long> comparisons = new EnumMap<>(Oracle.class);

    /** How many queries were compared at how many steps. */
    private long queries;

    void count(Oracle oracle) {
        comparisons.merge(oracle, 1L, Long::sum);
    }

    void countQuery() {
        queries++;
    }

    long queries() {
        return queries;
    }

    long of(Oracle oracle) {
        return comparisons.getOrDefault(oracle, 0L);
    }

    void add(Tally other) {
        queries += other.queries;
        other.comparisons.forEach((oracle, count) -> comparisons.merge(oracle, count, Long::sum));
    }

    /** For a report. */
    Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        entries.put("queries at steps", String.valueOf(queries));
        comparisons.forEach((oracle, count) -> entries.put(oracle.words(), String.valueOf(count)));
        return entries;
    }
}
