package io.millrace.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedRowsTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.decimal(30, 0),
            ColumnType.of(TypeKind.BOOLEAN));
    private static final int[] ALL = {0, 1, 2, 3, 4};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void behavesLikeAHashMapUnderInsertionsAndRemovals(long seed) {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random, TYPES);
        KeyedRows state = KeyedRows.of(TYPES, 1);
        Map<List<?>, Long> expected = new HashMap<>();
        int counter = state.store().layout().extra(0);
        for (int step = 0; step < 60; step++) {
            Batch batch = rows.batch(random.nextInt(300));
            int[] hashes = hashes(batch, seed);
            int[] slots = new int[batch.size()];
            int before = expected.size();
            int added = state.findOrInsert(batch, ALL, hashes, slots);
            for (int row = 0; row < batch.size(); row++) {
                state.store().words(slots[row])[state.store().base(slots[row]) + counter]++;
                expected.merge(RandomRows.row(batch, row), 1L, Long::sum);
            }
            assertThat(added).as("seed %d step %d", seed, step).isEqualTo(expected.size() - before);
            removeSome(random, state, expected, seed);
            assertThat(content(state, counter))
                    .as("seed %d step %d", seed, step)
                    .isEqualTo(expected);
            assertThat(state.index().size()).isEqualTo(expected.size());
        }
    }

    /** Odd seeds squeeze all keys into a few hashes: the slow path. */
    private static int[] hashes(Batch batch, long seed) {
        int[] hashes = KeyHash.of(batch, ALL, new int[0]);
        if (seed % 2 == 1) {
            Arrays.setAll(hashes, i -> hashes[i] & 0x03000001);
        }
        return hashes;
    }

    private static void removeSome(Random random, KeyedRows state, Map<List<?>, Long> expected, long seed) {
        Batch probe = new Batch(TYPES);
        for (List<?> key : List.copyOf(expected.keySet())) {
            if (random.nextInt(4) == 0) {
                RandomRows.append(probe, key, 1);
                expected.remove(key);
            }
        }
        RandomRows.append(probe, Arrays.asList("not there", 7L, 7.0, null, null), 1);
        int[] slots = new int[probe.size()];
        int[] hashes = hashes(probe, seed);
        state.find(probe, ALL, hashes, slots);
        for (int row = 0; row < probe.size() - 1; row++) {
            assertThat(slots[row]).isGreaterThanOrEqualTo(0);
            state.remove(slots[row], hashes[row]);
        }
        assertThat(slots[probe.size() - 1]).isEqualTo(-1);
    }

    private static Map<List<?>, Long> content(KeyedRows state, int counter) {
        int[] slots = new int[state.size()];
        int count = state.store().liveSlots(0, slots, slots.length);
        Batch batch = new Batch(TYPES);
        state.store().read(slots, count, ALL, batch);
        Map<List<?>, Long> content = new HashMap<>();
        for (int row = 0; row < count; row++) {
            content.put(RandomRows.row(batch, row), state.store().word(slots[row], counter));
        }
        return content;
    }

    @Test
    void growsToAMillionKeysAndShrinksAgain() {
        int total = 1_000_000;
        KeyedRows state = KeyedRows.of(List.of(ColumnType.of(TypeKind.BIGINT)), 2);
        Batch batch = new Batch(List.of(ColumnType.of(TypeKind.BIGINT)));
        int[] key = {0};
        int[] slots = new int[1000];
        List<Integer> first = new ArrayList<>();
        for (int from = 0; from < total; from += 1000) {
            fill(batch, from);
            assertThat(state.findOrInsert(batch, key, KeyHash.of(batch, key, new int[0]), slots))
                    .isEqualTo(1000);
            first.add(slots[0]);
        }
        for (int from = 0; from < total; from += 1000) {
            fill(batch, from);
            int[] hashes = KeyHash.of(batch, key, new int[0]);
            assertThat(state.findOrInsert(batch, key, hashes, slots)).isZero();
            assertThat(slots[0]).isEqualTo(first.get(from / 1000));
            for (int row = 0; row < 1000; row++) {
                state.remove(slots[row], hashes[row]);
            }
            state.find(batch, key, hashes, slots);
            assertThat(slots).containsOnly(-1);
        }
        assertThat(state.size()).isZero();
    }

    @Test
    void readsTheUsedWordsOfFoundRowsAheadOnceTheTableIsLargerThanTheCaches() {
        KeyedRows state = KeyedRows.of(List.of(ColumnType.of(TypeKind.BIGINT)), 2);
        Batch batch = new Batch(List.of(ColumnType.of(TypeKind.BIGINT)));
        int[] key = {0};
        int[] slots = new int[1000];
        fill(batch, 0);
        state.findOrInsert(batch, key, slots);
        long mark = 1L << 62;
        RowStore store = state.store();
        store.words(slots[7])[store.base(slots[7]) + store.layout().extra(1)] = mark;
        state.findOrInsert(batch, key, slots);
        assertThat(state.wordsReadAhead()).isZero();
        for (int from = 1000; from < 100_000; from += 1000) {
            fill(batch, from);
            state.findOrInsert(batch, key, slots);
        }
        assertThat(state.index().isCached()).isFalse();
        state.findOrInsert(batch, key, slots);
        assertThat(state.wordsReadAhead() & mark).isZero();
        fill(batch, 0);
        state.findOrInsert(batch, key, slots);
        assertThat(state.wordsReadAhead() & mark).isEqualTo(mark);
    }

    private static void fill(Batch batch, int from) {
        batch.clear();
        for (int row = 0; row < 1000; row++) {
            batch.longs(0).set(row, from + row);
        }
        batch.setSize(1000);
    }

    @Test
    void anEmptyKeyIsOneRow() {
        KeyedRows state = KeyedRows.of(List.of(), 1);
        Batch batch = new Batch(List.of());
        batch.setSize(3);
        int[] slots = new int[3];

        assertThat(state.findOrInsert(batch, new int[0], KeyHash.of(batch, new int[0], new int[0]), slots))
                .isEqualTo(1);
        assertThat(slots).containsOnly(0);
    }
}
