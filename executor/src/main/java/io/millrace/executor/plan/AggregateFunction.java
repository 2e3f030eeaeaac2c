package io.millrace.executor.plan;

/** The aggregates the executor maintains. NULL arguments do not count where nothing else is said. */
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
    SINGLE_VALUE,
    /**
     * The arguments in order, the constant between any two of them, or around them too; VARCHAR or VARBINARY, NULL without
     * arguments, or without rows if there is something around them.
     */
    STRING_AGG,
    /** The arguments in order, NULLs among them; an ARRAY of the argument's type, NULL without rows. */
    ARRAY_AGG,
    /** The same as a MULTISET, which has no order. */
    COLLECT,
    /**
     * How two columns vary together, computed exactly and rounded once; DOUBLE. Rows in which one is NULL do not count. Of the
     * REGR functions the first argument is the dependent one, y, and the second is x.
     */
    COVAR_POP,
    /** Like COVAR_POP, divided by one less than the count; NULL for a single row. */
    COVAR_SAMP,
    /** COVAR_POP divided by the two deviations; NULL if one of them is 0. */
    CORR,
    /** Rows in which neither is NULL; BIGINT. */
    REGR_COUNT,
    REGR_AVGX,
    REGR_AVGY,
    /** The sum of the squares of x's distances from its mean. */
    REGR_SXX,
    REGR_SYY,
    /** The sum of the products of both distances. */
    REGR_SXY,
    /** Of the line through the rows; NULL if all x are equal. */
    REGR_SLOPE,
    /** Where the line crosses x = 0; NULL if all x are equal. */
    REGR_INTERCEPT,
    /** The square of CORR; NULL if all x are equal, 1 if only all y are. */
    REGR_R2,
    /** The first argument where the second is least, and of those the least one; rows in which one is NULL do not count. */
    ARG_MIN,
    /** The first argument where the second is greatest, and of those the greatest one. */
    ARG_MAX,
    /** Bits that are 1 in all arguments; NULL without arguments. */
    BIT_AND,
    BIT_OR,
    BIT_XOR,
    /**
     * The value that as many as the constant says, a part of 1, come before or are, between two values if it has to be; the
     * order says only whether to begin from the greatest.
     */
    PERCENTILE_CONT,
    /** The first value that not less than the constant says come before or are. */
    PERCENTILE_DISC,
    /** The most frequent argument, and of those the least one, or the greatest one if the order descends. */
    MODE
}
