package io.millrace.connectors.kafka;

import io.millrace.connectors.format.RecordLayout;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.BadRecordPolicy;
import io.millrace.executor.connector.BadRecords;
import io.millrace.executor.connector.Decoder;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.Source;
import io.millrace.executor.connector.SourceReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** Partitions are called {@code topic-number}; positions are offsets. Thread-safe; every call opens a connection of its own. */
final class KafkaSource implements Source {
    private final String table;
    private final KafkaOptions options;
    private final RecordLayout layout;
    private final ChunkBuilder chunks;
    private final SourceClock clock;

    KafkaSource(String table, KafkaOptions options, RecordLayout layout, ChunkBuilder chunks, SourceClock clock) {
        this.table = table;
        this.options = options;
        this.layout = layout;
        this.chunks = chunks;
        this.clock = clock;
    }

    @Override
    public Positions start() {
        try (KafkaClient client = new KafkaClient(table, options)) {
            List<TopicPartition> partitions = client.partitions();
            return Partitions.positions(
                    switch (options.startup().mode()) {
                        case EARLIEST_OFFSET -> client.beginnings(partitions);
                        case LATEST_OFFSET -> client.ends(partitions);
                        case TIMESTAMP -> atTime(client, partitions);
                        case SPECIFIC_OFFSETS -> specific(client, partitions);
                    });
        }
    }

    private Map<TopicPartition, Long> atTime(KafkaClient client, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, options.startup().timestampMillis()));
        Map<TopicPartition, Long> offsets = new HashMap<>(client.ends(partitions));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                client.atTimes(times).entrySet()) {
            // Null where no record is as late: there the table begins at the end.
            if (found.getValue() != null) {
                offsets.put(found.getKey(), found.getValue().offset());
            }
        }
        return offsets;
    }

    private Map<TopicPartition, Long> specific(KafkaClient client, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> offsets = new HashMap<>(client.beginnings(partitions));
        Map<TopicPartition, Long> ends = client.ends(partitions);
        options.startup().offsets().forEach((number, offset) -> {
            TopicPartition partition = new TopicPartition(options.topics().get(0), number);
            Long first = offsets.get(partition);
            Long end = ends.get(partition);
            if (first == null || end == null) {
                throw client.failed(
                        "it has no partition " + number + ", which 'scan.startup.specific-offsets' names.", null);
            }
            if (offset < first || offset > end) {
                throw client.failed(
                        "partition " + number + " has offsets " + first + " to " + end + ", and not the " + offset
                                + " of 'scan.startup.specific-offsets'.",
                        null);
            }
            offsets.put(partition, offset);
        });
        return offsets;
    }

    @Override
    public Positions end(Positions start) {
        try (KafkaClient client = new KafkaClient(table, options)) {
            return Partitions.positions(client.ends(client.partitions()));
        }
    }

    @Override
    public BadRecordPolicy onBadRecord() {
        return options.onBadRecord();
    }

    @Override
    public SourceReader reader(Positions from) {
        return open(client -> KafkaReader.unbounded(client, chunks, clock, options.discovery(), from));
    }

    @Override
    public SourceReader reader(Positions from, Positions until) {
        return open(client -> KafkaReader.bounded(
                client, chunks, clock, options.discovery(), KafkaReader.offsets(from), KafkaReader.offsets(until)));
    }

    private SourceReader open(Function<KafkaClient, SourceReader> opener) {
        KafkaClient client = new KafkaClient(table, options);
        SourceReader reader = null;
        try {
            reader = opener.apply(client);
            return reader;
        } finally {
            if (reader == null) {
                client.close();
            }
        }
    }

    @Override
    public Decoder decoder(List<Integer> columns, BadRecords badRecords) {
        return layout.decoder(columns, badRecords);
    }
}
