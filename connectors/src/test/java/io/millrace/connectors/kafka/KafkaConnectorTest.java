package io.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connectors.TestTable;
import io.millrace.connectors.kafka.broker.KafkaBroker;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class KafkaConnectorTest {
    @TempDir
    static Path directory;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private static TestTable table(String topic) {
        return new TestTable("kafka", SourceClock.system())
                .with("topic", topic)
                .with("properties.bootstrap.servers", broker.bootstrapServers())
                .with("format", "json");
    }

    private static TestTable ids(String topic) {
        return table(topic).column("id", TypeKind.BIGINT);
    }

    private static KafkaProducer<byte[], byte[]> producer(@Nullable String transactionalId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        if (transactionalId != null) {
            settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        }
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, long millis, @Nullable String key, @Nullable String value) {
        return new ProducerRecord<>(topic, partition, millis, bytes(key), bytes(value));
    }

    /** Sends values to partition 0, one millisecond apart. */
    private static void send(String topic, int partition, String... values) {
        try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
            for (int i = 0; i < values.length; i++) {
                producer.send(record(topic, partition, 1_000 + i, null, values[i]));
            }
        }
    }

    @Test
    void readsValuesKeysHeadersAndMetadata() throws Exception {
        broker.createTopic("full", 2);
        try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
            ProducerRecord<byte[], byte[]> first = record("full", 1, 1_700_000_000_250L, "k;7", "{\"id\":1}");
            first.headers().add("trace", bytes("a")).add("trace", bytes("b")).add("none", null);
            producer.send(first);
            producer.send(record("full", 1, 1_700_000_000_251L, "x;8", "{\"id\":2}"));
        }
        TestTable table = ids("full")
                .column("name", TypeKind.VARCHAR)
                .column("number", TypeKind.INTEGER)
                .metadata("t", TypeKind.VARCHAR, "topic")
                .metadata("p", TypeKind.INTEGER, "partition")
                .metadata("o", TypeKind.BIGINT, "offset")
                .metadata("ts", TypeKind.TIMESTAMP_LTZ, "timestamp")
                .metadata("k", TypeKind.VARBINARY, "key")
                .metadata("h", TypeKind.VARCHAR, "headers")
                .metadata("trace", TypeKind.VARCHAR, "headers.trace")
                .with("key.format", "csv")
                .with("key.fields", "NAME;number")
                .with("key.csv.delimiter", ";");

        assertThat(table.rows())
                .containsExactly(
                        "1|k|7|full|1|0|2023-11-14T22:13:20.250Z|6b3b37|{\"trace\":\"b\",\"none\":null}|b",
                        "2|x|8|full|1|1|2023-11-14T22:13:20.251Z|783b38|{}|null");
    }

    @Test
    void everyStartupModeFixesOffsets() throws Exception {
        broker.createTopic("modes", 2);
        send("modes", 0, "{\"id\":0}", "{\"id\":1}", "{\"id\":2}");

        assertThat(ids("modes").source().start().next()).isEqualTo(Map.of("modes-0", 0L, "modes-1", 0L));
        assertThat(ids("modes")
                        .with("scan.startup.mode", "latest-offset")
                        .source()
                        .start()
                        .next())
                .isEqualTo(Map.of("modes-0", 3L, "modes-1", 0L));
        assertThat(ids("modes")
                        .with("scan.startup.mode", "timestamp")
                        .with("scan.startup.timestamp-millis", "1001")
                        .source()
                        .start()
                        .next())
                .isEqualTo(Map.of("modes-0", 1L, "modes-1", 0L));
        TestTable specific = ids("modes")
                .with("scan.startup.mode", "specific-offsets")
                .with("scan.startup.specific-offsets", "partition:0,offset:2");
        assertThat(specific.source().start().next()).isEqualTo(Map.of("modes-0", 2L, "modes-1", 0L));
        assertThat(specific.rows()).containsExactly("2");
        assertThatThrownBy(() -> ids("modes")
                        .with("scan.startup.mode", "specific-offsets")
                        .with("scan.startup.specific-offsets", "partition:0,offset:4")
                        .source()
                        .start())
                .hasMessageContaining("partition 0 has offsets 0 to 3, and not the 4");
    }

    @Test
    void replayFromAnyPositionGivesTheSameRowsThroughAbortedTransactions() throws Exception {
        broker.createTopic("transactions", 2);
        List<String> committed = new ArrayList<>();
        long seed = 5;
        Random random = new Random(seed);
        try (KafkaProducer<byte[], byte[]> producer = producer("replay")) {
            producer.initTransactions();
            for (int i = 0; i < 40; i++) {
                producer.beginTransaction();
                List<String> sent = new ArrayList<>();
                for (int k = random.nextInt(200); k >= 0; k--) {
                    int partition = random.nextInt(2);
                    producer.send(record("transactions", partition, 1, null, "{\"id\":" + (i * 1_000 + k) + "}"));
                    sent.add(Integer.toString(i * 1_000 + k));
                }
                if (random.nextInt(4) == 0) {
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                    committed.addAll(sent);
                }
            }
            producer.beginTransaction();
            producer.send(record("transactions", 0, 1, null, "{\"id\":-1}")).get();

            TestTable table = ids("transactions");
            Source source = table.source();
            Positions start = source.start();
            Positions end = source.end(start);
            List<String> all = table.rows(source, start, end);
            assertThat(all).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(committed);
            for (int i = 0; i < 5; i++) {
                Positions middle = Positions.NONE;
                for (String partition : end.next().keySet()) {
                    middle = middle.with(partition, random.nextInt((int) end.of(partition, 0) + 1));
                }
                List<String> joined = new ArrayList<>(table.rows(source, start, middle));
                joined.addAll(table.rows(source, middle, end));
                assertThat(joined).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(all);
            }
            producer.abortTransaction();
        }
    }

    @Test
    void givesRecordsAsTheyComeAndFindsPartitionsThatAreAdded() throws Exception {
        broker.createTopic("growing", 1);
        send("growing", 0, "{\"id\":0}");
        TestTable table = ids("growing")
                .with("scan.startup.mode", "latest-offset")
                .with("scan.topic-partition-discovery.interval", "100 ms");
        Source source = table.source();

        try (SourceReader reader = source.reader(source.start())) {
            assertThat(reader.poll(Duration.ZERO)).isNull();
            send("growing", 0, "{\"id\":1}");
            assertThat(next(table, source, reader)).containsExactly("1");
            try (Admin admin = broker.admin()) {
                admin.createPartitions(Map.of("growing", NewPartitions.increaseTo(2)))
                        .all()
                        .get();
            }
            send("growing", 1, "{\"id\":2}");
            assertThat(next(table, source, reader)).containsExactly("2");
            assertThat(reader.finished()).isFalse();
        }
    }

    private static List<String> next(TestTable table, Source source, SourceReader reader) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline) {
            Chunk chunk = reader.poll(Duration.ofMillis(200));
            if (chunk != null) {
                return table.decode(source, List.of(chunk), table.allColumns());
            }
        }
        throw new AssertionError("no record came");
    }

    @Test
    void readsSeveralTopicsAndPatterns() throws Exception {
        broker.createTopic("many-a", 1);
        broker.createTopic("many-b", 1);
        send("many-a", 0, "{\"id\":1}");
        send("many-b", 0, "{\"id\":2}");

        assertThat(ids("many-a, many-b").rows()).containsExactlyInAnyOrder("1", "2");
        TestTable pattern = new TestTable("kafka", SourceClock.system())
                .column("id", TypeKind.BIGINT)
                .with("topic-pattern", "many-[b-z]")
                .with("properties.bootstrap.servers", broker.bootstrapServers())
                .with("format", "json");
        assertThat(pattern.rows()).containsExactly("2");
    }

    @Test
    void aPatternMayMatchNothingAtFirst() throws Exception {
        TestTable table = new TestTable("kafka", SourceClock.system())
                .column("id", TypeKind.BIGINT)
                .with("topic-pattern", "later-.*")
                .with("scan.topic-partition-discovery.interval", "100 ms")
                .with("properties.bootstrap.servers", broker.bootstrapServers())
                .with("format", "json");
        Source source = table.source();

        try (SourceReader reader = source.reader(source.start())) {
            assertThat(reader.poll(Duration.ofMillis(10))).isNull();
            broker.createTopic("later-a", 1);
            send("later-a", 0, "{\"id\":1}");
            assertThat(next(table, source, reader)).containsExactly("1");
        }
    }

    @Test
    void aReaderThatIsInterruptedSaysSoAndCanBeClosed() throws Exception {
        broker.createTopic("interrupted", 1);
        Source source = ids("interrupted").source();
        try (SourceReader reader = source.reader(source.start())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reader.poll(Duration.ofSeconds(30))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aBrokerThatGoesAwayFailsTheSourceAndOneThatComesBackGoesOn(@TempDir Path own) throws Exception {
        try (KafkaBroker mortal = KafkaBroker.start(own)) {
            mortal.createTopic("mortal", 1);
            TestTable table = ids("mortal")
                    .with("properties.bootstrap.servers", mortal.bootstrapServers())
                    .with("properties.default.api.timeout.ms", "1000")
                    .with("scan.topic-partition-discovery.interval", "200 ms");
            Source source = table.source();
            Positions start = source.start();
            try (SourceReader reader = source.reader(start)) {
                mortal.stop();
                failed(() -> next(table, source, reader))
                        .hasMessageContaining(
                                "the servers " + mortal.bootstrapServers() + " did not answer within 1000 ms");
            }
            failed(() -> source.reader(start)).hasMessageContaining("did not answer");
            mortal.restart();
            assertThat(table.rows(source, start, source.end(start))).isEmpty();
        }
    }

    @Test
    void badRecordsAreToldWithPartitionAndOffset() throws Exception {
        broker.createTopic("bad", 1);
        send("bad", 0, "{\"id\":1}", "{\"id\":\"x\"}", null, "{", "{\"id\":5}");
        TestTable table = ids("bad");

        assertThat(table.rows()).containsExactly("1", "5");
        assertThat(table.bad())
                .containsExactly(
                        "bad-0:1 Column 'id': 'x' is not a BIGINT. <{\"id\":\"x\"}>",
                        "bad-0:2 The record has no value. <>",
                        "bad-0:3 The record is cut off. <{>");
    }

    @Test
    void recordsThatWereDeletedAreAnErrorNotASilentReset() throws Exception {
        broker.createTopic("deleted", 1);
        send("deleted", 0, "{\"id\":0}", "{\"id\":1}", "{\"id\":2}");
        TestTable table = ids("deleted");
        Source source = table.source();
        Positions start = source.start();
        Positions end = source.end(start);
        try (SourceReader reader = source.reader(start);
                Admin admin = broker.admin()) {
            admin.deleteRecords(Map.of(new TopicPartition("deleted", 0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
            assertThatThrownBy(() -> next(table, source, reader)).hasMessageContaining("no longer have the records");
        }

        failed(() -> source.reader(start))
                .hasMessageContaining("The topic 'deleted' of table 't': partition deleted-0 begins with offset 2 now");
        failed(() -> source.reader(start, end)).hasMessageContaining("begins with offset 2 now");
        failed(() -> source.reader(Positions.NONE.with("deleted-0", 4))).hasMessageContaining("was created anew");
        failed(() -> source.reader(Positions.NONE.with("deleted-1", 0))).hasMessageContaining("no longer exist");
        assertThat(table.rows(source, source.start(), end)).containsExactly("2");
    }

    @Test
    void aTopicThatDoesNotExistIsNamed() {
        failed(() -> ids("nowhere").source().start())
                .hasMessageContaining("topic 'nowhere' does not exist on " + broker.bootstrapServers());
    }

    @Test
    void serversThatDoNotAnswerAreNamed() {
        failed(() -> ids("x").with("properties.bootstrap.servers", "127.0.0.1:1")
                        .with("properties.default.api.timeout.ms", "300")
                        .source()
                        .start())
                .hasMessageContaining("the servers 127.0.0.1:1 did not answer within 300 ms");
        failed(() -> ids("x").with("properties.bootstrap.servers", "no-such-host.invalid:9092")
                        .source()
                        .start())
                .hasMessageContaining("no-such-host.invalid:9092");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> failed(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOf(EngineException.class)
                .satisfies(
                        thrown -> assertThat(((EngineException) thrown).code()).isEqualTo(ErrorCode.SOURCE_FAILED));
    }

    @Test
    void chunksOfLargeTopicsAreNoLargerThanPromised() throws Exception {
        broker.createTopic("large", 1);
        String padding = "x".repeat(500);
        try (KafkaProducer<byte[], byte[]> producer = producer(null)) {
            for (int i = 0; i < 20_000; i++) {
                String value = "{\"id\":" + i + (i < 5_000 ? ",\"p\":\"" + padding + "\"}" : "}");
                producer.send(record("large", 0, 1, "key", value));
            }
        }
        TestTable table = ids("large").metadata("k", new ColumnType(TypeKind.VARCHAR, 3, 0, false), "key");
        Source source = table.source();
        Positions start = source.start();
        List<Chunk> chunks = TestTable.chunks(source.reader(start, source.end(start)));

        assertThat(chunks).allMatch(chunk -> chunk.records() <= 16_384 && chunk.bytes() < 2_500_000);
        assertThat(table.decode(source, chunks, List.of(0, 1))).hasSize(20_000).endsWith("19999|key");
    }
}
