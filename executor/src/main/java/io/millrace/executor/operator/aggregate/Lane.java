package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Batch;
import io.millrace.executor.plan.AggregateCall;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a batch count, and how often: all, those that pass a FILTER, or the first and last of equal arguments
 * for DISTINCT. Shared by all accumulators that look at the same rows. One owner.
 */
final class Lane {
    private final int filter;
    private final @Nullable DistinctValues distinct;
    private long[] scratch = new long[0];
    private long @Nullable [] weights;

    Lane(int filter, @Nullable DistinctValues distinct) {
        this.filter = filter;
        this.distinct = distinct;
    }

    /** Whether every row counts with its own weight. */
    boolean countsAll() {
        return filter == AggregateCall.NONE && distinct == null;
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
            applyFilter(batch);
        }
        if (distinct != null) {
            distinct.replaceWeights(batch, slots, weights, scratch);
            weights = scratch;
        }
    }

    private void applyFilter(Batch batch) {
        boolean[] passed = batch.booleans(filter).values();
        long[] in = weights;
        long[] out = scratch;
        for (int row = 0; row < batch.size(); row++) {
            long weight = in == null ? 1 : in[row];
            out[row] = passed[row] ? weight : 0;
        }
        weights = out;
    }

    /** How often each row of the batch counts, 0 for not at all; null where each counts once. */
    long @Nullable [] weights() {
        return weights;
    }
}
