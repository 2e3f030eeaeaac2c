package io.millrace.planner.rewrite;

import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelNode;

/**
 * One step of rewriting a plan.
 *
 * @param name what it does, as EXPLAIN shows it
 * @param rewrite gives a plan with the same rows and the same types of columns
 */
public record Phase(String name, UnaryOperator<RelNode> rewrite) {}
