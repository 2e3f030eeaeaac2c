package io.millrace.server.random;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Windows of time over whole tables, as table functions, and what they are in DuckDB, which has none: a row for each window that a
 * row's time is in.
 *
 * @param ours the table function
 * @param theirs a query in parentheses with the same columns
 * @param table the table whose rows it takes; the columns {@code window_start}, {@code window_end} and {@code window_time} follow its own
 */
record TimeWindows(String ours, String theirs, String table) {
    private static final List<TimeWindows> ALL = all();

    private static List<TimeWindows> all() {
        List<TimeWindows> all = new ArrayList<>();
        for (String table : List.of("u", RandomTables.KEYED)) {
            for (int minutes : new int[] {30, 60}) {
                String size = "INTERVAL '" + minutes + "' MINUTE";
                all.add(of(table, "TUMBLE(TABLE %s, DESCRIPTOR(ts), " + size + ")", start(minutes), size, "0"));
            }
            all.add(of(
                    table,
                    "HOP(TABLE %s, DESCRIPTOR(ts), INTERVAL '30' MINUTE, INTERVAL '90' MINUTE)",
                    start(30) + " - x * INTERVAL '30' MINUTE",
                    "INTERVAL '90' MINUTE",
                    "0), (1), (2"));
            all.add(of(
                    table,
                    "CUMULATE(TABLE %s, DESCRIPTOR(ts), INTERVAL '30' MINUTE, INTERVAL '120' MINUTE)",
                    start(120),
                    "x * INTERVAL '30' MINUTE",
                    "1), (2), (3), (4"));
        }
        return List.copyOf(all);
    }

    private static String start(int minutes) {
        return "time_bucket(INTERVAL '" + minutes + "' MINUTE, ts)";
    }

    /**
     * @param start the start of the window with number x
     * @param size its length
     * @param numbers values of x
     */
    private static TimeWindows of(String table, String function, String start, String size, String numbers) {
        String end = start + " + " + size;
        return new TimeWindows(
                "TABLE(" + function.formatted(table) + ")",
                "(SELECT " + table + ".*, " + start + " AS window_start, " + end + " AS window_end, " + end
                        + " - INTERVAL '1' MILLISECOND AS window_time FROM " + table + ", (VALUES (" + numbers
                        + ")) AS windows (x) WHERE ts < " + end + ")",
                table);
    }

    static TimeWindows any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** A query of ours with the windows as DuckDB knows them. */
    static String theirs(String sql) {
        String theirs = sql;
        if (sql.contains("DESCRIPTOR")) {
            for (TimeWindows windows : ALL) {
                theirs = theirs.replace(windows.ours, windows.theirs);
            }
        }
        return theirs;
    }
}
