package io.millrace.executor.plan;

import java.util.List;

/**
 * Which row of a match a value is read from: one of those that some variables have, counted from the first or the last one, and then so many
 * rows on in the partition, which may be outside of the match. There may be no such row; the value is NULL then.
 *
 * @param of which rows are counted
 * @param variables whose rows, ascending; empty for all rows
 * @param last whether they are counted from the last one back
 * @param offset how many of them are passed over
 * @param shift how many rows on in the partition; negative for rows before
 */
public record PatternRow(Of of, List<Integer> variables, boolean last, int offset, int shift) {
    /** Which rows of a match are counted. */
    public enum Of {
        /** Those up to the row at hand. */
        RUNNING,
        /** All. */
        MATCH,
        /** None: it is the row that a row of the result shows, where a match has rows or not; the first one if it shows the match. */
        SHOWN
    }

    /** The row at hand. */
    public static final PatternRow CURRENT = new PatternRow(Of.RUNNING, List.of(), true, 0, 0);

    /** The row that a row of the result shows. */
    public static final PatternRow SHOWN = new PatternRow(Of.SHOWN, List.of(), true, 0, 0);

    public PatternRow {
        variables = List.copyOf(variables);
        if (offset < 0) {
            throw new IllegalArgumentException("offset " + offset);
        }
    }

    /** Whether it is the row at hand, or one so many rows from it in the partition. */
    public boolean isNearCurrent() {
        return of == Of.RUNNING && variables.isEmpty() && last && offset == 0;
    }

    /** The row so many rows on. */
    public PatternRow shifted(int rows) {
        return new PatternRow(of, variables, last, offset, Math.addExact(shift, rows));
    }
}
