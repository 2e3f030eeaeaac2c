package io.millrace.executor.operator.asof;

import io.millrace.executor.operator.Operator;
import io.millrace.executor.plan.AsOfNode;

/** Makes the operator of an as-of join. */
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
}
