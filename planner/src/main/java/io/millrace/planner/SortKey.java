package io.millrace.planner;

/**
 * A key of an ORDER BY.
 *
 * @param column the column of the result to order by
 * @param descending whether the largest comes first
 * @param nullsFirst whether NULLs come first; unless the query says so, NULL is larger than any value
 */
public record SortKey(int column, boolean descending, boolean nullsFirst) {}
