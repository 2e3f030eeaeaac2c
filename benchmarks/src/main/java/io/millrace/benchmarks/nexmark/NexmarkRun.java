package io.millrace.benchmarks.nexmark;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.server.Server;
import io.millrace.server.ServerOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One query over the first events, on a server of its own within this process, by way of JDBC. */
final class NexmarkRun {
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int SIDE_ROWS = 10_000;
    private static final long LOOK_MILLIS = 2;
    private static final long MIB = 1 << 20;

    private NexmarkRun() {}

    /** Where the result goes. */
    enum Target {
        /** A sink that keeps nothing. */
        BLACKHOLE,
        /** A view that can be read. */
        VIEW
    }

    /**
     * What a run took.
     *
     * @param seconds from the statement to the last row
     * @param cpuSeconds of all threads of the process
     * @param heapMiB what the heap holds more at the end than before, after a collection
     * @param rows of the view, or changes that the sink was given
     */
    record Outcome(double seconds, double cpuSeconds, long heapMiB, long rows) {}

    static Outcome run(NexmarkQuery query, Target target, long events, int workers) throws Exception {
        Path data = Files.createTempDirectory("millrace-nexmark");
        long before = heapMiB();
        try (Server server = Server.start(ServerOptions.parse(
                        List.of("--data", data.toString(), "--port", "0", "--workers", Integer.toString(workers))));
                Connection connection =
                        DriverManager.getConnection("jdbc:millrace://127.0.0.1:" + server.port() + "/?timeZone=UTC");
                Statement statement = connection.createStatement()) {
            tables(query, events, connection);
            long cpu = PROCESS.getProcessCpuTime();
            long began = System.nanoTime();
            statement.execute(
                    target == Target.VIEW
                            ? "CREATE VIEW result AS " + query.sql()
                            : "CREATE SINK result WITH ('connector' = 'blackhole') AS " + query.sql());
            long expected = query.inputRows(events) + (query.readsSideInput() ? SIDE_ROWS : 0);
            while (number(statement, "SELECT INPUT_ROWS FROM MILLRACE.TICKS") < expected) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double cpuSeconds = (PROCESS.getProcessCpuTime() - cpu) / 1e9;
            long heap = heapMiB() - before;
            long rows;
            if (target == Target.VIEW) {
                rows = number(statement, "SELECT COUNT(*) FROM result");
                query.check(events, rows);
            } else {
                rows = number(statement, "SELECT CHANGES FROM MILLRACE.SINKS");
            }
            return new Outcome(seconds, cpuSeconds, heap, rows);
        } finally {
            delete(data);
        }
    }

    private static void tables(NexmarkQuery query, long events, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String table : query.tables()) {
                statement.execute("CREATE TABLE " + table + columns(table)
                        + " WITH ('connector' = 'nexmark', 'kind' = '" + table + "', 'events' = '" + events + "')");
            }
            if (!query.readsSideInput()) {
                return;
            }
            statement.execute("CREATE TABLE side_input (\"key\" BIGINT PRIMARY KEY, \"value\" VARCHAR(20))");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO side_input VALUES (?, ?)")) {
            for (int key = 0; key < SIDE_ROWS; key++) {
                insert.setLong(1, key);
                insert.setString(2, "value-" + key);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String columns(String table) {
        return switch (table) {
            case "person" ->
                "(id BIGINT, name VARCHAR, emailAddress VARCHAR, creditCard VARCHAR, city VARCHAR, state VARCHAR,"
                        + " dateTime TIMESTAMP(3) NOT NULL, extra VARCHAR, WATERMARK FOR dateTime AS dateTime - INTERVAL '4' SECOND)";
            case "auction" ->
                "(id BIGINT, itemName VARCHAR, description VARCHAR, initialBid BIGINT, reserve BIGINT,"
                        + " dateTime TIMESTAMP(3) NOT NULL, expires TIMESTAMP(3), seller BIGINT, category BIGINT, extra VARCHAR,"
                        + " WATERMARK FOR dateTime AS dateTime - INTERVAL '4' SECOND)";
            case "bid" ->
                "(auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR,"
                        + " dateTime TIMESTAMP(3) NOT NULL, extra VARCHAR, WATERMARK FOR dateTime AS dateTime - INTERVAL '4' SECOND)";
            default -> throw new IllegalArgumentException(table);
        };
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no row: " + sql);
            }
            return rows.getLong(1);
        }
    }

    private static long heapMiB() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
