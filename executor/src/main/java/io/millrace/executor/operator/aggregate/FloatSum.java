package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/** Exact sums of doubles; see {@link ExactSum}. */
final class FloatSum extends Accumulator {
    private final Lane lane;
    private final int argument;
    private final ExactSum sums = new ExactSum();
    private byte[] encoded = new byte[0];

    FloatSum(Lane lane, int argument) {
        super(ExactSum.WORDS);
        this.lane = lane;
        this.argument = argument;
    }

    ExactSum sums() {
        return sums;
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        double[] values = batch.doubles(argument).values();
        long[] weights = lane.weights();
        long[][] chunks = groups.chunks();
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int word = word();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            sums.add(
                    chunks[slot >>> shift],
                    (slot & mask) * stride + word,
                    values[row],
                    weights == null ? 1 : weights[row]);
        }
    }

    @Override
    void close(RowStore groups, int slot) {
        sums.release(groups.words(slot), groups.base(slot) + word());
    }

    @Override
    List<ColumnType> stateTypes() {
        return List.of(ColumnType.of(TypeKind.VARBINARY).notNull());
    }

    @Override
    void save(RowStore groups, int[] slots, int count, Batch into, int firstColumn) {
        if (encoded.length == 0) {
            encoded = new byte[ExactSum.MAX_ENCODED];
        }
        for (int i = 0; i < count; i++) {
            int at = groups.base(slots[i]) + word();
            int length = sums.encode(groups.words(slots[i]), at, encoded);
            into.bytes(firstColumn).set(i, encoded, 0, length);
        }
    }

    @Override
    void load(RowStore groups, int[] slots, Batch from, int firstColumn) {
        for (int row = 0; row < from.size(); row++) {
            byte[] data = from.bytes(firstColumn).data();
            int start = from.bytes(firstColumn).start(row);
            int at = groups.base(slots[row]) + word();
            sums.decode(data, start, from.bytes(firstColumn).length(row), groups.words(slots[row]), at);
        }
    }

    @Override
    long bytes() {
        return sums.bytes();
    }
}
