package io.millrace.executor.operator.pattern;

import io.millrace.executor.operator.Operator;
import io.millrace.executor.operator.ShardContext;
import io.millrace.executor.plan.PatternNode;

/** Makes the operator of a row pattern. */
public final class Patterns {
    private Patterns() {}

    /**
     * A row pattern without rows.
     *
     * @param node what to look for
     * @param partition the columns of the input whose hash decides the shard
     * @param context the shard
     */
    public static Operator create(PatternNode node, int[] partition, ShardContext context) {
        return new PatternOperator(node, partition, context);
    }
}
