package io.millrace.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedIndexTest {
    private record Key(long partition, long order, long tie) {}

    /** References are the ties themselves, handed out by place in a list so that a lost one shows. */
    private static final class Ties implements OrderedIndex.References {
        final List<Long> stored = new ArrayList<>();
        long probe;
        int live;

        @Override
        public int compare(long reference) {
            return Long.compare(probe, stored.get((int) reference));
        }

        @Override
        public long store() {
            live++;
            stored.add(probe);
            return stored.size() - 1;
        }

        @Override
        public void release(long reference) {
            live--;
            assertThat(stored.set((int) reference, Long.MIN_VALUE)).isEqualTo(probe);
        }
    }

    private final Ties ties = new Ties();
    private final OrderedIndex index = new OrderedIndex(ties);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void equalsASortedMap(long seed) {
        Random random = new Random(seed);
        TreeMap<Key, Long> model = new TreeMap<>(Comparator.comparingLong(Key::partition)
                .thenComparing(Key::order)
                .thenComparing(Key::tie));
        int partitions = 1 + random.nextInt(40);
        int values = 1 + random.nextInt(600);
        for (int round = 0; round < 30_000; round++) {
            // Grows, then shrinks to nothing, so that nodes split, borrow and merge.
            boolean delete = random.nextInt(30_000) < round && !model.isEmpty();
            Key key = new Key(random.nextInt(partitions), random.nextInt(values) - 99, random.nextInt(3));
            long weight = random.nextInt(7) - 3;
            if (delete) {
                Key ceiling = model.ceilingKey(key);
                key = ceiling == null ? model.firstKey() : ceiling;
                weight = -model.get(key);
            }
            ties.probe = key.tie;
            long expected = model.merge(key, weight, Long::sum);
            if (expected == 0) {
                model.remove(key);
            }
            long actual = index.add(key.partition, key.order, weight);
            if (weight != 0) {
                assertThat(actual).as("seed %s, round %s", seed, round).isEqualTo(expected);
            }
            if (round % 97 == 0) {
                check(seed, model, random.nextInt(partitions));
            }
        }
        check(seed, model, 0);
    }

    private void check(long seed, TreeMap<Key, Long> model, int partition) {
        Key low = new Key(partition, Long.MIN_VALUE, Long.MIN_VALUE);
        Key high = new Key(partition, Long.MAX_VALUE, Long.MAX_VALUE);
        boolean any = !model.subMap(low, high).isEmpty();
        assertThat(index.first(partition)).as("seed %s", seed).isEqualTo(any);
        if (any) {
            assertThat(found(partition)).as("seed %s", seed).isEqualTo(model.ceilingKey(low));
        }
        assertThat(index.last(partition)).as("seed %s", seed).isEqualTo(any);
        if (any) {
            assertThat(found(partition)).as("seed %s", seed).isEqualTo(model.floorKey(high));
        }
        Key middle = new Key(partition, 100, Long.MIN_VALUE);
        assertThat(index.weightBelow(partition, 100))
                .as("seed %s", seed)
                .isEqualTo(model.headMap(middle).values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        List<String> scanned = new ArrayList<>();
        index.scan((p, order, reference, weight) ->
                scanned.add(new Key(p, order, ties.stored.get((int) reference)) + "=" + weight));
        assertThat(scanned)
                .as("seed %s", seed)
                .isEqualTo(model.entrySet().stream().map(Object::toString).toList());
        assertThat(index.size()).isEqualTo(model.size()).isEqualTo(ties.live);
        List<String> ofPartition = new ArrayList<>();
        index.scan(
                partition,
                (p, order, reference, weight) ->
                        ofPartition.add(new Key(p, order, ties.stored.get((int) reference)) + "=" + weight));
        assertThat(ofPartition)
                .as("seed %s", seed)
                .isEqualTo(model.subMap(low, high).entrySet().stream()
                        .map(Object::toString)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void copiesAreFoundByTheirPlace(long seed) {
        Random random = new Random(seed);
        List<List<Long>> model = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < 5_000; round++) {
            int partition = random.nextInt(3);
            List<Long> values = model.get(partition);
            long order = random.nextInt(50);
            if (random.nextInt(5_000) < round && !values.isEmpty()) {
                order = values.remove(random.nextInt(values.size()));
                index.add(partition, order, -1);
            } else {
                values.add(order);
                index.add(partition, order, 1);
            }
            if (round % 50 == 0) {
                List<Long> sorted = values.stream().sorted().toList();
                int at = sorted.isEmpty() ? 0 : random.nextInt(sorted.size());
                String place = "seed " + seed + ", round " + round;
                assertThat(index.weight(partition)).as(place).isEqualTo(sorted.size());
                assertThat(index.select(partition, at)).as(place).isEqualTo(!sorted.isEmpty());
                if (!sorted.isEmpty()) {
                    assertThat(index.order()).as(place).isEqualTo(sorted.get(at));
                }
                assertThat(index.select(partition, sorted.size())).as(place).isFalse();
                assertThat(index.select(partition, -1)).as(place).isFalse();
            }
        }
    }

    private Key found(long partition) {
        return new Key(partition, index.order(), ties.stored.get((int) index.reference()));
    }

    @Test
    void aMillionKeysOfOnePartitionAreReachedInFourNodes() {
        Random random = new Random(5);
        for (int i = 0; i < 1_000_000; i++) {
            index.add(7, random.nextLong() >> 1, 1);
        }
        index.add(7, Long.MIN_VALUE, 1);
        long before = index.nodesVisited();
        assertThat(index.first(7)).isTrue();
        assertThat(index.order()).isEqualTo(Long.MIN_VALUE);
        index.add(7, Long.MIN_VALUE, -1);
        assertThat(index.first(7)).isTrue();
        assertThat(index.last(7)).isTrue();
        assertThat(index.select(7, 500_000)).isTrue();

        assertThat(index.nodesVisited() - before).isLessThanOrEqualTo(4 * 6);
        assertThat(index.bytes()).isLessThan(1_000_000L * 64);
    }

    @Test
    void anEmptiedIndexIsSmall() {
        for (int i = 0; i < 100_000; i++) {
            index.add(i % 10, i, 1);
        }
        for (int i = 99_999; i >= 0; i--) {
            index.add(i % 10, i, -1);
        }

        assertThat(index.size()).isZero();
        assertThat(index.bytes()).isLessThan(48 * 1024);
        assertThat(index.first(3)).isFalse();
        assertThat(index.last(3)).isFalse();
    }
}
