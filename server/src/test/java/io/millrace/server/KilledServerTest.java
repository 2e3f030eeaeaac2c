package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real server, killed at any moment while sessions insert rows, insert batches and update counters, and started again on
 * what it left: every acknowledged change is there, no batch is there in part, and views agree with their tables.
 */
@Tag("long")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class KilledServerTest {
    private static final int KILLS = 20;
    private static final int SESSIONS = 4;
    private static final int BATCH = 25;

    @TempDir
    Path directory;

    /** What one session was told is done, in all rounds. Written by the session's thread, read when that has ended. */
    private static final class Acknowledged {
        private final Set<Long> rows = new HashSet<>();
        private final Set<Long> batches = new HashSet<>();
        private long increments;
        private long next;
    }

    @Test
    void acknowledgedChangesOutliveEveryKill() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Acknowledged> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(new Acknowledged());
        }
        create();
        long rows = 0;
        for (int round = 0; round < KILLS; round++) {
            try (ServerProcess server = ServerProcess.start(directory)) {
                String place = "seed " + seed + ", round " + round;
                rows = check(server, sessions, place);
                write(server, sessions, 20 + random.nextInt(400));
            }
        }
        try (ServerProcess server = ServerProcess.start(directory)) {
            rows = check(server, sessions, "seed " + seed + ", at the end");
        }
        assertThat(rows).as("rows written, seed " + seed).isGreaterThan(KILLS * 10L);
    }

    private void create() throws Exception {
        try (ServerProcess server = ServerProcess.start(directory);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, batch BIGINT, text VARCHAR)");
            statement.execute("CREATE TABLE counter (session INT PRIMARY KEY, n BIGINT NOT NULL)");
            statement.execute("CREATE VIEW batches AS SELECT batch, COUNT(*) AS n FROM t GROUP BY batch");
            statement.execute("CREATE VIEW increments AS SELECT SUM(n) AS n FROM counter");
            for (int session = 0; session < SESSIONS; session++) {
                statement.execute("INSERT INTO counter VALUES (" + session + ", 0)");
            }
            statement.execute("CREATE TABLE gone (id INT PRIMARY KEY)");
            statement.execute("INSERT INTO gone VALUES (1)");
            statement.execute("DROP TABLE gone");
            statement.execute("CREATE TABLE gone (id INT PRIMARY KEY)");
        }
    }

    /** Lets the sessions write until the server is killed. */
    private static void write(ServerProcess server, List<Acknowledged> sessions, long millis) throws Exception {
        CountDownLatch ready = new CountDownLatch(SESSIONS);
        List<Thread> threads = new ArrayList<>();
        for (int session = 0; session < SESSIONS; session++) {
            int number = session;
            Thread thread = new Thread(() -> write(server, number, sessions.get(number), ready));
            threads.add(thread);
            thread.start();
        }
        ready.await();
        // The moment of the kill is what varies; nothing is waited for.
        server.awaitEndFor(millis);
        server.kill();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void write(ServerProcess server, int session, Acknowledged acknowledged, CountDownLatch ready) {
        try (Connection connection = server.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?)");
                PreparedStatement update =
                        connection.prepareStatement("UPDATE counter SET n = n + 1 WHERE session = ?")) {
            ready.countDown();
            while (true) {
                long id = id(session, acknowledged);
                set(insert, id, -1);
                insert.executeUpdate();
                acknowledged.rows.add(id);
                long batch = id(session, acknowledged);
                for (int i = 0; i < BATCH; i++) {
                    set(insert, id(session, acknowledged), batch);
                    insert.addBatch();
                }
                insert.executeBatch();
                acknowledged.batches.add(batch);
                update.setInt(1, session);
                update.executeUpdate();
                acknowledged.increments++;
            }
        } catch (SQLException e) {
            // The server was killed. Anything else shows in what is missing.
            ready.countDown();
        }
    }

    private static long id(int session, Acknowledged acknowledged) {
        return acknowledged.next++ * SESSIONS + session;
    }

    private static void set(PreparedStatement insert, long id, long batch) throws SQLException {
        insert.setLong(1, id);
        insert.setLong(2, batch);
        insert.setString(3, "row " + id);
    }

    /** Compares what is there with what was acknowledged; gives how many rows there are. */
    private static long check(ServerProcess server, List<Acknowledged> sessions, String place) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            Set<Long> rows = new HashSet<>();
            Map<Long, Long> batches = new HashMap<>();
            try (ResultSet result = statement.executeQuery("SELECT id, batch, text FROM t")) {
                while (result.next()) {
                    assertThat(rows.add(result.getLong(1))).as(place).isTrue();
                    assertThat(result.getString(3)).as(place).isEqualTo("row " + result.getLong(1));
                    batches.merge(result.getLong(2), 1L, Long::sum);
                }
            }
            for (int session = 0; session < SESSIONS; session++) {
                Acknowledged acknowledged = sessions.get(session);
                assertThat(rows).as(place).containsAll(acknowledged.rows);
                assertThat(batches.keySet()).as(place).containsAll(acknowledged.batches);
            }
            Map<Long, Long> view = numbers(statement, "SELECT batch, n FROM batches");
            assertThat(view).as(place + ": the view and its table").isEqualTo(batches);
            batches.remove(-1L);
            assertThat(batches.values()).as(place + ": whole batches").allMatch(n -> n == BATCH);
            checkCounters(statement, sessions, place);
            try (ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM gone")) {
                result.next();
                assertThat(result.getLong(1))
                        .as(place + ": rows of a dropped table")
                        .isZero();
            }
            return rows.size();
        }
    }

    private static void checkCounters(Statement statement, List<Acknowledged> sessions, String place)
            throws SQLException {
        Map<Long, Long> counters = numbers(statement, "SELECT session, n FROM counter");
        for (int session = 0; session < SESSIONS; session++) {
            long there = counters.get((long) session);
            assertThat(there - sessions.get(session).increments)
                    .as(place + ": increments of session " + session + " beyond the acknowledged ones")
                    .isBetween(0L, 1L);
            // Whether the last one, which was not acknowledged, was done is known now.
            sessions.get(session).increments = there;
        }
        long total = counters.values().stream().mapToLong(Long::longValue).sum();
        assertThat(numbers(statement, "SELECT 0, n FROM increments"))
                .as(place + ": the total")
                .containsEntry(0L, total);
    }

    private static Map<Long, Long> numbers(Statement statement, String sql) throws SQLException {
        Map<Long, Long> numbers = new HashMap<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                numbers.put(result.getLong(1), result.getLong(2));
            }
        }
        return numbers;
    }
}
