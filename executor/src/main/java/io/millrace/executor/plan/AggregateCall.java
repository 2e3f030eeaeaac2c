package io.millrace.executor.plan;

import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.type.ColumnType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an {@link AggregateNode}. Calls are equal if they compute the same, wherever they stand.
 *
 * @param function what is computed
 * @param argument the input column, or {@link #NONE} for COUNT(*)
 * @param filter a BOOLEAN input column that must be true for a row to count, or {@link #NONE}
 * @param distinct whether equal arguments count once
 * @param type the type of the result
 * @param site the call as the user wrote it, for results that do not fit the type
 */
public record AggregateCall(
        AggregateFunction function, int argument, int filter, boolean distinct, ColumnType type, FailureSite site) {
    public static final int NONE = -1;

    /** A call that stands in no statement. */
    public AggregateCall(AggregateFunction function, int argument, int filter, boolean distinct, ColumnType type) {
        this(function, argument, filter, distinct, type, new FailureSite(function.name(), null));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AggregateCall call
                && function == call.function
                && argument == call.argument
                && filter == call.filter
                && distinct == call.distinct
                && type.equals(call.type);
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, argument, filter, distinct, type);
    }
}
