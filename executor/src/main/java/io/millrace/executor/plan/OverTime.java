package io.millrace.executor.plan;

/**
 * When rows of an {@link OverNode} are final. By a column of the partition: all rows of a partition at once. By the first column of the
 * order, ascending: each row; then rows that others may still look at are kept somewhat longer.
 *
 * @param closing by which column, and what is done
 * @param millis by order: how much more of that column's time lies between a row that is needed and one that is not final yet
 * @param rows by order: how many final rows of each partition are needed, {@link #ALL} for all
 */
public record OverTime(Closing closing, long millis, long rows) {
    public static final long ALL = Long.MAX_VALUE;

    public OverTime {
        if (millis < 0 || rows < 0) {
            throw new IllegalArgumentException(millis + " ms, " + rows + " rows");
        }
    }

    /** The same with another action. */
    public OverTime with(Closing.Action action) {
        return new OverTime(new Closing(closing.column(), closing.frontier(), action), millis, rows);
    }
}
