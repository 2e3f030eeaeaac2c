package io.millrace.executor.plan;

import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.type.ColumnType;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an {@link AggregateNode}. Calls are equal if they compute the same, wherever they stand.
 *
 * @param function what is computed
 * @param arguments with what
 * @param filter a BOOLEAN input column that must be true for a row to count, or {@link #NONE}
 * @param distinct whether equal arguments count once
 * @param type the type of the result
 * @param site the call as the user wrote it, for results that do not fit the type
 */
public record AggregateCall(
        AggregateFunction function,
        AggregateArguments arguments,
        int filter,
        boolean distinct,
        ColumnType type,
        FailureSite site) {
    public static final int NONE = -1;

    /** How many digits behind the point the fraction of a percentile may have. */
    public static final int MAX_FRACTION_DIGITS = 9;

    /** A call of one column, or of none. */
    public AggregateCall(
            AggregateFunction function, int argument, int filter, boolean distinct, ColumnType type, FailureSite site) {
        this(function, AggregateArguments.of(argument), filter, distinct, type, site);
    }

    /** A call that stands in no statement. */
    public AggregateCall(AggregateFunction function, int argument, int filter, boolean distinct, ColumnType type) {
        this(function, argument, filter, distinct, type, new FailureSite(function.name(), null));
    }

    /** The first input column, or {@link #NONE} for COUNT(*). */
    public int argument() {
        return arguments.first();
    }

    /**
     * Whether what is known of some rows and what is known of others tell what there is to know of all of them, so that groups can be
     * put together; {@code appendOnly} if rows are never deleted.
     */
    public boolean merges(boolean appendOnly) {
        boolean merges = switch (function) {
            case MIN, MAX, SINGLE_VALUE, ARG_MIN, ARG_MAX -> appendOnly;
            case BIT_AND, BIT_OR -> true;
            case COUNT,
                    SUM,
                    SUM0,
                    AVG,
                    VAR_POP,
                    VAR_SAMP,
                    STDDEV_POP,
                    STDDEV_SAMP,
                    COVAR_POP,
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
                    REGR_R2,
                    BIT_XOR -> !distinct;
            case STRING_AGG, ARRAY_AGG, COLLECT, PERCENTILE_CONT, PERCENTILE_DISC, MODE -> false;
        };
        return merges;
    }

    /** All input columns that the call reads. */
    public IntStream columns() {
        return filter == NONE ? arguments.columns() : IntStream.concat(arguments.columns(), IntStream.of(filter));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AggregateCall call
                && function == call.function
                && arguments.equals(call.arguments)
                && filter == call.filter
                && distinct == call.distinct
                && type.equals(call.type);
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, arguments, filter, distinct, type);
    }
}
