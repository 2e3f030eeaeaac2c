package io.millrace.executor.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.executor.column.Batch;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrozenRowsTest {
    private static final List<ColumnType> TYPES =
            List.of(ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.BIGINT), ColumnType.of(TypeKind.VARCHAR));
    private static final int ROWS = 100_000;
    private static final Output NONE = out -> {};

    /** Keys from 0 on; a key's text says its number, so that a scan can tell torn rows. */
    private static DeltaTable table() {
        DeltaTable table = new DeltaTable(TYPES, List.of(0), false, List.of(0));
        Batch batch = new Batch(TYPES);
        for (int key = 0; key < ROWS; key++) {
            append(batch, key, 0, 1);
        }
        table.process(0, batch, NONE);
        table.publish();
        return table;
    }

    private static void append(Batch batch, long key, long value, long weight) {
        int row = batch.size();
        batch.longs(0).set(row, key);
        batch.longs(1).set(row, value);
        batch.bytes(2).set(row, key + ":" + value);
        batch.setSize(row + 1);
        batch.setWeight(row, weight);
    }

    /** Updates three keys close to each other; each tick another value. */
    private static void tick(DeltaTable table, Batch batch, long tick) {
        batch.clear();
        for (long key = 10; key < 13; key++) {
            append(batch, key, tick, -1);
            append(batch, key, tick + 1, 1);
        }
        table.process(0, batch, NONE);
        table.publish();
    }

    @Test
    void aScanSeesOneTickWhileThousandsOfTicksPassAndCopiesOnlyTheChunksTheyTouched() throws Exception {
        DeltaTable table = table();
        Batch batch = new Batch(TYPES);
        long tick = 0;
        for (; tick < 5; tick++) {
            tick(table, batch, tick);
        }
        FrozenRows frozen = table.freeze();
        AtomicLong ticks = new AtomicLong();
        CompletableFuture<Long> scan = CompletableFuture.supplyAsync(() -> scan(frozen, () -> awaitTicks(ticks)));
        while (!scan.isDone()) {
            tick(table, batch, tick++);
            ticks.incrementAndGet();
        }

        assertThat(scan.get(1, TimeUnit.MINUTES)).as("sum of all values").isEqualTo(3 * 5);
        assertThat(ticks.get()).isGreaterThan(5000);
        assertThat(table.copiedChunks()).as("the chunk of the three keys").isEqualTo(1);
        frozen.close();
        tick(table, batch, tick);
        assertThat(table.copiedChunks()).isEqualTo(1);
    }

    private static void awaitTicks(AtomicLong ticks) {
        long wanted = ticks.get() + 60;
        while (ticks.get() < wanted) {
            Thread.yield();
        }
    }

    private static long scan(FrozenRows frozen, Runnable betweenBatches) {
        Batch batch = new Batch(TYPES);
        long sum = 0;
        long count = 0;
        while (frozen.next(batch, 1000) > 0) {
            for (int row = 0; row < batch.size(); row++) {
                long key = batch.longs(0).get(row);
                long value = batch.longs(1).get(row);
                assertThat(batch.bytes(2).text(row)).isEqualTo(key + ":" + value);
                sum += value;
            }
            count += batch.size();
            betweenBatches.run();
        }
        assertThat(count).isEqualTo(ROWS).isEqualTo(frozen.rows());
        return sum;
    }

    @Test
    void closingAnOlderScanKeepsWhatANewerOneReads() {
        DeltaTable table = table();
        Batch batch = new Batch(TYPES);
        FrozenRows first = table.freeze();
        tick(table, batch, 0);
        FrozenRows second = table.freeze();
        first.close();
        tick(table, batch, 1);
        tick(table, batch, 2);

        assertThat(table.copiedChunks()).isEqualTo(2);
        assertThat(scan(second, () -> {})).isEqualTo(3);
    }

    @Test
    void lookupsUnderAStampSeeWholeRowsWhileTheTableIsPublished() throws Exception {
        DeltaTable table = table();
        AtomicLong epoch = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> lookUp(table, epoch, stop));
        Batch batch = new Batch(TYPES);
        for (long tick = 0; tick < 3000; tick++) {
            epoch.incrementAndGet();
            churn(table, batch, tick);
            epoch.incrementAndGet();
        }
        stop.set(true);

        assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
    }

    /** Updates all watched keys and moves others in and out, so that the index and the arenas move too. */
    private static void churn(DeltaTable table, Batch batch, long tick) {
        batch.clear();
        for (long key = 10; key < 40; key++) {
            append(batch, key, tick, -1);
            append(batch, key, tick + 1, 1);
        }
        for (long key = ROWS + tick * 50; key < ROWS + tick * 50 + 50; key++) {
            append(batch, key, 0, 1);
            if (key >= ROWS + 5000) {
                append(batch, key - 5000, 0, -1);
            }
        }
        table.process(0, batch, NONE);
        table.publish();
    }

    private static long lookUp(DeltaTable table, AtomicLong epoch, AtomicBoolean stop) {
        Batch keys = new Batch(List.of(TYPES.get(0)));
        Batch found = new Batch(TYPES);
        int[] keyColumns = {0};
        long good = 0;
        for (long i = 0; !stop.get() || good == 0; i++) {
            long key = 10 + i % 30;
            keys.longs(0).set(0, key);
            keys.setSize(1);
            long before = epoch.get();
            found.clear();
            RuntimeException failure = null;
            int count = 0;
            try {
                count = table.lookup(keys, 0, keyColumns, found);
            } catch (IndexOutOfBoundsException | NullPointerException e) {
                failure = e;
            }
            VarHandle.acquireFence();
            if ((before & 1) == 1 || epoch.get() != before) {
                continue;
            }
            assertThat(failure).isNull();
            assertThat(count).isEqualTo(1);
            assertThat(found.longs(0).get(0)).isEqualTo(key);
            assertThat(found.longs(1).get(0)).isEqualTo(before / 2);
            assertThat(found.bytes(2).text(0)).isEqualTo(key + ":" + before / 2);
            good++;
        }
        return good;
    }
}
