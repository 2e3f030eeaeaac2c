package io.millrace.executor.plan;

/**
 * One side of a join.
 *
 * @param node its rows
 * @param appendOnly whether they are never deleted
 */
public record JoinInput(PlanNode node, boolean appendOnly) {}
