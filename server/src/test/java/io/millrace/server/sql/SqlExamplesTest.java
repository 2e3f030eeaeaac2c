package io.millrace.server.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.kafka.broker.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of sql-examples gives the rows that stand beside it in NAME.expected. The quickstart is another test's: the
 * demo runs it, and compares it with H2. To write the expected rows anew, and then to look at the difference:
 * {@code mvn -Pquick test -pl server -am -Dtest=SqlExamplesTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dmillrace.write-docs=true}.
 */
@Timeout(300)
class SqlExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "sql-examples");
    private static final boolean WRITE = Boolean.getBoolean("millrace.write-docs");
    private static final Duration PATIENCE = Duration.ofSeconds(WRITE ? 3 : 60);
    private static final String BROKER = "localhost:9092";

    static Stream<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .filter(name -> !name.equals("quickstart.sql") && !name.equals("kafka.sql"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleGivesTheRowsBesideIt(String name) throws Exception {
        check(name, Files.readString(EXAMPLES.resolve(name)));
    }

    @Test
    @Tag("long")
    void theKafkaExampleGivesTheRowsBesideIt(@TempDir Path directory) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            broker.createTopic("orders", 1);
            produce(broker.bootstrapServers());
            String script = Files.readString(EXAMPLES.resolve("kafka.sql"));
            assertThat(script).contains("'" + BROKER + "'");
            check("kafka.sql", script.replace("'" + BROKER + "'", "'" + broker.bootstrapServers() + "'"));
        }
    }

    @Test
    void theReadmeListsEveryExample() throws IOException {
        String readme = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(Stream.concat(examples(), Stream.of("kafka.sql", "quickstart.sql")))
                .allSatisfy(name -> assertThat(readme).contains("(" + name + ")"));
    }

    private static void check(String name, String script) throws Exception {
        // Paths in examples are relative to the project's directory, tests run in the module's.
        String placed =
                script.replace("'sql-examples/", "'" + EXAMPLES.toAbsolutePath().normalize() + "/");
        Path file = EXAMPLES.resolve(name.replace(".sql", ".expected"));
        List<String> expected = ScriptRun.results(Files.exists(file) ? Files.readString(file) : "");
        try (SqlFixture sql = SqlFixture.start("example-" + name)) {
            List<String> results = new ScriptRun(sql.connection(), PATIENCE).run(placed, expected);
            if (WRITE) {
                Files.writeString(file, String.join("\n\n", results) + "\n");
            } else {
                assertThat(results).as(name).isEqualTo(expected);
            }
        }
    }

    private static void produce(String servers) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (String line : Files.readAllLines(EXAMPLES.resolve("data").resolve("orders.jsonl"))) {
                Future<?> sent = producer.send(new ProducerRecord<>("orders", line.getBytes(StandardCharsets.UTF_8)));
                sent.get();
            }
        }
    }
}
