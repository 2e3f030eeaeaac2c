package io.millrace.planner;

import java.util.List;

/**
 * A query that asks for the one row of a view with a given key: {@code SELECT columns FROM view WHERE key = value}. It needs
 * no plan, only the view's result table.
 *
 * @param view the view, as the circuit knows it
 * @param key the values of the view's key columns, in the order of its key, as they lie in memory: Long, Double, Boolean,
 *     BigInteger (decimals of more than 18 digits) or byte[] (strings)
 * @param columns which of the view's columns the result shows
 */
public record PointLookup(String view, List<Object> key, List<Integer> columns) {
    public PointLookup {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }
}
