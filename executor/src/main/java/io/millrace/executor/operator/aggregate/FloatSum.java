package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import io.millrace.executor.state.RowStore;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/** Exact sums of doubles, or of products of two; see {@link ExactSum}. */
final class FloatSum extends SumAccumulator {
    private final Lane lane;
    private final int argument;

    /** The column to multiply with, or {@link AggregateCall#NONE}. */
    private final int factor;

    private final ExactSum sums = new ExactSum();
    private byte[] encoded = new byte[0];

    private FloatSum(Lane lane, int argument, int factor) {
        super(ExactSum.WORDS, 0);
        this.lane = lane;
        this.argument = argument;
        this.factor = factor;
    }

    static FloatSum ofValues(Lane lane, int argument) {
        return new FloatSum(lane, argument, AggregateCall.NONE);
    }

    /** Of products: exact where the parts of a product are normal numbers, that is for sizes from 1e-290 to 1e308. */
    static FloatSum ofProducts(Lane lane, int left, int right) {
        return new FloatSum(lane, left, right);
    }

    ExactSum sums() {
        return sums;
    }

    @Override
    void add(RowStore groups, Batch batch, int[] slots) {
        double[] values = batch.doubles(argument).values();
        double[] factors =
                factor == AggregateCall.NONE ? null : batch.doubles(factor).values();
        long[] weights = lane.weights();
        long[][] chunks = groups.chunks();
        int shift = groups.shift();
        int mask = groups.mask();
        int stride = groups.rowWords();
        int word = word();
        int size = batch.size();
        for (int row = 0; row < size; row++) {
            int slot = slots[row];
            long[] words = chunks[slot >>> shift];
            int at = (slot & mask) * stride + word;
            long weight = weights == null ? 1 : weights[row];
            if (factors == null) {
                sums.add(words, at, values[row], weight);
            } else {
                addProduct(words, at, values[row], factors[row], weight);
            }
        }
    }

    /** A product has twice as many digits: it is added in two parts, the rounded one and what rounding took away. */
    private void addProduct(long[] words, int at, double left, double right, long weight) {
        double rounded = left * right;
        sums.add(words, at, rounded, weight);
        if (Double.isFinite(rounded)) {
            sums.add(words, at, Math.fma(left, right, -rounded), weight);
        }
    }

    @Override
    boolean merges() {
        return true;
    }

    @Override
    void merge(RowStore groups, int from, int into) {
        sums.merge(groups.words(from), groups.base(from) + word(), groups.words(into), groups.base(into) + word());
    }

    @Override
    void load(long[] words, int base, Wide into) {
        sums.load(words, base + word(), into);
    }

    /** Drops limbs that say nothing as well: a special sum is one that is so after that. */
    @Override
    boolean isSpecial(long[] words, int base) {
        sums.compact(words, base + word());
        return sums.isSpecial(words, base + word());
    }

    @Override
    double special(long[] words, int base) {
        return sums.special(words, base + word());
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
