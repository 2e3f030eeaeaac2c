package io.millrace.benchmarks;

import io.millrace.executor.column.Batch;
import io.millrace.executor.operator.Output;
import io.millrace.executor.type.ColumnType;
import java.util.Arrays;
import java.util.List;

/**
 * The same job as the operator's, by hand: {@link HandWrittenGroupBy} with a list of the groups that a tick touched and
 * what they held before, from which the tick's end emits each one's old and new row. One owner.
 */
final class HandWrittenContinuousGroupBy {
    private static final int WORDS = 4;
    private static final int OLD_WORDS = 3;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final long[] table;
    private final int shift;
    private final Batch result;

    /** By touched group: its place in the table, count and sum before. */
    private long[] old = new long[0];

    private int touched;
    private long tick = 1;

    HandWrittenContinuousGroupBy(int groups, List<ColumnType> types) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(2L * groups - 1);
        table = new long[(1 << bits) * WORDS];
        shift = Long.SIZE - bits;
        result = new Batch(types);
    }

    void add(Batch batch) {
        long[] keys = batch.longs(0).values();
        long[] values = batch.longs(1).values();
        long[] entries = table;
        int mask = entries.length / WORDS - 1;
        int toSlot = shift;
        int rows = batch.size();
        long now = tick;
        int listed = touched;
        if (old.length < (listed + rows) * OLD_WORDS) {
            old = Arrays.copyOf(old, 2 * (listed + rows) * OLD_WORDS);
        }
        for (int row = 0; row < rows; row++) {
            long key = keys[row];
            int slot = (int) ((key ^ key >>> 32) * MULTIPLIER >>> toSlot);
            int at = slot * WORDS;
            while (entries[at + 1] != 0 && entries[at] != key) {
                slot = slot + 1 & mask;
                at = slot * WORDS;
            }
            if (entries[at + 3] != now) {
                entries[at] = key;
                entries[at + 3] = now;
                int to = listed++ * OLD_WORDS;
                old[to] = at;
                old[to + 1] = entries[at + 1];
                old[to + 2] = entries[at + 2];
            }
            entries[at + 1]++;
            entries[at + 2] = Math.addExact(entries[at + 2], values[row]);
        }
        touched = listed;
    }

    void endTick(Output out) {
        int capacity = GroupByWork.BATCH_ROWS + 2;
        long[] keys = result.longs(0).valuesForWriting(capacity);
        long[] counts = result.longs(1).valuesForWriting(capacity);
        long[] sums = result.longs(2).valuesForWriting(capacity);
        long[] weights = result.weightsForWriting(capacity);
        int size = 0;
        for (int i = 0; i < touched; i++) {
            int from = i * OLD_WORDS;
            int at = (int) old[from];
            if (old[from + 1] != 0) {
                keys[size] = table[at];
                counts[size] = old[from + 1];
                sums[size] = old[from + 2];
                weights[size++] = -1;
            }
            keys[size] = table[at];
            counts[size] = table[at + 1];
            sums[size] = table[at + 2];
            weights[size++] = 1;
            if (size >= GroupByWork.BATCH_ROWS || i == touched - 1) {
                result.setSize(size);
                out.emit(result);
                size = 0;
            }
        }
        touched = 0;
        tick++;
    }
}
