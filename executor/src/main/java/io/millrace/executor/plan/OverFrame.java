package io.millrace.executor.plan;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of its partition a row's function looks at.
 *
 * @param unit what offsets count
 * @param start the offset of the first row from the current one, negative for PRECEDING, or null for all rows before the end
 * @param end the offset of the last row, or null for all rows behind the start
 * @param exclusion which rows of those are left out
 */
public record OverFrame(
        Unit unit, @Nullable BigDecimal start, @Nullable BigDecimal end, Exclusion exclusion) {
    /** What offsets count. */
    public enum Unit {
        /** Rows. */
        ROWS,
        /** Groups of peers. */
        GROUPS,
        /** Values of the one column of the order, as they are stored: a DECIMAL's last digit, milliseconds or days. */
        RANGE,
        /** Months of the one column of the order, a DATE or TIMESTAMP; the day is kept, or the last one of a shorter month. */
        MONTHS
    }

    /** Which rows of a frame are left out. */
    public enum Exclusion {
        NOTHING,
        CURRENT_ROW,
        /** The current row and its peers. */
        GROUP,
        /** The peers of the current row. */
        TIES
    }

    /** All rows of the partition. */
    public static final OverFrame PARTITION = new OverFrame(Unit.ROWS, null, null, Exclusion.NOTHING);
}
