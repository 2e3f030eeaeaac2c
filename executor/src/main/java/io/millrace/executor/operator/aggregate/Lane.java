package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a batch count, and how often: all, those that pass a FILTER, those in which no argument is NULL, or the first and
 * last of equal arguments for DISTINCT. Shared by all accumulators that look at the same rows. One owner.
 */
final class Lane {
    private final int filter;

    /** Columns that must not be NULL, for aggregates of more than one. */
    private final int[] present;

    private final @Nullable DistinctValues distinct;
    private long[] scratch = new long[0];
    private long @Nullable [] weights;

    Lane(int filter, List<Integer> present, @Nullable DistinctValues distinct) {
        this.filter = filter;
        this.present = present.stream().mapToInt(Integer::intValue).toArray();
        this.distinct = distinct;
    }

    /** Whether every row counts with its own weight. */
    boolean countsAll() {
        return filter == AggregateCall.NONE && present.length == 0 && distinct == null;
    }

    /** Computes the weights of a batch's rows. */
    void prepare(Batch batch, int[] slots) {
        weights = batch.weights();
        if (countsAll()) {
            return;
        }
        if (scratch.length < batch.size()) {
            scratch = new long[batch.size()];
        }
        if (filter != AggregateCall.NONE) {
            keep(batch, batch.booleans(filter).values(), true);
        }
        for (int column : present) {
            boolean[] nulls = batch.column(column).nulls();
            if (nulls != null) {
                keep(batch, nulls, false);
            }
        }
        if (distinct != null) {
            distinct.replaceWeights(batch, slots, weights, scratch);
            weights = scratch;
        }
    }

    private void keep(Batch batch, boolean[] flags, boolean kept) {
        long[] in = weights;
        long[] out = scratch;
        for (int row = 0; row < batch.size(); row++) {
            long weight = in == null ? 1 : in[row];
            out[row] = flags[row] == kept ? weight : 0;
        }
        weights = out;
    }

    /** How often each row of the batch counts, 0 for not at all; null where each counts once. */
    long @Nullable [] weights() {
        return weights;
    }
}
