package io.millrace.planner;

import io.millrace.executor.column.Batch;

/**
 * Rows of VALUES whose values are literals of the same kinds: the literals are data, and one query that was checked once computes
 * what is written of each of them.
 *
 * @param query the rows to write, as {@link PreparedInsert#rows}, over the relation {@link PreparedInsert#PARAMETERS}
 * @param data the rows of that relation: a column for each literal of a row, and the number of the row in the statement, from 0
 */
public record LiteralRows(PreparedQuery query, Batch data) {
    /** The number in the statement of a row of the data. */
    public long number(int row) {
        return data.longs(data.width() - 1).get(row);
    }
}
