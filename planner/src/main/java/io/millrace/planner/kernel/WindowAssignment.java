package io.millrace.planner.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The windows a row lies in. A row whose time is NULL lies in no window.
 *
 * @param timeColumn the input column with the row's time, a TIMESTAMP of either kind
 * @param kind how windows follow each other
 * @param sizeMillis the length of the longest window
 * @param stepMillis from one window to the next
 * @param offsetMillis the start of some window
 * @param zone where windows are cut by what clocks of a time zone show, its name; else null
 */
public record WindowAssignment(
        int timeColumn,
        Kind kind,
        long sizeMillis,
        long stepMillis,
        long offsetMillis,
        @Nullable String zone) {
    /** The columns that are added. */
    public static final int COLUMNS = 3;

    /** How windows follow each other. */
    public enum Kind {
        /** Windows of one size that start a step apart; a step of the size has them one behind the other. */
        HOP,
        /** Windows that start a size apart, each once for every end that is a step on. */
        CUMULATE
    }

    public WindowAssignment {
        if (timeColumn < 0 || sizeMillis <= 0 || stepMillis <= 0) {
            throw new IllegalArgumentException(
                    "column " + timeColumn + ", size " + sizeMillis + " ms, step " + stepMillis + " ms");
        }
    }

    /** Windows of one size that start {@code slideMillis} apart, in UTC. */
    public static WindowAssignment hop(int timeColumn, long sizeMillis, long slideMillis, long offsetMillis) {
        return new WindowAssignment(timeColumn, Kind.HOP, sizeMillis, slideMillis, offsetMillis, null);
    }

    /** Windows one behind the other, in UTC. */
    public static WindowAssignment tumble(int timeColumn, long sizeMillis, long offsetMillis) {
        return hop(timeColumn, sizeMillis, sizeMillis, offsetMillis);
    }

    /** The same windows by the time in another column. */
    public WindowAssignment of(int column) {
        return new WindowAssignment(column, kind, sizeMillis, stepMillis, offsetMillis, zone);
    }

    /** How many windows a row lies in at most. */
    public long windowsPerRow() {
        return (sizeMillis - 1) / stepMillis + 1;
    }
}
