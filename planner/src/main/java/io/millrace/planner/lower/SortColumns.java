package io.millrace.planner.lower;

import io.millrace.executor.plan.SortColumn;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;

/** Calcite's collations as the executor's orders: where NULLs stand is said always, unless told otherwise they are high. */
public final class SortColumns {
    private SortColumns() {}

    /** The keys of an order. */
    public static List<SortColumn> of(List<RelFieldCollation> collations) {
        return collations.stream()
                .map(collation -> of(collation.getDirection(), collation.nullDirection, collation.getFieldIndex()))
                .toList();
    }

    /** A key of an order. */
    static SortColumn of(RelFieldCollation.Direction direction, RelFieldCollation.NullDirection nulls, int column) {
        boolean descending = direction.isDescending();
        boolean nullsFirst = switch (nulls) {
            case FIRST -> true;
            case LAST -> false;
            case UNSPECIFIED -> descending;
        };
        return new SortColumn(column, descending, nullsFirst);
    }
}
