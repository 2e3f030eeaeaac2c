package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;

/**
 * One aggregate of an {@link AggregateNode}.
 *
 * @param function what is computed
 * @param argument the input column, or {@link #NONE} for COUNT(*)
 * @param filter a BOOLEAN input column that must be true for a row to count, or {@link #NONE}
 * @param distinct whether equal arguments count once
 * @param type the type of the result
 */
public record AggregateCall(AggregateFunction function, int argument, int filter, boolean distinct, ColumnType type) {
    public static final int NONE = -1;
}
