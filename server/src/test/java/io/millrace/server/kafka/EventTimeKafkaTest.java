package io.millrace.server.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.kafka.broker.KafkaBroker;
import io.millrace.server.Engine;
import io.millrace.server.EngineOptions;
import io.millrace.server.sql.SqlFixture;
import io.millrace.server.wire.WireOptions;
import io.millrace.server.wire.WireServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Late rows of a topic of four uneven partitions, one of them silent until others have passed it: the same ones, counted the same, for a
 * view that was there from the start, for one that is made when all has been read, and after a restart. Compared with a plain loop.
 */
@Tag("long")
@Timeout(180)
class EventTimeKafkaTest {
    private static final int PARTITIONS = 4;
    private static final int SILENT = 3;
    private static final long START = 1_767_225_600_000L; // 2026-01-01 00:00:00
    private static final long DELAY = 10_000;
    private static final long SEED = 20_261_120;

    private static final String PER_MINUTE = "SELECT window_start, window_end, COUNT(*) AS n, COUNT(DISTINCT k) AS d "
            + "FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end";

    /** What a plain loop makes of the rows: by window, and those that are late. */
    private static final class Oracle {
        final long[] maxima = new long[PARTITIONS];
        long floor = Long.MIN_VALUE;
        final Map<Long, Integer> windows = new TreeMap<>();
        final List<String> late = new ArrayList<>();
        int accepted;

        void take(int partition, int k, long ts) {
            long bound = maxima[partition] == 0 ? Long.MIN_VALUE : maxima[partition] - DELAY;
            if (ts < Math.max(bound, partition == SILENT ? floor : Long.MIN_VALUE)) {
                late.add(String.valueOf(k));
                return;
            }
            maxima[partition] = Math.max(maxima[partition], ts);
            windows.merge(ts - ts % 60_000, 1, Integer::sum);
            accepted++;
        }

        List<String> counts(long watermark) {
            List<String> rows = new ArrayList<>();
            windows.forEach((start, n) -> {
                if (start + 60_000 <= watermark) {
                    rows.add(start + "|" + n);
                }
            });
            return rows;
        }

        List<String> late() {
            late.sort(Comparator.naturalOrder());
            return late;
        }
    }

    @Test
    void allViewsLeaveOutTheSameRowsNowLaterAndAfterARestart(@TempDir Path directory) throws Exception {
        Oracle oracle = new Oracle();
        EngineOptions options = EngineOptions.DEFAULT.withData(directory.resolve("data"));
        try (KafkaBroker broker = KafkaBroker.start(Files.createDirectory(directory.resolve("broker")))) {
            broker.createTopic("events", PARTITIONS);
            try (Server server = new Server(options)) {
                server.sql.execute(
                        "CREATE TABLE events (k INT, ts TIMESTAMP NOT NULL, WATERMARK FOR ts AS ts - INTERVAL '10' SECOND)"
                                + " WITH ('connector' = 'kafka', 'topic' = 'events', 'format' = 'json', 'idle-timeout' = '2 s',"
                                + " 'properties.bootstrap.servers' = '" + broker.bootstrapServers() + "')");
                server.sql.execute("CREATE VIEW first AS " + PER_MINUTE);
                server.sql.execute("CREATE VIEW final AS " + PER_MINUTE + " EMIT ON WINDOW CLOSE");
                produce(broker, oracle);
                server.sql.await("SELECT SUM(n) FROM first", String.valueOf(oracle.accepted));
                server.sql.await("SELECT COUNT(*) FROM MILLRACE.SOURCES WHERE IDLE", String.valueOf(PARTITIONS));
                // Which partition was found idle first decides how far the others went without it.
                long watermark = java.sql.Timestamp.valueOf(server.sql
                                .rows("SELECT MAX(TABLE_WATERMARK) FROM MILLRACE.SOURCES")
                                .get(0))
                        .getTime();
                assertThat(watermark)
                        .isBetween(
                                Arrays.stream(oracle.maxima, 0, SILENT).min().orElseThrow() - DELAY,
                                Arrays.stream(oracle.maxima, 0, SILENT).max().orElseThrow() - DELAY);
                oracle.floor = watermark;
                produceToTheSilentOne(broker, oracle, watermark);
                server.sql.await("SELECT SUM(n) FROM first", String.valueOf(oracle.accepted));
                server.sql.execute("CREATE VIEW later AS " + PER_MINUTE);
                server.assertAsBy(oracle, watermark);
            }
            try (Server server = new Server(options)) {
                server.sql.await("SELECT SUM(n) FROM first", String.valueOf(oracle.accepted));
                server.sql.await("SELECT SUM(n) FROM later", String.valueOf(oracle.accepted));
                server.assertAsBy(oracle, oracle.floor);
            }
        }
    }

    private static final class Server implements AutoCloseable {
        final Engine engine;
        final WireServer wire;
        final SqlFixture sql;

        Server(EngineOptions options) throws Exception {
            engine = Engine.start(options);
            wire = WireServer.start(engine, WireOptions.DEFAULT.at("127.0.0.1", 0));
            sql = SqlFixture.connect("jdbc:millrace://127.0.0.1:" + wire.port() + "/");
        }

        void assertAsBy(Oracle oracle, long watermark) throws Exception {
            for (String view : List.of("first", "later")) {
                assertThat(sql.rows(
                                "SELECT CAST(TIMESTAMPDIFF(SECOND, TIMESTAMP '1970-01-01 00:00:00', window_start) AS BIGINT) * 1000, n, d FROM "
                                        + view + " ORDER BY window_start"))
                        .as(view)
                        .isEqualTo(oracle.counts(Long.MAX_VALUE).stream()
                                .map(row -> row + row.substring(row.indexOf('|')))
                                .toList());
            }
            sql.await(
                    "SELECT COUNT(*) > 0 FROM final WHERE window_end <= (SELECT MAX(TABLE_WATERMARK) FROM MILLRACE.SOURCES)",
                    "true");
            List<String> closed = sql.rows(
                    "SELECT CAST(TIMESTAMPDIFF(SECOND, TIMESTAMP '1970-01-01 00:00:00', window_start) AS BIGINT) * 1000, n FROM final ORDER BY window_start");
            assertThat(closed).containsAll(oracle.counts(watermark));
            assertThat(oracle.counts(Long.MAX_VALUE)).containsAll(closed);
            List<String> late = new ArrayList<>(sql.rows("SELECT k FROM events$late"));
            late.sort(Comparator.naturalOrder());
            assertThat(late).isEqualTo(oracle.late()).isNotEmpty();
            assertThat(sql.rows("SELECT SUM(LATE_ROWS) FROM MILLRACE.SOURCES"))
                    .containsExactly(String.valueOf(oracle.late.size()));
        }

        @Override
        public void close() throws Exception {
            sql.close();
            wire.close();
            engine.close();
        }
    }

    private static void produce(KafkaBroker broker, Oracle oracle) {
        Random random = new Random(SEED);
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            for (int k = 0; k < 6_000; k++) {
                int partition = random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(2);
                long ts = START + k * 200L - random.nextInt(random.nextInt(20) == 0 ? 60_000 : 10_000);
                send(producer, partition, k, ts);
                oracle.take(partition, k, ts);
            }
        }
    }

    private static void produceToTheSilentOne(KafkaBroker broker, Oracle oracle, long watermark) {
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            for (int i = 0; i < 300; i++) {
                long ts = watermark - 5_000 + i * 50L;
                send(producer, SILENT, 100_000 + i, ts);
                oracle.take(SILENT, 100_000 + i, ts);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(KafkaBroker broker) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int partition, int k, long ts) {
        String json = "{\"k\":" + k + ",\"ts\":\"" + Instant.ofEpochMilli(ts) + "\"}";
        producer.send(new ProducerRecord<>("events", partition, null, json.getBytes(StandardCharsets.UTF_8)));
    }
}
