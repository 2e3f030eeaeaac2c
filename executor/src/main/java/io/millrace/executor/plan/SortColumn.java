package io.millrace.executor.plan;

/**
 * A key of an order.
 *
 * @param column the input column
 * @param descending whether the largest comes first
 * @param nullsFirst whether NULLs come first
 */
public record SortColumn(int column, boolean descending, boolean nullsFirst) {}
