package io.millrace.connectors.kafka;

import io.millrace.connectors.format.RecordsChunk;
import io.millrace.connectors.time.SourceClock;
import io.millrace.executor.connector.Chunk;
import io.millrace.executor.connector.Positions;
import io.millrace.executor.connector.SourceReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions by assignment. Unbounded, it looks for new partitions now and then, and asks a silent server whether it
 * is still there. Owned by one thread.
 */
final class KafkaReader implements SourceReader {
    private final KafkaClient client;
    private final ChunkBuilder chunks;
    private final SourceClock clock;
    private final long discoveryMicros;

    /** Where to stop, by partition still to be read; null if the reader has no bounds. */
    private final @Nullable Map<TopicPartition, Long> bounds;

    private final Set<TopicPartition> assigned = new HashSet<>();
    private final Queue<RecordsChunk> ready = new ArrayDeque<>();
    private long nextCheckMicros;

    private KafkaReader(
            KafkaClient client,
            ChunkBuilder chunks,
            SourceClock clock,
            Duration discovery,
            @Nullable Map<TopicPartition, Long> bounds) {
        this.client = client;
        this.chunks = chunks;
        this.clock = clock;
        this.discoveryMicros = discovery.toNanos() / 1_000;
        this.bounds = bounds;
        this.nextCheckMicros = clock.micros() + discoveryMicros;
    }

    /** A reader without end. Takes the client over. */
    static KafkaReader unbounded(
            KafkaClient client, ChunkBuilder chunks, SourceClock clock, Duration discovery, Positions from) {
        KafkaReader reader = new KafkaReader(client, chunks, clock, discovery, null);
        Map<TopicPartition, Long> offsets = offsets(from);
        Set<TopicPartition> others = reader.others(offsets.keySet());
        reader.check(offsets, client.ends(offsets.keySet()));
        reader.add(offsets);
        reader.add(client.beginnings(others));
        return reader;
    }

    /** A reader up to some positions. Takes the client over. */
    static KafkaReader bounded(
            KafkaClient client,
            ChunkBuilder chunks,
            SourceClock clock,
            Duration discovery,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> until) {
        Map<TopicPartition, Long> bounds = new TreeMap<>(KafkaReader::compare);
        until.forEach((partition, offset) -> {
            if (from.getOrDefault(partition, 0L) < offset) {
                bounds.put(partition, offset);
            }
        });
        KafkaReader reader = new KafkaReader(client, chunks, clock, discovery, bounds);
        if (bounds.isEmpty()) {
            return reader;
        }
        reader.others(bounds.keySet());
        Map<TopicPartition, Long> offsets = new TreeMap<>(KafkaReader::compare);
        Map<TopicPartition, Long> beginnings = client.beginnings(bounds.keySet());
        bounds.keySet().forEach(partition -> {
            Long offset = from.get(partition);
            offsets.put(partition, offset == null ? beginnings.getOrDefault(partition, 0L) : offset);
        });
        Map<TopicPartition, Long> ends = client.ends(bounds.keySet());
        reader.check(offsets, ends);
        reader.check(bounds, ends);
        reader.add(offsets);
        return reader;
    }

    private static int compare(TopicPartition left, TopicPartition right) {
        int topics = left.topic().compareTo(right.topic());
        return topics != 0 ? topics : Integer.compare(left.partition(), right.partition());
    }

    /** The offsets that positions hold. */
    static Map<TopicPartition, Long> offsets(Positions positions) {
        Map<TopicPartition, Long> offsets = new TreeMap<>(KafkaReader::compare);
        positions.next().forEach((name, offset) -> offsets.put(Partitions.of(name), offset));
        return offsets;
    }

    /** The servers must still have all from these offsets on, and must have got as far. */
    private void check(Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> beginnings = client.beginnings(offsets.keySet());
        offsets.forEach((partition, offset) -> {
            long first = beginnings.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            if (offset < first) {
                throw client.failed(
                        "partition " + partition + " begins with offset " + first + " now, and offset " + offset
                                + " is needed: its records were deleted. Drop and create the table to begin anew.",
                        null);
            }
            if (offset > end) {
                throw client.failed(
                        "partition " + partition + " ends at offset " + end + ", and offset " + offset
                                + " has been read: the topic was created anew. Drop and create the table to begin anew.",
                        null);
            }
        });
    }

    private void add(Map<TopicPartition, Long> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        assigned.addAll(offsets.keySet());
        client.assign(assigned);
        offsets.forEach(client::seek);
    }

    /** The partitions there are beside some that must be there. */
    private Set<TopicPartition> others(Set<TopicPartition> known) {
        Set<TopicPartition> found = new HashSet<>(client.partitions());
        Set<TopicPartition> gone = new HashSet<>(known);
        gone.removeAll(found);
        if (!gone.isEmpty()) {
            throw client.failed("partitions " + gone + " no longer exist: the topic was deleted.", null);
        }
        found.removeAll(known);
        return found;
    }

    @Override
    public @Nullable Chunk poll(Duration wait) throws InterruptedException {
        RecordsChunk waiting = ready.poll();
        if (waiting != null || finished()) {
            return waiting;
        }
        ConsumerRecords<ByteBuffer, ByteBuffer> records = fetch(wait);
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> wanted = records.records(partition);
            if (bounds != null) {
                long bound = bounds.getOrDefault(partition, 0L);
                wanted = wanted.stream()
                        .filter(record -> record.offset() < bound)
                        .collect(Collectors.toList());
            }
            chunks.build(Partitions.name(partition), wanted, ready);
        }
        if (bounds != null) {
            dropFinished(bounds);
        }
        look(records.isEmpty());
        return ready.poll();
    }

    /** The client refuses to poll nothing: a pattern may match no topic yet. */
    private ConsumerRecords<ByteBuffer, ByteBuffer> fetch(Duration wait) throws InterruptedException {
        if (assigned.isEmpty()) {
            Duration untilCheck = Duration.ofNanos(Math.max(0, nextCheckMicros - clock.micros()) * 1_000);
            clock.sleep(wait.compareTo(untilCheck) < 0 ? wait : untilCheck);
            return ConsumerRecords.empty();
        }
        return client.poll(wait);
    }

    private void dropFinished(Map<TopicPartition, Long> open) {
        Set<TopicPartition> done = open.entrySet().stream()
                .filter(bound -> client.position(bound.getKey()) >= bound.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        if (!done.isEmpty()) {
            open.keySet().removeAll(done);
            assigned.removeAll(done);
            client.assign(assigned);
        }
    }

    /** Now and then: new partitions are found, and a silent server is told from one that has nothing to say. */
    private void look(boolean silent) {
        long now = clock.micros();
        if (now < nextCheckMicros) {
            return;
        }
        nextCheckMicros = now + discoveryMicros;
        if (bounds == null) {
            Set<TopicPartition> added = others(assigned);
            if (!added.isEmpty()) {
                add(client.beginnings(added));
            }
        }
        if (silent && !assigned.isEmpty()) {
            client.ends(assigned);
        }
    }

    @Override
    public boolean finished() {
        return bounds != null && bounds.isEmpty() && ready.isEmpty();
    }

    /** What the last answers of the servers say; they tell a partition's end with its records. */
    @Override
    public boolean isCaughtUp(String partition) {
        return ready.stream().noneMatch(chunk -> chunk.partition().equals(partition))
                && client.isAtEnd(Partitions.of(partition));
    }

    @Override
    public void close() {
        client.close();
    }
}
