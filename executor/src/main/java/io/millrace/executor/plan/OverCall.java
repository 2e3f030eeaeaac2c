package io.millrace.executor.plan;

import io.millrace.executor.type.ColumnType;

/** A function of an {@link OverNode}: a value for each row from the rows around it. */
public sealed interface OverCall {
    /** The type of the result. */
    ColumnType type();

    /** How a row is numbered in its partition. */
    enum Numbering {
        ROW_NUMBER,
        RANK,
        DENSE_RANK,
        /** Rank less one, as a part of the rows less one. */
        PERCENT_RANK,
        /** How many rows come before or are peers, as a part of all. */
        CUME_DIST,
        /** The number of the tile that the row is in, if the partition is cut into equal ones. */
        NTILE
    }

    /**
     * The number of the row.
     *
     * @param numbering how
     * @param tiles how many tiles NTILE cuts, else 0
     * @param type BIGINT, or DOUBLE where it is a part of all
     */
    record Numbered(Numbering numbering, long tiles, ColumnType type) implements OverCall {}

    /**
     * The value of a row some rows away: LAG and LEAD.
     *
     * @param argument the column
     * @param offset how many rows; negative for rows before
     * @param otherwise the column of the current row with the value if there is no such row, or {@link AggregateCall#NONE} for NULL
     * @param ignoreNulls whether rows with a NULL are passed over
     * @param type of the argument
     */
    record Shift(int argument, long offset, int otherwise, boolean ignoreNulls, ColumnType type) implements OverCall {}

    /**
     * The value of a row of the frame: FIRST_VALUE, LAST_VALUE and NTH_VALUE; NULL if the frame has not as many rows.
     *
     * @param argument the column
     * @param place which row, counted from 1, or from -1 backwards
     * @param ignoreNulls whether rows with a NULL do not count
     * @param frame the rows
     * @param type of the argument
     */
    record Value(int argument, long place, boolean ignoreNulls, OverFrame frame, ColumnType type) implements OverCall {}

    /**
     * An aggregate of the rows of the frame.
     *
     * @param aggregate over columns of the input
     * @param frame the rows
     */
    record Aggregated(AggregateCall aggregate, OverFrame frame) implements OverCall {
        @Override
        public ColumnType type() {
            return aggregate.type();
        }
    }
}
