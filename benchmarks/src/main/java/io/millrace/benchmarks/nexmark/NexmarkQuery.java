package io.millrace.benchmarks.nexmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A query of the benchmark.
 *
 * @param name such as {@code q4}
 * @param sql its text
 * @param tables which of person, auction and bid it reads
 */
record NexmarkQuery(String name, String sql, List<String> tables) {
    /** Of 50 events, how many are rows of a table. */
    private static final Map<String, Integer> SHARES = Map.of("person", 1, "auction", 3, "bid", 46);

    private static final int ROUND = 50;

    /** How many rows the results over the first three million events have; two other engines agreed on these. */
    private static final Map<String, Long> KNOWN_ROWS = Map.ofEntries(
            Map.entry("q0", 2_760_000L),
            Map.entry("q1", 2_760_000L),
            Map.entry("q2", 22_092L),
            Map.entry("q3", 17_354L),
            Map.entry("q4", 5L),
            Map.entry("q5", 21L),
            Map.entry("q7", 3L),
            Map.entry("q8", 31_442L),
            Map.entry("q11", 59_915L),
            Map.entry("q15", 1L),
            Map.entry("q16", 10_004L),
            Map.entry("q17", 179_922L),
            Map.entry("q18", 880_295L),
            Map.entry("q19", 1_324_232L),
            Map.entry("q20", 564_977L),
            Map.entry("q22", 2_760_000L));

    private static final long KNOWN_EVENTS = 3_000_000;

    /** The query in a directory's file of that name. */
    static NexmarkQuery read(Path directory, String name) throws IOException {
        String sql = Files.readString(directory.resolve(name + ".sql"));
        List<String> tables = List.of("person", "auction", "bid").stream()
                .filter(table -> Pattern.compile("(?i)\\b(?:FROM|JOIN|TABLE)\\s+" + table + "\\b")
                        .matcher(sql)
                        .find())
                .toList();
        if (tables.isEmpty()) {
            throw new IOException(name + " reads none of the tables");
        }
        return new NexmarkQuery(name, sql, tables);
    }

    boolean readsSideInput() {
        return sql.contains("side_input");
    }

    /** How many rows of its tables there are among the first events. */
    long inputRows(long events) {
        return tables.stream()
                .mapToLong(table -> events / ROUND * SHARES.getOrDefault(table, 0))
                .sum();
    }

    /** Throws if the result over the first events is known to have another number of rows. */
    void check(long events, long rows) {
        Long known = events == KNOWN_EVENTS ? KNOWN_ROWS.get(name) : null;
        if (known != null && known != rows) {
            throw new IllegalStateException(name + " has " + rows + " rows in place of " + known);
        }
    }
}
