package io.millrace.planner.kernel;

import java.util.List;
import java.util.Optional;

/**
 * How an aggregate is called and what it is, for the page about functions.
 *
 * @param name as the registry has it
 * @param call how it is written
 * @param meaning in a few words
 */
record AggregateForm(String name, String call, String meaning) {
    static final List<AggregateForm> ALL = List.of(
            form("ANY_VALUE", "ANY_VALUE(x)", "the least value"),
            form("APPROX_COUNT_DISTINCT", "APPROX_COUNT_DISTINCT(x)", "different values, counted exactly"),
            form("ARG_MAX", "ARG_MAX(x, y)", "x where y is greatest, of those the greatest"),
            form("ARG_MIN", "ARG_MIN(x, y)", "x where y is least, of those the least"),
            form("ARRAY_AGG", "ARRAY_AGG([DISTINCT] x [ORDER BY y])", "an array of the values, NULLs too"),
            form("AVG", "AVG([DISTINCT] x)", "the mean, exact and rounded once"),
            form("BIT_AND", "BIT_AND(i)", "bits that are 1 in all values"),
            form("BIT_OR", "BIT_OR(i)", "bits that are 1 in any value"),
            form("BIT_XOR", "BIT_XOR([DISTINCT] i)", "bits that are 1 in an odd number of values"),
            form("BOOL_AND", "BOOL_AND(t)", "whether all are true"),
            form("BOOL_OR", "BOOL_OR(t)", "whether any is true"),
            form("COLLECT", "COLLECT([DISTINCT] x)", "a multiset of the values, NULLs too"),
            form("CORR", "CORR(y, x)", "correlation; NULL if one does not vary"),
            form("COUNT", "COUNT(*), COUNT([DISTINCT] x)", "rows, or values that are not NULL"),
            form("COVAR_POP", "COVAR_POP(y, x)", "covariance of the population"),
            form("COVAR_SAMP", "COVAR_SAMP(y, x)", "covariance of a sample"),
            form("EVERY", "EVERY(t)", "whether all are true"),
            form(
                    "JSON_ARRAYAGG",
                    "JSON_ARRAYAGG(x [ORDER BY y] [NULL ON NULL])",
                    "a JSON array of the values, without NULLs if they are not asked for"),
            form(
                    "JSON_OBJECTAGG",
                    "JSON_OBJECTAGG(k VALUE x [ABSENT ON NULL])",
                    "a JSON object of the pairs, in the order of the keys"),
            form("LISTAGG", "LISTAGG([DISTINCT] s [, ', ']) [WITHIN GROUP (ORDER BY y)]", "texts one after the other"),
            form("LOGICAL_AND", "LOGICAL_AND(t)", "whether all are true"),
            form("LOGICAL_OR", "LOGICAL_OR(t)", "whether any is true"),
            form("MAX", "MAX(x)", "the greatest value"),
            form("MAX_BY", "MAX_BY(x, y)", "as ARG_MAX"),
            form("MEDIAN", "MEDIAN(x)", "the value in the middle, or between the two that are"),
            form("MIN", "MIN(x)", "the least value"),
            form("MIN_BY", "MIN_BY(x, y)", "as ARG_MIN"),
            form(
                    "MODE",
                    "MODE(x), MODE() WITHIN GROUP (ORDER BY x [DESC])",
                    "the most frequent value, of those the first in the order"),
            form(
                    "PERCENTILE_CONT",
                    "PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY x [DESC]), PERCENTILE_CONT(x, 0.9)",
                    "the value at that part of the order, or between two"),
            form(
                    "PERCENTILE_DISC",
                    "PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY x [DESC]), PERCENTILE_DISC(x, 0.9)",
                    "the first value that at least that part comes before or is"),
            form("REGR_AVGX", "REGR_AVGX(y, x)", "the mean of x"),
            form("REGR_AVGY", "REGR_AVGY(y, x)", "the mean of y"),
            form("REGR_COUNT", "REGR_COUNT(y, x)", "rows in which neither is NULL"),
            form("REGR_INTERCEPT", "REGR_INTERCEPT(y, x)", "y of the regression line where x is 0"),
            form("REGR_R2", "REGR_R2(y, x)", "the square of the correlation; 1 if y does not vary"),
            form("REGR_SLOPE", "REGR_SLOPE(y, x)", "the slope of the regression line"),
            form("REGR_SXX", "REGR_SXX(y, x)", "the sum of squares of x's distances from its mean"),
            form("REGR_SXY", "REGR_SXY(y, x)", "the sum of products of both distances"),
            form("REGR_SYY", "REGR_SYY(y, x)", "the sum of squares of y's distances from its mean"),
            form("SOME", "SOME(t)", "whether any is true"),
            form("STDDEV", "STDDEV([DISTINCT] x)", "as STDDEV_SAMP"),
            form("STDDEV_POP", "STDDEV_POP([DISTINCT] x)", "standard deviation of the population"),
            form("STDDEV_SAMP", "STDDEV_SAMP([DISTINCT] x)", "standard deviation of a sample"),
            form("STRING_AGG", "STRING_AGG([DISTINCT] s [, ', '] [ORDER BY y])", "texts one after the other"),
            form("SUM", "SUM([DISTINCT] x)", "the sum; NULL without values"),
            form("VARIANCE", "VARIANCE([DISTINCT] x)", "as VAR_SAMP"),
            form("VAR_POP", "VAR_POP([DISTINCT] x)", "variance of the population"),
            form("VAR_SAMP", "VAR_SAMP([DISTINCT] x)", "variance of a sample"));

    private static AggregateForm form(String name, String call, String meaning) {
        return new AggregateForm(name, call, meaning);
    }

    /** The form of an aggregate. */
    static Optional<AggregateForm> of(String name) {
        return ALL.stream().filter(form -> form.name().equalsIgnoreCase(name)).findFirst();
    }
}
