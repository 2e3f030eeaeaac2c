package io.millrace.benchmarks.latency;

import io.millrace.executor.circuit.Circuit;
import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.executor.column.Batch;
import io.millrace.executor.kernel.KernelCompiler;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * A tick at rest: 100 rows a second into a running count per key, two workers; the time from the moment a row is due to
 * the moment a lookup sees it, in the same process and beside it over JDBC (INSERT on one connection, a prepared point lookup on
 * another). Several runs in one JVM; rows are offered when they are due however long the last one took.
 *
 * <p>Usage: {@code LatencyComparison [runs [rows]]}.
 */
public final class LatencyComparison {
    private static final long INTERVAL_NANOS = 10_000_000;
    private static final int KEYS = 10;

    private LatencyComparison() {}

    /** Offers a row of a key, then waits until its count is seen. */
    private interface Path {
        void send(long key, long expected) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int rows = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
        double[] inProcess = new double[runs];
        double[] overJdbc = new double[runs];
        for (int run = 0; run < runs; run++) {
            inProcess[run] = inProcess(rows);
            overJdbc[run] = overJdbc(rows);
        }
        report("in process, offered to looked up", inProcess);
        report("over JDBC, inserted to looked up", overJdbc);
    }

    private static void report(String name, double[] medians) {
        Arrays.sort(medians);
        System.out.println(String.format(
                Locale.ROOT,
                "%s: p50 %.3f ms (median of %d runs; least %.3f, most %.3f)",
                name,
                medians[medians.length / 2],
                medians.length,
                medians[0],
                medians[medians.length - 1]));
    }

    private static double inProcess(int rows) throws Exception {
        OfferedSource source = new OfferedSource();
        KernelCompiler kernels = new KernelCompiler(LatencyComparison.class.getClassLoader(), 10);
        try (Circuit circuit = new Circuit(CircuitOptions.DEFAULT.withWorkers(2), kernels)) {
            circuit.createStream("t", Counts.KEY, source, source.start());
            circuit.createView(Counts.perKey("counts", "t"));
            Batch key = new Batch(Counts.KEY.types());
            return measure(rows, (k, expected) -> {
                source.offer(k);
                key.clear();
                key.longs(0).set(0, k);
                key.setSize(1);
                Batch found = circuit.lookup("counts", key, 0);
                while (found.size() == 0 || found.longs(1).get(0) < expected) {
                    Thread.onSpinWait();
                    found = circuit.lookup("counts", key, 0);
                }
            });
        }
    }

    private static double overJdbc(int rows) throws Exception {
        try (Engine engine = Engine.start(EngineOptions.DEFAULT.withCircuit(CircuitOptions.DEFAULT.withWorkers(2)));
                WireServer wire = WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0));
                Connection writer = DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + wire.port() + "/");
                Connection reader = DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + wire.port() + "/");
                Statement statement = writer.createStatement()) {
            statement.execute("CREATE TABLE t (k BIGINT)");
            statement.execute("CREATE VIEW counts AS SELECT k, COUNT(*) AS n FROM t GROUP BY k");
            try (PreparedStatement insert = writer.prepareStatement("INSERT INTO t VALUES (?)");
                    PreparedStatement lookup = reader.prepareStatement("SELECT n FROM counts WHERE k = ?")) {
                return measure(rows, (key, expected) -> {
                    insert.setLong(1, key);
                    insert.executeUpdate();
                    lookup.setLong(1, key);
                    while (count(lookup) < expected) {
                        Thread.onSpinWait();
                    }
                });
            }
        }
    }

    private static long count(PreparedStatement lookup) throws SQLException {
        try (ResultSet result = lookup.executeQuery()) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** The median time of a row in milliseconds, from when it is due, after a warm-up of as many rows. */
    private static double measure(int rows, Path path) throws Exception {
        long[] sent = new long[KEYS];
        for (int row = 0; row < rows; row++) {
            path.send(row % KEYS, ++sent[row % KEYS]);
        }
        double[] millis = new double[rows];
        long start = System.nanoTime() + INTERVAL_NANOS;
        for (int row = 0; row < rows; row++) {
            long due = start + row * INTERVAL_NANOS;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            // A row that had to wait for the one before it counts from when it was due; this thread's own late waking
            // does not.
            long began = System.nanoTime();
            boolean heldUp = row > 0 && began - due > INTERVAL_NANOS;
            path.send(row % KEYS, ++sent[row % KEYS]);
            millis[row] = (System.nanoTime() - (heldUp ? due : began)) / 1e6;
        }
        Arrays.sort(millis);
        return millis[rows / 2];
    }
}
