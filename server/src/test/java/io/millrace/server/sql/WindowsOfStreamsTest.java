package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.circuit.CircuitOptions;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Windows of all kinds, and what stands above windows, over a stream of two files whose rows are out of order, some of them too late: the
 * views equal the same query over a stored table of the rows that a plain loop accepts, on one to four workers, and after a restart in
 * the middle with another number of them. Final rows are those whose window the watermark has passed.
 */
@Timeout(300)
class WindowsOfStreamsTest {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final int FILES = 2;
    private static final int ROUNDS = 4;
    private static final int ROWS = 40;
    private static final long START = 1_767_225_600_000L; // 2026-01-01 00:00:00
    private static final long DELAY = 10_000;
    private static final long HOUR = 3_600_000;

    private static final String TUMBLE = "SELECT window_start, window_end, k, COUNT(*) AS n, SUM(v) AS s, MIN(v) AS low"
            + " FROM TABLE(TUMBLE(TABLE %1$s, DESCRIPTOR(ts), INTERVAL '20' SECOND)) GROUP BY window_start, window_end, k";

    private static final Map<String, String> QUERIES = queries();

    @TempDir
    private Path directory;

    private final long[] maxima = new long[FILES];
    private final List<String> accepted = new ArrayList<>();
    private int late;
    private int nextId;
    private long now = START;

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        String groups = "GROUP BY window_start, window_end, k";
        queries.put("tumbling", TUMBLE);
        queries.put(
                "hopping",
                "SELECT window_start, window_end, k, COUNT(*) AS n, AVG(v) AS a, MAX(id) AS m FROM TABLE(HOP(TABLE %1$s,"
                        + " DESCRIPTOR(ts), INTERVAL '7' SECOND, INTERVAL '30' SECOND)) " + groups);
        queries.put(
                "hopping_distinct",
                "SELECT window_start, window_end, k, COUNT(DISTINCT v) AS n FROM TABLE(HOP(TABLE %1$s, DESCRIPTOR(ts),"
                        + " INTERVAL '10' SECOND, INTERVAL '30' SECOND)) " + groups);
        queries.put(
                "hopping_all",
                "SELECT window_start, window_end, COUNT(*) AS n, SUM(v) AS s FROM TABLE(HOP(TABLE %1$s, DESCRIPTOR(ts),"
                        + " INTERVAL '2' SECOND, INTERVAL '20' SECOND, INTERVAL '1' SECOND)) WHERE v > 1"
                        + " GROUP BY window_start, window_end HAVING COUNT(*) > 1");
        queries.put(
                "growing",
                "SELECT window_start, window_end, k, COUNT(*) AS n, MIN(id) AS m FROM TABLE(CUMULATE(TABLE %1$s,"
                        + " DESCRIPTOR(ts), INTERVAL '5' SECOND, INTERVAL '20' SECOND)) " + groups);
        String sessions = " FROM TABLE(SESSION(TABLE %1$s PARTITION BY k, DESCRIPTOR(ts), INTERVAL '4' SECOND))";
        queries.put(
                "sessions",
                "SELECT window_start, window_end, k, COUNT(*) AS n, SUM(v) AS s, MAX(id) AS m" + sessions + " "
                        + groups);
        queries.put(
                "sessions_distinct",
                "SELECT window_start, window_end, k, COUNT(DISTINCT v) AS n" + sessions + " " + groups);
        queries.put("session_rows", "SELECT window_start, window_end, k, id" + sessions);
        queries.put(
                "joined",
                "SELECT a.window_start, a.window_end, a.k, a.n, b.m FROM (" + TUMBLE
                        + ") AS a JOIN (SELECT window_start,"
                        + " window_end, COUNT(*) AS m FROM TABLE(TUMBLE(TABLE %1$s, DESCRIPTOR(ts), INTERVAL '20' SECOND))"
                        + " GROUP BY window_start, window_end) AS b"
                        + " ON a.window_start = b.window_start AND a.window_end = b.window_end");
        queries.put(
                "best",
                "SELECT window_start, window_end, k, n FROM (SELECT window_start, window_end, k, n, ROW_NUMBER() OVER"
                        + " (PARTITION BY window_start, window_end ORDER BY n DESC, k) AS place FROM (" + TUMBLE
                        + ") AS t) AS t WHERE place <= 2");
        queries.put(
                "first_of_key",
                "SELECT window_start, window_end, k, id FROM (SELECT window_start, window_end, k, id, ROW_NUMBER() OVER"
                        + " (PARTITION BY window_start, window_end, k ORDER BY ts, id) AS place FROM TABLE(TUMBLE(TABLE %1$s,"
                        + " DESCRIPTOR(ts), INTERVAL '20' SECOND))) AS t WHERE place = 1");
        queries.put(
                "windows_of_windows",
                "SELECT window_start, window_end, SUM(n) AS n, COUNT(*) AS c FROM TABLE(TUMBLE((SELECT window_time AS t,"
                        + " COUNT(*) AS n FROM TABLE(TUMBLE(TABLE %1$s, DESCRIPTOR(ts), INTERVAL '20' SECOND))"
                        + " GROUP BY window_start, window_end, window_time), DESCRIPTOR(t), INTERVAL '1' MINUTE))"
                        + " GROUP BY window_start, window_end");
        return queries;
    }

    /** A server over the directory. */
    private final class Server implements AutoCloseable {
        final Engine engine;
        final WireServer wire;
        final SqlFixture sql;

        Server(int workers) throws Exception {
            engine = Engine.start(EngineOptions.DEFAULT
                    .withData(directory.resolve("data"))
                    .withCircuit(CircuitOptions.DEFAULT.withWorkers(workers).withSmallTickRows(1)));
            wire = WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0));
            sql = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + wire.port() + "/");
        }

        @Override
        public void close() throws SQLException {
            sql.close();
            wire.close();
            engine.close();
        }
    }

    /** Appends rows to a file, with a time up to one and a half delays behind the file's newest one. */
    private void append(int file, Random random) throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < ROWS; i++) {
            now += random.nextInt(1_500);
            long behind = random.nextInt(3) == 0 ? random.nextLong(DELAY + DELAY / 2) : 0;
            add(file, "k" + random.nextInt(3), random.nextInt(5), now - behind, text);
        }
        write(file, text);
    }

    private void add(int file, String key, int value, long time, StringBuilder text) {
        String at = TIME.format(LocalDateTime.ofEpochSecond(
                Math.floorDiv(time, 1000L), (int) Math.floorMod(time, 1000L) * 1_000_000, ZoneOffset.UTC));
        int id = nextId++;
        text.append(id + "," + key + "," + value + "," + at + "\n");
        if (maxima[file] != 0 && time < maxima[file] - DELAY) {
            late++;
        } else {
            maxima[file] = Math.max(maxima[file], time);
            accepted.add("(" + id + ", '" + key + "', " + value + ", TIMESTAMP '" + at + "')");
        }
    }

    private void write(int file, StringBuilder text) throws Exception {
        Files.writeString(
                directory.resolve("in").resolve(file + ".csv"),
                text,
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void round(Random random) throws Exception {
        for (int file = 0; file < FILES; file++) {
            append(file, random);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 3", "2, 2, 1", "3, 4, 2"})
    void viewsEqualTheSameQueryOverTheAcceptedRows(long seed, int workers, int workersLater) throws Exception {
        Random random = new Random(seed);
        Files.createDirectory(directory.resolve("in"));
        round(random);
        try (Server server = new Server(workers)) {
            create(server.sql);
            check(server.sql, seed);
            for (int i = 0; i < ROUNDS / 2; i++) {
                round(random);
            }
            check(server.sql, seed);
        }
        round(random);
        try (Server server = new Server(workersLater)) {
            check(server.sql, seed);
            round(random);
            now += HOUR;
            for (int file = 0; file < FILES; file++) {
                StringBuilder text = new StringBuilder();
                add(file, "end", 0, now, text);
                write(file, text);
            }
            check(server.sql, seed);
            assertThat(late).as("seed %d: late rows", seed).isPositive();
            assertThat(server.sql.rows("SELECT COUNT(*) FROM events$late")).containsExactly(String.valueOf(late));
        }
    }

    private void create(SqlFixture sql) throws SQLException {
        sql.execute(
                "CREATE TABLE events (id INT, k VARCHAR, v INT, ts TIMESTAMP NOT NULL,"
                        + " WATERMARK FOR ts AS ts - INTERVAL '10' SECOND) WITH ('connector' = 'file', 'path' = '"
                        + directory.resolve("in") + "', 'format' = 'csv', 'follow' = 'true')",
                "CREATE TABLE accepted (id INT, k VARCHAR, v INT, ts TIMESTAMP)",
                "CREATE VIEW total AS SELECT COUNT(*) AS n FROM events");
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            String text = query.getValue().formatted("events");
            sql.execute(
                    "CREATE VIEW " + query.getKey() + " AS " + text,
                    "CREATE VIEW final_" + query.getKey() + " AS " + text + " EMIT ON WINDOW CLOSE");
        }
    }

    /** All that was written has been read, and every view shows what it should. */
    private void check(SqlFixture sql, long seed) throws SQLException {
        sql.await("SELECT n FROM total", String.valueOf(accepted.size()));
        sql.execute("DELETE FROM accepted", "INSERT INTO accepted VALUES " + String.join(", ", accepted));
        long watermark = Math.min(maxima[0], maxima[1]) - DELAY;
        String until = TIME.format(LocalDateTime.ofEpochSecond(
                Math.floorDiv(watermark, 1000L), (int) Math.floorMod(watermark, 1000L) * 1_000_000, ZoneOffset.UTC));
        sql.await("SELECT DISTINCT TABLE_WATERMARK FROM MILLRACE.SOURCES", until);
        assertThat(sql.rows("SELECT SUM(LATE_ROWS) FROM MILLRACE.SOURCES"))
                .as("seed %d: late rows", seed)
                .containsExactly(String.valueOf(late));
        assertThat(accepted.size() + late).isEqualTo(nextId);
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            String batch = "(" + query.getValue().formatted("accepted") + ") AS q";
            assertThat(sql.rows("SELECT * FROM " + query.getKey()))
                    .as("seed %d: %s", seed, query.getKey())
                    .containsExactlyInAnyOrderElementsOf(sql.rows("SELECT * FROM " + batch));
            assertThat(sql.rows("SELECT * FROM final_" + query.getKey()))
                    .as("seed %d: final %s until %s", seed, query.getKey(), until)
                    .containsExactlyInAnyOrderElementsOf(
                            sql.rows("SELECT * FROM " + batch + " WHERE window_end <= TIMESTAMP '" + until + "'"));
        }
    }
}
