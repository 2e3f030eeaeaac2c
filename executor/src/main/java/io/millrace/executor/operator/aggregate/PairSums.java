package io.millrace.executor.operator.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * What aggregates of two columns are computed from: the number of rows in which neither is NULL, and exact sums of both, their
 * squares and their products, as far as they are needed.
 *
 * @param count the rows
 * @param y the first argument
 * @param x the second argument
 * @param yy squares of the first
 * @param xx squares of the second
 * @param xy products
 */
record PairSums(
        Count count,
        @Nullable SumAccumulator y,
        @Nullable SumAccumulator x,
        @Nullable SumAccumulator yy,
        @Nullable SumAccumulator xx,
        @Nullable SumAccumulator xy) {}
