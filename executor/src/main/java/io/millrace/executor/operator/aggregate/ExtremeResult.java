package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.Vector;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.executor.state.RowStore;
import org.jspecify.annotations.Nullable;

/** MIN and MAX, and SINGLE_VALUE, which is the least value where there is just one row. */
final class ExtremeResult extends Result {
    private final Accumulator values;
    private final boolean least;

    /** Counts the rows of which there must not be two, or null for MIN and MAX. */
    private final @Nullable Count rows;

    /** Where a subquery stands that has several rows. */
    private final FailureSite site;

    private final int[] one = new int[1];

    ExtremeResult(Accumulator values, boolean least, @Nullable Count rows, FailureSite site) {
        this.site = site;
        this.values = values;
        this.least = least;
        this.rows = rows;
    }

    @Override
    void write(RowStore groups, int[] slots, int count, Vector into, int at, Failed failed) {
        if (rows == null && values instanceof StoredExtreme stored) {
            groups.read(stored.column(), slots, count, into, at);
            return;
        }
        for (int i = 0; i < count; i++) {
            long found = rows == null ? 1 : rows.of(groups.words(slots[i]), groups.base(slots[i]));
            if (found > 1) {
                failed.at(
                        at + i,
                        site,
                        ErrorCode.MORE_THAN_ONE_ROW,
                        "A subquery that stands for one value has " + found
                                + " rows. Restrict it, or take MIN or MAX of its column");
            }
            if (found != 1) {
                Nulls.set(into, at + i);
            } else if (values instanceof StoredExtreme stored) {
                one[0] = slots[i];
                groups.read(stored.column(), one, 1, into, at + i);
            } else {
                ((OrderedValues) values).writeExtreme(slots[i], least, into, at + i);
            }
        }
    }
}
