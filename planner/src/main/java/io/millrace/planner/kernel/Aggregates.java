package io.millrace.planner.kernel;

import io.millrace.executor.plan.AggregateFunction;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/** Which aggregate of the executor computes which aggregate that a statement may name. */
public final class Aggregates {
    /** By kind, which several names may have: EVERY is a MIN, SOME is a MAX. */
    private static final Map<SqlKind, AggregateFunction> KINDS = Map.ofEntries(
            Map.entry(SqlKind.COUNT, AggregateFunction.COUNT),
            Map.entry(SqlKind.SUM, AggregateFunction.SUM),
            Map.entry(SqlKind.SUM0, AggregateFunction.SUM0),
            Map.entry(SqlKind.AVG, AggregateFunction.AVG),
            Map.entry(SqlKind.MIN, AggregateFunction.MIN),
            Map.entry(SqlKind.MAX, AggregateFunction.MAX),
            // Any will do, so take one that does not depend on the order in which rows come.
            Map.entry(SqlKind.ANY_VALUE, AggregateFunction.MIN),
            Map.entry(SqlKind.SINGLE_VALUE, AggregateFunction.SINGLE_VALUE),
            Map.entry(SqlKind.VAR_POP, AggregateFunction.VAR_POP),
            Map.entry(SqlKind.VAR_SAMP, AggregateFunction.VAR_SAMP),
            Map.entry(SqlKind.STDDEV_POP, AggregateFunction.STDDEV_POP),
            Map.entry(SqlKind.STDDEV_SAMP, AggregateFunction.STDDEV_SAMP));

    /** By name: ours. */
    private static final Map<String, AggregateFunction> NAMES = Map.ofEntries(
            Map.entry("LISTAGG", AggregateFunction.STRING_AGG),
            Map.entry("STRING_AGG", AggregateFunction.STRING_AGG),
            Map.entry("JSON_ARRAYAGG", AggregateFunction.STRING_AGG),
            Map.entry("JSON_OBJECTAGG", AggregateFunction.STRING_AGG),
            Map.entry("ARRAY_AGG", AggregateFunction.ARRAY_AGG),
            Map.entry("COLLECT", AggregateFunction.COLLECT),
            Map.entry("COVAR_POP", AggregateFunction.COVAR_POP),
            Map.entry("COVAR_SAMP", AggregateFunction.COVAR_SAMP),
            Map.entry("CORR", AggregateFunction.CORR),
            Map.entry("REGR_COUNT", AggregateFunction.REGR_COUNT),
            Map.entry("REGR_AVGX", AggregateFunction.REGR_AVGX),
            Map.entry("REGR_AVGY", AggregateFunction.REGR_AVGY),
            Map.entry("REGR_SXX", AggregateFunction.REGR_SXX),
            Map.entry("REGR_SYY", AggregateFunction.REGR_SYY),
            Map.entry("REGR_SXY", AggregateFunction.REGR_SXY),
            Map.entry("REGR_SLOPE", AggregateFunction.REGR_SLOPE),
            Map.entry("REGR_INTERCEPT", AggregateFunction.REGR_INTERCEPT),
            Map.entry("REGR_R2", AggregateFunction.REGR_R2),
            Map.entry("ARG_MIN", AggregateFunction.ARG_MIN),
            Map.entry("ARG_MAX", AggregateFunction.ARG_MAX),
            Map.entry("MIN_BY", AggregateFunction.ARG_MIN),
            Map.entry("MAX_BY", AggregateFunction.ARG_MAX),
            Map.entry("BIT_AND", AggregateFunction.BIT_AND),
            Map.entry("BIT_OR", AggregateFunction.BIT_OR),
            Map.entry("BIT_XOR", AggregateFunction.BIT_XOR),
            Map.entry("PERCENTILE_CONT", AggregateFunction.PERCENTILE_CONT),
            Map.entry("PERCENTILE_DISC", AggregateFunction.PERCENTILE_DISC),
            Map.entry("MEDIAN", AggregateFunction.PERCENTILE_CONT),
            Map.entry("MODE", AggregateFunction.MODE));

    private Aggregates() {}

    /** What computes an aggregate, or null if nothing does yet. */
    public static @Nullable AggregateFunction of(SqlOperator operator) {
        AggregateFunction named = NAMES.get(operator.getName().toUpperCase(Locale.ROOT));
        return named == null ? KINDS.get(operator.getKind()) : named;
    }

    /** How many arguments a call of an aggregate may have, with those that say how. */
    public static int maxArguments(AggregateFunction function) {
        return switch (function) {
            case COUNT,
                    SUM,
                    SUM0,
                    AVG,
                    MIN,
                    MAX,
                    SINGLE_VALUE,
                    VAR_POP,
                    VAR_SAMP,
                    STDDEV_POP,
                    STDDEV_SAMP,
                    BIT_AND,
                    BIT_OR,
                    BIT_XOR -> 1;
            case STRING_AGG, ARG_MIN, ARG_MAX, MODE -> 2;
            case PERCENTILE_CONT, PERCENTILE_DISC -> 3;
            default -> isOfPairs(function) ? 2 : 1;
        };
    }

    /** Whether an aggregate is of two numbers of each row. */
    public static boolean isOfPairs(AggregateFunction function) {
        return switch (function) {
            case COVAR_POP,
                    COVAR_SAMP,
                    CORR,
                    REGR_COUNT,
                    REGR_AVGX,
                    REGR_AVGY,
                    REGR_SXX,
                    REGR_SYY,
                    REGR_SXY,
                    REGR_SLOPE,
                    REGR_INTERCEPT,
                    REGR_R2 -> true;
            default -> false;
        };
    }
}
