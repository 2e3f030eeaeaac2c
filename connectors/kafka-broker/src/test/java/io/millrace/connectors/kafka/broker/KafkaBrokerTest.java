package io.millrace.connectors.kafka.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    private static final int RECORDS = 1_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @Test
    void recordsSurviveAStopAndAKill(@TempDir Path directory) throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            broker.createTopic("numbers", 4);

            produce(broker, 0);
            assertThat(consume(broker, RECORDS)).isEqualTo(numbers(RECORDS));

            broker.kill();
            broker.restart();
            assertThat(consume(broker, RECORDS)).isEqualTo(numbers(RECORDS));

            produce(broker, RECORDS);
            broker.stop();
            broker.restart();
            assertThat(consume(broker, 2 * RECORDS)).isEqualTo(numbers(2 * RECORDS));
            assertThat(broker.log()).contains("Kafka Server started");
        }
    }

    @Test
    void aFailureCarriesTheBrokersLog(@TempDir Path directory) throws IOException {
        try (KafkaBroker broker = KafkaBroker.start(directory)) {
            broker.createTopic("taken", 1);

            assertThatThrownBy(() -> broker.createTopic("taken", 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'taken'")
                    .hasMessageContaining("The end of its log")
                    .hasMessageContaining("INFO")
                    .hasRootCauseInstanceOf(TopicExistsException.class);
            assertThatThrownBy(broker::restart).hasMessageContaining("stop or kill it first");
        }
    }

    private static void produce(KafkaBroker broker, int from) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        try (Producer<Integer, String> producer =
                new KafkaProducer<>(settings, new IntegerSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = IntStream.range(from, from + RECORDS)
                    .mapToObj(number -> producer.send(new ProducerRecord<>("numbers", number, "value " + number)))
                    .toList();
            for (Future<RecordMetadata> acknowledged : sent) {
                acknowledged.get();
            }
        }
    }

    private static Set<Integer> consume(KafkaBroker broker, int count) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        Set<Integer> seen = new TreeSet<>();
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        try (Consumer<Integer, String> consumer =
                new KafkaConsumer<>(settings, new IntegerDeserializer(), new StringDeserializer())) {
            consumer.assign(IntStream.range(0, 4)
                    .mapToObj(partition -> new TopicPartition("numbers", partition))
                    .toList());
            int records = 0;
            while (records < count && System.nanoTime() < deadline) {
                for (ConsumerRecord<Integer, String> record : consumer.poll(Duration.ofMillis(200))) {
                    records++;
                    seen.add(record.key());
                }
            }
            assertThat(records).isEqualTo(count);
        }
        return seen;
    }

    private static Set<Integer> numbers(int count) {
        return new TreeSet<>(IntStream.range(0, count).boxed().toList());
    }
}
