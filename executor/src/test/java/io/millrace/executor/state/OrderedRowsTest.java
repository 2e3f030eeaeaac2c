package io.millrace.executor.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ordered rows against a sorted list. */
class OrderedRowsTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final List<ColumnType> TYPES = List.of(BIGINT, BIGINT);
    private static final int MARK = OrderedRows.MARKS;

    private record Row(long key, long value, int slot, boolean marked) {}

    private final OrderedRows rows =
            new OrderedRows(TYPES, new RowOrder(List.of(new RowOrder.Key(0, true, false)), 2), 1, 1);
    private int root = OrderedRows.NONE;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void countsSelectionsAndNeighboursAreThoseOfASortedList(long seed) {
        Random random = new Random(seed);
        List<Row> expected = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            boolean grows = step / 500 % 2 == 0;
            if (expected.isEmpty() || random.nextInt(4) < (grows ? 3 : 1)) {
                boolean marked = random.nextBoolean();
                Row row = insert(random.nextInt(40), random.nextInt(3), marked);
                expected.add(row);
            } else {
                Row row = expected.remove(random.nextInt(expected.size()));
                root = rows.remove(row.slot());
                rows.store().free(row.slot());
            }
            expected.sort(Comparator.comparingLong((Row row) -> -row.key()).thenComparingLong(Row::value));
            if (step % 50 == 0) {
                check(expected, "seed=" + seed + " step=" + step);
            }
        }
    }

    private void check(List<Row> expected, String where) {
        assertThat(rows.count(root, OrderedRows.ROWS)).as(where).isEqualTo(expected.size());
        int marks = 0;
        int groups = 0;
        int slot = rows.select(root, OrderedRows.ROWS, 0);
        for (int place = 0; place < expected.size(); place++) {
            Row row = expected.get(place);
            assertThat(List.of(value(slot, 0), value(slot, 1))).as(where).isEqualTo(List.of(row.key(), row.value()));
            assertThat(rows.rank(slot, OrderedRows.ROWS)).as(where).isEqualTo(place);
            assertThat(rows.select(root, OrderedRows.ROWS, place)).as(where).isEqualTo(slot);
            assertThat(rows.rank(slot, MARK)).as(where).isEqualTo(marks);
            assertThat(rows.countAmong(root, place, MARK)).as(where).isEqualTo(marks);
            boolean starts = place == 0 || expected.get(place - 1).key() != row.key();
            assertThat(rows.isMarked(slot, OrderedRows.GROUPS)).as(where).isEqualTo(starts);
            assertThat(rows.rank(slot, OrderedRows.GROUPS)).as(where).isEqualTo(groups);
            if (starts) {
                assertThat(rows.position(root, OrderedRows.GROUPS, groups))
                        .as(where)
                        .isEqualTo(place);
                groups++;
            }
            boolean marked = rows.isMarked(slot, MARK);
            int index = marked ? marks : place - marks;
            assertThat(marked ? rows.select(root, MARK, index) : rows.selectUnmarked(root, MARK, index))
                    .as(where)
                    .isEqualTo(slot);
            marks += marked ? 1 : 0;
            int next = rows.next(slot);
            assertThat(next == OrderedRows.NONE ? slot : rows.previous(next))
                    .as(where)
                    .isEqualTo(slot);
            slot = next;
        }
        assertThat(slot).as(where).isEqualTo(OrderedRows.NONE);
        assertThat(rows.count(root, MARK)).as(where).isEqualTo(marks);
        assertThat(rows.count(root, OrderedRows.GROUPS)).as(where).isEqualTo(groups);
    }

    @Test
    void equalRowsAreFoundAndPlacesOfAbsentRowsAreCounted() {
        for (long key = 0; key < 100; key++) {
            insert(key, 1, false);
            insert(key, 1, true);
        }
        RowStore other = new RowStore(new RowLayout(TYPES, 0));
        int sought = write(other, 40, 1);
        int absent = write(other, 40, 0);

        int found = rows.find(root, other, sought);

        assertThat(rows.rank(found, OrderedRows.ROWS)).isEqualTo(2 * 59 + 1);
        assertThat(rows.find(root, other, absent)).isEqualTo(OrderedRows.NONE);
        assertThat(rows.countUpTo(root, other, absent)).isEqualTo(2 * 59);
        assertThat(rows.countUpTo(root, other, sought)).isEqualTo(2 * 59 + 2);
        assertThat(rows.countBelow(root, slot -> value(slot, 0) > 40)).isEqualTo(2 * 59);
        rows.mark(found, MARK, !rows.isMarked(found, MARK));
        assertThat(rows.count(root, MARK)).isIn(99, 101);
    }

    @Test
    void depthIsLogarithmicWhateverTheOrderOfArrival() {
        for (long key = 0; key < 100_000; key++) {
            insert(key, 0, false);
        }
        long before = rows.visited();
        for (int place = 0; place < 100_000; place += 1_000) {
            rows.select(root, OrderedRows.ROWS, place);
        }

        assertThat(rows.visited() - before).isLessThan(100 * 34);
    }

    private Row insert(long key, long value, boolean marked) {
        int slot = write(rows.store(), key, value);
        root = rows.insert(root, slot, marked ? 1 : 0);
        return new Row(key, value, slot, marked);
    }

    private static int write(RowStore store, long key, long value) {
        Batch batch = new Batch(TYPES);
        batch.longs(0).set(0, key);
        batch.longs(1).set(0, value);
        batch.setSize(1);
        int slot = store.allocate();
        store.write(slot, 0, batch.column(0), 0);
        store.write(slot, 1, batch.column(1), 0);
        return slot;
    }

    private long value(int slot, int column) {
        return rows.store().word(slot, rows.store().layout().word(column));
    }
}
