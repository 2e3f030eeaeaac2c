package io.millrace.connectors.kafka;

import io.millrace.executor.connector.Positions;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Partitions as positions name them: {@code topic-number}. */
final class Partitions {
    private Partitions() {}

    static String name(TopicPartition partition) {
        return partition.toString();
    }

    static TopicPartition of(String name) {
        return new TopicPartition(topic(name), Math.toIntExact(number(name)));
    }

    static String topic(String name) {
        return name.substring(0, name.lastIndexOf('-'));
    }

    static long number(String name) {
        return Long.parseLong(name, name.lastIndexOf('-') + 1, name.length(), 10);
    }

    static Positions positions(Map<TopicPartition, Long> offsets) {
        Map<String, Long> next = new TreeMap<>();
        offsets.forEach((partition, offset) -> next.put(name(partition), offset));
        return Positions.of(next);
    }
}
