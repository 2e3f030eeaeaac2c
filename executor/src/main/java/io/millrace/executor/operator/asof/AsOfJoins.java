package io.millrace.executor.operator.asof;

import io.millrace.executor.operator.Operator;
import io.millrace.executor.plan.AsOfNode;
import io.millrace.executor.plan.LookupNode;

/** Makes the operators of joins as of a time. */
public final class AsOfJoins {
    private AsOfJoins() {}

    /**
     * A join without rows.
     *
     * @param node what to join
     * @param leftPartition the columns of the left input whose hash decides the shard
     * @param rightPartition those of the right input
     */
    public static Operator create(AsOfNode node, int[] leftPartition, int[] rightPartition) {
        return new AsOfOperator(new AsOfShape(node), new int[][] {leftPartition, rightPartition});
    }

    /**
     * A join as of the tick that brings a left row, without rows to look up.
     *
     * @param node what to join
     * @param rightPartition the columns of the right input whose hash decides the shard
     */
    public static Operator create(LookupNode node, int[] rightPartition) {
        return new LookupOperator(node, rightPartition);
    }
}
