package io.millrace.executor.operator.recursion;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.plan.RecursionName;
import io.millrace.executor.plan.RecursionNode;

/** Makes recursive relations. */
public final class Recursions {
    private Recursions() {}

    /**
     * One shard of a recursive relation, without rows.
     *
     * @param node what to make
     * @param maxIterations the last iteration that may have a row
     */
    public static Recursion create(RecursionNode node, int maxIterations) {
        return node.distinct() ? new SetRecursion(node, maxIterations) : new BagRecursion(node, maxIterations);
    }

    static EngineException endless(RecursionName name, int maxIterations) {
        return new EngineException(
                ErrorCode.RECURSION_LIMIT,
                name.position(),
                "The recursion of '" + name.name() + "' has not ended after " + maxIterations
                        + " iterations. Add a condition to its recursive part that ends it, or write UNION instead of UNION ALL"
                        + " if it comes back to the same rows. If it needs more iterations, raise 'max-iterations'.");
    }

    /**
     * What is wrong when numbers of copies have become too large to be counted: ways round a circle multiply them long before
     * there are too many iterations.
     */
    public static EngineException uncountable(RecursionName name, ArithmeticException cause) {
        return new EngineException(
                ErrorCode.RECURSION_LIMIT,
                name.position(),
                "The recursion of '" + name.name()
                        + "' finds a row more often than can be counted. Write UNION instead of UNION ALL"
                        + " if it comes back to the same rows, or add a condition to its recursive part that ends it.",
                cause);
    }
}
