package io.millrace.planner.rewrite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;

/**
 * An inner query set free of its outer row: a relation that holds its rows for every outer row at once. A
 * <em>parameter</em> is an expression over the outer row; a row of the relation belongs to the outer rows whose parameters
 * have the values in its parameter columns, or to all of them where there is no column for a parameter. There may be rows
 * for values that no outer row has; whoever joins it with the outer rows does not see them. Immutable.
 *
 * @param rel the relation, without any reference to the outer row
 * @param columns the columns of the inner query, as expressions over those of {@code rel} and over the outer row
 * @param parameters for a parameter, the column of {@code rel} with its value
 * @param pending what must also be true for a row to be one of the query's, over the same as {@code columns}
 * @param empties not null if the query has exactly one row for each outer row, though {@code rel} may have none for it: then
 *     the values that columns of {@code rel} have, where they are not NULL
 */
record Bound(
        RelNode rel,
        List<RexNode> columns,
        Map<RexNode, Integer> parameters,
        List<RexNode> pending,
        @org.jspecify.annotations.Nullable Map<Integer, RexNode> empties) {
    Bound {
        columns = List.copyOf(columns);
        parameters = new LinkedHashMap<>(parameters);
        pending = List.copyOf(pending);
    }

    /** Whether there is exactly one row for each outer row, found or not. */
    boolean isTotal() {
        return empties != null;
    }

    /** Whether its rows are the same for all outer rows. */
    boolean isFree() {
        return parameters.isEmpty() && pending.isEmpty();
    }

    Bound withColumns(List<RexNode> others) {
        return new Bound(rel, others, parameters, pending, empties);
    }
}
