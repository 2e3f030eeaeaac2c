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
    /** Mean square of the distances from the mean, computed exactly and rounded once; DOUBLE or DECIMAL. */
    VAR_POP,
    /** Like VAR_POP, divided by one less than the count; NULL for a single argument. */
    VAR_SAMP,
    /** The square root of VAR_POP, rounded once. */
    STDDEV_POP,
    /** The square root of VAR_SAMP, rounded once. */
    STDDEV_SAMP,
    MIN,
    MAX,
    /** The value if there is exactly one row, NULL if there is none; more fail. */
    SINGLE_VALUE
}
