package io.millrace.planner;

import java.util.List;

/**
 * ORDER BY, OFFSET and LIMIT of an ad hoc read. Ties are broken by all columns, so that the same rows are cut every time.
 *
 * @param keys the most significant first; empty if any order will do
 * @param offset how many rows to skip
 * @param limit how many rows to give at most, {@link #UNLIMITED} for all
 */
public record Ordering(List<SortKey> keys, long offset, long limit) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** All rows, in any order. */
    public static final Ordering NONE = new Ordering(List.of(), 0, UNLIMITED);

    public Ordering {
        keys = List.copyOf(keys);
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset " + offset + ", limit " + limit);
        }
    }
}
