package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.MemorySnapshot;
import io.millrace.executor.state.RandomRows;
import io.millrace.executor.state.StateReader;
import io.millrace.executor.state.StateWriter;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaTableTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.of(TypeKind.BIGINT),
            ColumnType.of(TypeKind.DOUBLE),
            ColumnType.of(TypeKind.VARCHAR),
            ColumnType.decimal(38, 3),
            ColumnType.of(TypeKind.BOOLEAN));
    private static final int[] ALL = {0, 1, 2, 3, 4};
    private static final Output NONE = out -> {};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTableWithoutKeyHoldsWhatItsViewEmitted(long seed) {
        OperatorVerifier.of(
                        context -> new Published(new DeltaTable(TYPES, List.of(), false, List.of(0))),
                        TYPES,
                        new int[] {0},
                        TYPES,
                        inputs -> inputs.get(0))
                .verify(seed, 40);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void anAppendOnlyTableHoldsWhatItsViewEmitted(long seed) {
        for (List<Integer> key : List.of(List.<Integer>of(), List.of(2, 0))) {
            OperatorVerifier.of(
                            context -> new Published(new DeltaTable(TYPES, key, true, List.of(0, 1, 2, 3, 4))),
                            TYPES,
                            ALL,
                            TYPES,
                            inputs -> inputs.get(0))
                    .appendOnly()
                    .verify(seed, 40);
        }
    }

    /** Publishes at the end of each tick and emits what that changed, so that the verifier sees the content. */
    private static final class Published implements StatefulOperator {
        private final DeltaTable table;
        private Map<List<?>, Long> shown = new HashMap<>();

        Published(DeltaTable table) {
            this.table = table;
        }

        @Override
        public void process(int port, Batch batch, Output out) {
            table.process(port, batch, NONE);
        }

        @Override
        public void endStep(Output out) {}

        @Override
        public void endTick(long tick, Output out) {
            table.publish();
            Map<List<?>, Long> now = content(table);
            Map<List<?>, Long> change = new HashMap<>(now);
            shown.forEach((row, weight) -> change.merge(row, -weight, (a, b) -> a + b == 0 ? null : (Long) (a + b)));
            shown = now;
            Batch batch = new Batch(TYPES);
            change.forEach((row, weight) -> RandomRows.append(batch, row, weight));
            if (batch.size() > 0) {
                out.emit(batch);
            }
            assertThat(table.rows())
                    .isEqualTo(now.values().stream().mapToLong(Long::longValue).sum());
        }

        @Override
        public void snapshot(StateWriter out) {
            table.snapshot(out);
        }

        @Override
        public void restore(StateReader in) {
            table.restore(in);
            shown = content(table);
        }

        @Override
        public long stateBytes() {
            return table.stateBytes();
        }

        @Override
        public long visited() {
            return table.visited();
        }
    }

    private static Map<List<?>, Long> content(DeltaTable table) {
        Map<List<?>, Long> rows = new HashMap<>();
        Batch batch = new Batch(TYPES);
        try (FrozenRows frozen = table.freeze()) {
            while (frozen.next(batch, 7) > 0) {
                for (int row = 0; row < batch.size(); row++) {
                    rows.merge(RandomRows.row(batch, row), batch.weight(row), Long::sum);
                }
            }
        }
        return rows;
    }

    /** Each tick moves some keys through several rows; changes come in any order, as from steps that overtake each other. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void aKeyedTableHoldsTheLastRowOfEachKeyInWhateverOrderTheTickCame(long seed) {
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(random, TYPES);
        int[] key = {2, 0};
        DeltaTable table = new DeltaTable(TYPES, List.of(2, 0), false, List.of(0));
        Map<List<?>, List<?>> expected = new HashMap<>();
        for (int tick = 0; tick < 80; tick++) {
            List<List<Map.Entry<List<?>, Long>>> edits = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                List<Map.Entry<List<?>, Long>> changes = new ArrayList<>();
                edits.add(changes);
                List<?> row = RandomRows.canonical(rows.row());
                List<?> rowKey = Arrays.asList(row.get(2), row.get(0));
                List<?> old = expected.get(rowKey);
                if (old != null) {
                    changes.add(Map.entry(old, -1L));
                    expected.remove(rowKey);
                }
                if (old == null || random.nextInt(4) > 0) {
                    changes.add(Map.entry(row, 1L));
                    expected.put(rowKey, row);
                }
            }
            // Whole edits in any order, so that updates stay together, or single rows in any order.
            int order = random.nextInt(3);
            if (order > 0) {
                Collections.shuffle(edits, random);
            }
            List<Map.Entry<List<?>, Long>> changes = new ArrayList<>();
            edits.forEach(changes::addAll);
            if (order > 1) {
                Collections.shuffle(changes, random);
            }
            feed(table, changes, 1 + random.nextInt(20));
            table.publish();
            if (tick % 10 == 9) {
                table = moved(table);
            }
            Map<List<?>, Long> content = new HashMap<>();
            expected.values().forEach(row -> content.put(row, 1L));
            assertThat(content(table)).as("seed=%d tick=%d", seed, tick).isEqualTo(content);
            assertThat(table.rows()).isEqualTo(content.size());
            assertLookups(table, expected, key, rows);
        }
    }

    private static void feed(DeltaTable table, List<Map.Entry<List<?>, Long>> changes, int batchSize) {
        Batch batch = new Batch(TYPES);
        for (Map.Entry<List<?>, Long> change : changes) {
            RandomRows.append(batch, change.getKey(), change.getValue());
            if (batch.size() == batchSize) {
                table.process(0, batch, NONE);
                batch.clear();
            }
        }
        table.process(0, batch, NONE);
    }

    private static DeltaTable moved(DeltaTable table) {
        MemorySnapshot snapshot = new MemorySnapshot();
        table.snapshot(snapshot);
        DeltaTable fresh = new DeltaTable(TYPES, List.of(2, 0), false, List.of(0));
        fresh.restore(snapshot.reader(0, 1));
        return fresh;
    }

    private static void assertLookups(
            DeltaTable table, Map<List<?>, List<?>> expected, int[] key, RandomRows generator) {
        Batch probe = new Batch(TYPES);
        expected.values().forEach(row -> RandomRows.append(probe, row, 1));
        Batch found = new Batch(TYPES);
        for (int row = 0; row < probe.size(); row++) {
            found.clear();
            assertThat(table.lookup(probe, row, key, found)).isEqualTo(1);
            assertThat(RandomRows.row(found, 0)).isEqualTo(RandomRows.row(probe, row));
        }
        probe.clear();
        RandomRows.append(probe, generator.row(), 1);
        List<?> row = RandomRows.row(probe, 0);
        assertThat(table.contains(probe, 0, key))
                .isEqualTo(expected.containsKey(Arrays.asList(row.get(2), row.get(0))));
    }

    @Test
    void lookupsFindAllCopiesOfARowAndAllAppendedRowsOfAKey() {
        DeltaTable bag = new DeltaTable(TYPES, List.of(), false, List.of(0));
        DeltaTable appended = new DeltaTable(TYPES, List.of(0), true, List.of(0));
        Batch batch = new Batch(TYPES);
        RandomRows.append(batch, Arrays.asList(1L, -0.0, "x", null, true), 3);
        RandomRows.append(batch, Arrays.asList(1L, 5.0, "y", null, null), 1);
        RandomRows.append(batch, Arrays.asList(2L, Double.NaN, null, null, null), 1);
        bag.process(0, batch, NONE);
        bag.publish();
        appended.process(0, batch, NONE);
        appended.publish();

        Batch found = new Batch(TYPES);
        assertThat(bag.lookup(batch, 0, ALL, found)).isEqualTo(1);
        assertThat(found.weight(0)).isEqualTo(3);
        assertThat(bag.lookup(batch, 2, ALL, found)).isEqualTo(1);
        assertThat(found.size()).isEqualTo(2);
        found.clear();
        assertThat(appended.lookup(batch, 1, new int[] {0}, found)).isEqualTo(2);
        assertThat(found.weight(0)).isEqualTo(3);
        assertThat(RandomRows.row(found, 1)).isEqualTo(RandomRows.row(batch, 1));
    }

    @Test
    void emptyBatchesChangeNothing() {
        DeltaTable table = new DeltaTable(TYPES, List.of(0), false, List.of(0));
        Batch batch = new Batch(TYPES);
        batch.setWeight(0, -1);
        table.process(0, batch, NONE);

        assertThat(table.hasChanges()).isFalse();
        table.publish();
        assertThat(table.rows()).isZero();
    }

    /** More than one part of the buffer, in one batch and over several. */
    @Test
    void ticksLargerThanThePartsTheyAreBufferedInArePublishedWhole() {
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.BIGINT));
        DeltaTable table = new DeltaTable(types, List.of(0), false, List.of(0));
        Batch batch = new Batch(types);
        for (int part = 0; part < 3; part++) {
            batch.clear();
            for (int row = 0; row < 3000; row++) {
                batch.longs(0).set(row, part * 3000 + row);
                batch.longs(1).set(row, 0);
            }
            batch.setSize(3000);
            table.process(0, batch, NONE);
        }
        table.publish();
        assertThat(table.rows()).isEqualTo(9000);
        update(table, batch, 100, 0, 5000);
        update(table, batch, 100, 1, 5000);

        long sum = 0;
        try (FrozenRows frozen = table.freeze()) {
            Batch values = new Batch(types.subList(1, 2));
            while (frozen.next(new int[] {1}, values, 1000) > 0) {
                for (int row = 0; row < values.size(); row++) {
                    sum += values.longs(0).get(row);
                }
            }
        }
        assertThat(sum).isEqualTo(2 * 5000);
        assertThat(table.rows()).isEqualTo(9000);
    }

    @Test
    void nothingIsSeenBeforePublishNorAfterDiscard() {
        DeltaTable table = new DeltaTable(TYPES, List.of(0), false, List.of(0));
        Batch batch = new Batch(TYPES);
        RandomRows.append(batch, Arrays.asList(1L, 1.0, "x", null, true), 1);

        table.process(0, batch, NONE);
        assertThat(table.contains(batch, 0, new int[] {0})).isFalse();
        table.discard();
        table.publish();
        assertThat(table.rows()).isZero();
        table.process(0, batch, NONE);
        table.publish();
        assertThat(table.contains(batch, 0, new int[] {0})).isTrue();
    }

    @Test
    void aSmallTickOnALargeTableTouchesLittleAndAllocatesNothingOnceWarm() {
        List<ColumnType> types = List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.BIGINT));
        DeltaTable table = new DeltaTable(types, List.of(0), false, List.of(0));
        Batch batch = new Batch(types);
        for (int from = 0; from < 1_000_000; from += 10_000) {
            for (int row = 0; row < 10_000; row++) {
                batch.longs(0).set(row, from + row);
                batch.longs(1).set(row, 0);
            }
            batch.setSize(10_000);
            table.process(0, batch, NONE);
            table.publish();
            batch.clear();
        }
        try (FrozenRows frozen = table.freeze()) {
            for (long value = 0; value < 3; value++) {
                update(table, batch, 500_000, value, 10);
            }
            assertThat(table.copiedChunks()).isLessThanOrEqualTo(2);
            assertThat(frozen.rows()).isEqualTo(1_000_000);
        }
        update(table, batch, 500_000, 3, 10);
        update(table, batch, 500_000, 4, 10);

        assertThat(Allocations.during(() -> update(table, batch, 500_000, 5, 10)))
                .isLessThan(1000);
        assertThat(table.rows()).isEqualTo(1_000_000);
    }

    /** Sets the values of {@code count} keys from {@code from} on, which were {@code value}, to one more. */
    private static void update(DeltaTable table, Batch batch, long from, long value, int count) {
        batch.clear();
        for (int row = 0; row < count; row++) {
            batch.longs(0).set(2 * row, from + row);
            batch.longs(0).set(2 * row + 1, from + row);
            batch.longs(1).set(2 * row, value);
            batch.longs(1).set(2 * row + 1, value + 1);
            batch.setWeight(2 * row, -1);
            batch.setWeight(2 * row + 1, 1);
        }
        batch.setSize(2 * count);
        table.process(0, batch, NONE);
        table.publish();
    }

    @Test
    void idleTablesCostWellUnder64KibibytesEach() {
        Batch batch = new Batch(TYPES);
        RandomRows.append(batch, Arrays.asList(1L, 2.0, "three", null, true), 1);
        List<DeltaTable> tables = new ArrayList<>();
        // What was allocated is more than what is kept.
        long allocated = Allocations.during(() -> {
            for (int i = 0; i < 200; i++) {
                boolean append = i % 3 == 0;
                DeltaTable table = new DeltaTable(TYPES, i % 2 == 0 ? List.of(0) : List.of(), append, List.of(0));
                table.process(0, batch, NONE);
                table.publish();
                tables.add(table);
            }
        });

        assertThat(allocated / tables.size()).isLessThan(32_768);
        for (DeltaTable table : tables) {
            assertThat(table.stateBytes()).isBetween(1_000L, 32_768L);
        }
    }
}
