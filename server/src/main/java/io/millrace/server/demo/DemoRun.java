package io.millrace.server.demo;

import io.millrace.server.shell.SqlScript;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One run of the demo: defines the script's tables and views, shows what its queries return again and again, and in the
 * end compares the views with the oracle. All through one JDBC connection. Owner: the demo's thread.
 */
final class DemoRun {
    /** With a time limit, the part of what is left of it in which all the data are replayed; the rest shows the result. */
    private static final double REPLAYED_PART = 0.7;

    /** Rows a second are counted over this time. */
    private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final Duration COMPARE_DEADLINE = Duration.ofSeconds(15);

    private final Connection connection;
    private final Oracle oracle;
    private final Screen screen;
    private final String url;
    private final LongSupplier ticks;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** How many rows had been taken at a moment. */
    private record Sample(long nanos, long rows) {}

    /**
     * A run on a server that has nothing in it yet.
     *
     * @param connection to the server; the caller closes it
     * @param url what others connect with
     * @param ticks how many ticks the server has published
     */
    DemoRun(Connection connection, Oracle oracle, Screen screen, String url, LongSupplier ticks) {
        this.connection = connection;
        this.oracle = oracle;
        this.screen = screen;
        this.url = url;
        this.ticks = ticks;
    }

    /**
     * Runs until told to stop, or until its time is over.
     *
     * @param picture the time from one picture to the next
     * @return whether the views held what the oracle computes
     */
    boolean run(SqlScript script, DemoOptions options, Duration picture, CountDownLatch stop)
            throws SQLException, InterruptedException {
        long began = System.nanoTime();
        SqlScript paced;
        try (Statement statement = connection.createStatement()) {
            // A first statement loads the planner; the time that takes is not the stream's.
            statement.execute("VALUES (1)");
            paced = pace(script, options, Duration.ofNanos(System.nanoTime() - began));
            for (String definition : paced.definitions()) {
                statement.execute(definition);
            }
        }
        long rest;
        do {
            show(paced);
            rest = options.duration()
                    .map(duration -> duration.toNanos() - (System.nanoTime() - began))
                    .orElse(Long.MAX_VALUE);
        } while (rest > 0 && !stop.await(Math.min(rest, picture.toNanos()), TimeUnit.NANOSECONDS));
        show(paced);
        return compare();
    }

    private SqlScript pace(SqlScript script, DemoOptions options, Duration passed) throws SQLException {
        if (options.speed().isPresent()) {
            return script.withReplaySpeed(options.speed().get());
        }
        if (options.duration().isEmpty()) {
            return script;
        }
        long restMillis = Math.max(1_000, options.duration().get().minus(passed).toMillis());
        double speed = oracle.span().toMillis() / (REPLAYED_PART * restMillis);
        return script.withReplaySpeed(BigDecimal.valueOf(speed).round(new MathContext(3, RoundingMode.UP)));
    }

    private void show(SqlScript script) throws SQLException {
        List<Panel> panels = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            for (String query : script.queries()) {
                try (ResultSet result = statement.executeQuery(query)) {
                    panels.add(Panel.read(result));
                }
            }
        }
        screen.show(status(), panels);
    }

    private String status() throws SQLException {
        Sample now = new Sample(System.nanoTime(), acceptedRows());
        samples.addLast(now);
        while (samples.size() > 2 && now.nanos() - samples.getFirst().nanos() > RATE_NANOS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        double seconds = Math.max(1, now.nanos() - first.nanos()) / 1e9;
        return String.format(
                Locale.ROOT,
                "tick %,d | %,d of %,d rows | %,.0f rows/s | %s",
                ticks.getAsLong(),
                now.rows(),
                oracle.rows(),
                (now.rows() - first.rows()) / seconds,
                url);
    }

    /** Every row of the stream is in one hour, so the hours' counts say how many rows the views hold. */
    private long acceptedRows() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT SUM(quakes) FROM quakes_per_hour")) {
            result.next();
            return result.getLong(1);
        }
    }

    /**
     * Compares at a moment when the stream is still: all views change together, so if one holds as many rows before as
     * after, all held the same in between.
     */
    private boolean compare() throws SQLException {
        long deadline = System.nanoTime() + COMPARE_DEADLINE.toNanos();
        long rows;
        List<String> differences;
        do {
            if (System.nanoTime() > deadline) {
                screen.say("The stream did not stand still for a comparison: use a smaller --speed.");
                return false;
            }
            rows = acceptedRows();
            differences = oracle.differences(connection, rows);
        } while (acceptedRows() != rows);
        if (rows == 0) {
            screen.say("No row has arrived: nothing to compare.");
            return false;
        }
        differences.forEach(screen::say);
        screen.say(
                differences.isEmpty()
                        ? String.format(
                                Locale.ROOT, "After %,d rows the views hold what H2 computes over the same rows.", rows)
                        : String.format(Locale.ROOT, "After %,d rows the views do not hold what H2 computes.", rows));
        return differences.isEmpty();
    }
}
