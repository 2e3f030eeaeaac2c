package io.millrace.executor.plan;

/**
 * Two columns that must be equal for rows to match. Their types have one storage; whoever makes the plan casts them to one
 * type first.
 *
 * @param left a column of the left input
 * @param right a column of the right input
 * @param nullSafe whether NULL equals NULL; otherwise a row with a NULL matches none
 */
public record JoinKey(int left, int right, boolean nullSafe) {}
