package io.millrace.planner.rewrite;

import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelNode;

/**
 * One step of rewriting a plan.
 *
 * @param name what it does, as EXPLAIN shows it
 * @param isOptional whether a plan can be run without it, if only at a higher cost
 * @param rewrite gives a plan with the same rows and the same types of columns
 */
public record Phase(String name, boolean isOptional, UnaryOperator<RelNode> rewrite) {
    static Phase needed(String name, UnaryOperator<RelNode> rewrite) {
        return new Phase(name, false, rewrite);
    }

    static Phase optional(String name, UnaryOperator<RelNode> rewrite) {
        return new Phase(name, true, rewrite);
    }
}
