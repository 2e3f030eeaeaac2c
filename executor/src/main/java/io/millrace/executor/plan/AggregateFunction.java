package io.millrace.executor.plan;

/** The aggregates the executor maintains. NULL arguments never count. */
public enum AggregateFunction {
    /** Rows, or rows with an argument that is not NULL; BIGINT. */
    COUNT,
    /** Exact sum, NULL without arguments; out of the result type's range it is a failed expression until rows are deleted. */
    SUM,
    /** Like SUM, but 0 without arguments. */
    SUM0,
    /** Exact sum divided by the count, rounded once; DOUBLE or DECIMAL. */
    AVG,
    MIN,
    MAX,
    /** The value if there is exactly one row, NULL if there is none; more fail. */
    SINGLE_VALUE
}
