package io.millrace.connectors.kafka;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * A connection to the servers of one table. Its errors are ours: they name the servers and the table, and hold no secret.
 * Owned by one thread; starts none, as it is in no consumer group.
 */
final class KafkaClient implements AutoCloseable {
    private static final int MAX_POLL_RECORDS = 16_384;
    private final String table;
    private final KafkaOptions options;
    private final Consumer<ByteBuffer, ByteBuffer> consumer;

    KafkaClient(String table, KafkaOptions options) {
        this.table = table;
        this.options = options;
        Properties properties = options.client().toProperties();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-" + table + "-" + Uuid.randomUuid());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        properties.put(
                ConsumerConfig.METADATA_MAX_AGE_CONFIG, options.discovery().toMillis());
        properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "");
        consumer = guarded(
                () -> new KafkaConsumer<>(properties, new ByteBufferDeserializer(), new ByteBufferDeserializer()));
    }

    /** The partitions there are. */
    List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        if (options.pattern().isPresent()) {
            guarded(consumer::listTopics).forEach((topic, infos) -> {
                if (!topic.startsWith("__")
                        && options.pattern().get().matcher(topic).matches()) {
                    add(partitions, infos);
                }
            });
            return partitions;
        }
        for (String topic : options.topics()) {
            List<PartitionInfo> infos = guarded(() -> consumer.partitionsFor(topic));
            if (infos.isEmpty()) {
                throw failed(
                        "topic '" + topic + "' does not exist on "
                                + options.client().servers() + ".",
                        null);
            }
            add(partitions, infos);
        }
        return partitions;
    }

    private static void add(List<TopicPartition> partitions, List<PartitionInfo> infos) {
        for (PartitionInfo info : infos) {
            partitions.add(new TopicPartition(info.topic(), info.partition()));
        }
    }

    /** The first offsets kept. Always asks the servers. */
    Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
        return guarded(() -> consumer.beginningOffsets(partitions));
    }

    /** The offsets after the last record of a finished transaction. Always asks the servers. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return guarded(() -> consumer.endOffsets(partitions));
    }

    /** The offsets of the first records of some time or later; null where there is none. */
    Map<TopicPartition, OffsetAndTimestamp> atTimes(Map<TopicPartition, Long> millis) {
        return guarded(() -> consumer.offsetsForTimes(millis));
    }

    /** Reads from now on these partitions; those read before go on where they are. */
    void assign(Collection<TopicPartition> partitions) {
        guarded(() -> {
            consumer.assign(partitions);
            return true;
        });
    }

    void seek(TopicPartition partition, long offset) {
        guarded(() -> {
            consumer.seek(partition, offset);
            return true;
        });
    }

    /** The offset after what has been polled, records of the broker's own included. */
    long position(TopicPartition partition) {
        return guarded(() -> consumer.position(partition));
    }

    /** Whether nothing of a partition is left to be polled, as far as the last answer of its server tells. */
    boolean isAtEnd(TopicPartition partition) {
        OptionalLong lag = guarded(() -> consumer.currentLag(partition));
        return lag.isPresent() && lag.getAsLong() == 0;
    }

    ConsumerRecords<ByteBuffer, ByteBuffer> poll(Duration wait) throws InterruptedException {
        try {
            return guarded(() -> consumer.poll(wait));
        } catch (EngineException failed) {
            if (failed.getCause() instanceof InterruptException && Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading from Kafka");
            }
            throw failed;
        }
    }

    private <T> T guarded(Supplier<T> call) {
        try {
            return call.get();
        } catch (OffsetOutOfRangeException lost) {
            throw failed(
                    "the servers no longer have the records at " + lost.offsetOutOfRangePartitions()
                            + ": they were deleted, or the topic was created anew. Drop and create the table to begin anew.",
                    lost);
        } catch (TimeoutException silent) {
            throw failed(
                    "the servers " + options.client().servers() + " did not answer within "
                            + options.client().timeout().toMillis() + " ms. Check '" + ClientProperties.SERVERS.name()
                            + "' and that they are up.",
                    silent);
        } catch (KafkaException refused) {
            throw failed(
                    "the servers " + options.client().servers() + " could not be asked: " + reason(refused), refused);
        }
    }

    /** The innermost message, which says what is wrong; without secrets. */
    private String reason(Throwable refused) {
        Throwable cause = refused;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return options.client().masked(message);
    }

    EngineException failed(String what, @org.jspecify.annotations.Nullable Exception cause) {
        return new EngineException(
                ErrorCode.SOURCE_FAILED,
                null,
                "The " + options.subject() + " of table '" + table + "': " + what,
                cause);
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            guarded(() -> {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
                return true;
            });
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
