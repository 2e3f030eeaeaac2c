package io.millrace.executor.operator.join;

import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.plan.JoinNode;

/** Makes the operator of a join. */
public final class Joins {
    private Joins() {}

    /**
     * A join without rows.
     *
     * @param node what to join
     * @param leftPartition the columns of the left input whose hash decides the shard
     * @param rightPartition those of the right input
     * @param context the shard
     */
    public static Operator create(JoinNode node, int[] leftPartition, int[] rightPartition, ShardContext context) {
        return new JoinOperator(new JoinShape(node), new int[][] {leftPartition, rightPartition}, context);
    }
}
