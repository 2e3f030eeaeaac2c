package io.millrace.planner;

import java.util.List;

/**
 * A query that asks for the rows of a view with given values: {@code SELECT columns FROM view WHERE key = value}. Where those columns
 * are the view's key, or a UNIQUE constraint of a table, there is one row at most and it needs no plan, only the result table.
 *
 * @param view the view, as the circuit knows it
 * @param keyColumns the columns that are asked for, in the order of the view's key if they are the key, else ascending
 * @param key the values of these columns, as they lie in memory: Long, Double, Boolean, BigInteger (decimals of more than 18
 *     digits) or byte[] (strings)
 * @param columns which of the view's columns the result shows
 */
public record PointLookup(String view, List<Integer> keyColumns, List<Object> key, List<Integer> columns) {
    public PointLookup {
        keyColumns = List.copyOf(keyColumns);
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }
}
