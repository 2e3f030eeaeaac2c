package io.millrace.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowStoreTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType VARCHAR = ColumnType.of(TypeKind.VARCHAR);

    /** Snapshots of different ages stay what they were while rows are written, overwritten and freed around them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyFreezeKeepsItsMoment(long seed) {
        Random random = new Random(seed);
        List<ColumnType> types =
                new ArrayList<>(List.of(VARCHAR, ColumnType.of(TypeKind.DOUBLE), ColumnType.decimal(30, 2), VARCHAR));
        types.addAll(Collections.nCopies(random.nextInt(80), BIGINT));
        RandomRows generator = new RandomRows(random, types);
        RowStore store = new RowStore(new RowLayout(types, random.nextInt(3)));
        Map<Integer, List<?>> expected = new HashMap<>();
        Map<Frozen, Map<Integer, List<?>>> frozen = new HashMap<>();
        for (int step = 0; step < 400; step++) {
            String where = "seed=" + seed + " step=" + step;
            change(random, generator, store, expected);
            if (random.nextInt(10) == 0) {
                frozen.put(store.freeze(), Map.copyOf(expected));
            }
            if (random.nextInt(12) == 0 && !frozen.isEmpty()) {
                Frozen one = frozen.keySet().iterator().next();
                assertThat(content(one)).as(where).isEqualTo(frozen.remove(one));
                assertThat(one.size()).isLessThanOrEqualTo(one.slotLimit());
                one.close();
            }
        }
        assertThat(content(store)).as("seed=%d", seed).isEqualTo(expected);
        frozen.forEach(
                (view, rows) -> assertThat(content(view)).as("seed=%d", seed).isEqualTo(rows));
    }

    private static void change(Random random, RandomRows generator, RowStore store, Map<Integer, List<?>> expected) {
        Batch batch = generator.batch(random.nextInt(20));
        List<Integer> used = new ArrayList<>(expected.keySet());
        Collections.shuffle(used, random);
        for (int row = 0; row < batch.size(); row++) {
            int kind = random.nextInt(3);
            int slot = kind == 0 || used.isEmpty() ? store.allocate() : used.remove(used.size() - 1);
            if (kind == 2 && expected.containsKey(slot)) {
                store.free(slot);
                expected.remove(slot);
                continue;
            }
            store.prepareWrite(new int[] {slot}, 1);
            for (int column = 0; column < batch.width(); column++) {
                store.write(slot, column, batch.column(column), row);
            }
            expected.put(slot, RandomRows.row(batch, row));
        }
    }

    private static Map<Integer, List<?>> content(RowView view) {
        int[] slots = new int[view.slotLimit()];
        int count = view.liveSlots(0, slots, slots.length);
        Batch batch = new Batch(view.layout().types());
        view.read(slots, count, IntStream.range(0, batch.width()).toArray(), batch);
        Map<Integer, List<?>> rows = new HashMap<>();
        for (int row = 0; row < count; row++) {
            rows.put(slots[row], RandomRows.row(batch, row));
        }
        return rows;
    }

    @Test
    void newRowsAreZeroEvenInSlotsUsedBefore() {
        RowStore store = new RowStore(new RowLayout(List.of(BIGINT), 2));
        Batch batch = new Batch(List.of(BIGINT));
        batch.longs(0).setNull(0);
        int slot = store.allocate();
        store.write(slot, 0, batch.column(0), 0);
        store.words(slot)[store.base(slot) + store.layout().extra(1)] = 9;
        store.free(slot);
        assertThat(store.isLive(slot)).isFalse();

        assertThat(store.allocate()).isEqualTo(slot);
        assertThat(store.isNull(slot, 0)).isFalse();
        assertThat(store.word(slot, store.layout().extra(1))).isZero();
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void stringsThatAreNoLongerUsedGiveTheirSpaceBack() {
        RowStore store = new RowStore(new RowLayout(List.of(VARCHAR), 0));
        Batch batch = new Batch(List.of(VARCHAR));
        batch.bytes(0).set(0, "x".repeat(1000));
        batch.bytes(0).set(1, "y".repeat(10));
        int slot = store.allocate();
        for (int i = 0; i < 10_000; i++) {
            store.write(slot, 0, batch.column(0), 0);
        }
        assertThat(store.bytes()).isLessThan(10_000);
        int[] slots = new int[1000];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = store.allocate();
            store.write(slots[i], 0, batch.column(0), 0);
        }
        assertThat(store.bytes()).isGreaterThan(1_000_000);
        for (int other : slots) {
            store.free(other);
        }
        assertThat(store.bytes()).isLessThan(60_000);
        assertThat(store.equal(slot, 0, batch.column(0), 0)).isTrue();
        assertThat(store.equal(slot, 0, batch.column(0), 1)).isFalse();
    }

    @Test
    void aFreezeCostsReferencesAndOnlyChunksWrittenWhileItIsOpenAreCopied() {
        RowStore store = new RowStore(new RowLayout(List.of(BIGINT), 1));
        int perChunk = store.mask() + 1;
        for (int i = 0; i < 100 * perChunk; i++) {
            store.allocate();
        }
        Frozen first = store.freeze();
        int[] touched = {5, 6, 3 * perChunk, 5, 3 * perChunk + 1};
        store.prepareWrite(touched, touched.length);
        store.prepareWrite(touched, touched.length);
        assertThat(store.copiedChunks()).isEqualTo(2);
        assertThat(store.copiedBytes()).isEqualTo(2L * Long.BYTES * perChunk * store.rowWords());

        Frozen second = store.freeze();
        second.close();
        second.close();
        store.prepareWrite(touched, touched.length);
        assertThat(store.copiedChunks())
                .as("chunks that only a closed freeze held")
                .isEqualTo(2);
        store.prepareWrite(new int[] {7 * perChunk}, 1);
        assertThat(store.copiedChunks()).isEqualTo(3);
        first.close();
        store.prepareWrite(new int[] {9 * perChunk}, 1);
        assertThat(store.copiedChunks()).isEqualTo(3);
    }
}
