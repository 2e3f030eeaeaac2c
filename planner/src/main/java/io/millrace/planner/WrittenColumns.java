package io.millrace.planner;

import io.millrace.executor.error.Position;
import io.millrace.planner.catalog.Relation;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a statement gives values to.
 *
 * @param columns indexes into the table's physical columns
 * @param positions for each, where in the statement its value stands, or null where that is not one place
 */
public record WrittenColumns(List<Integer> columns, List<@Nullable Position> positions) {
    static WrittenColumns of(Relation table, List<Integer> columns, List<? extends @Nullable SqlNode> places) {
        List<Integer> physical = table.physicalColumns();
        List<@Nullable Position> positions = new ArrayList<>();
        for (SqlNode place : places) {
            positions.add(place == null ? null : TargetTable.position(place));
        }
        return new WrittenColumns(columns.stream().map(physical::indexOf).toList(), positions);
    }

    /** Where the value of a physical column stands, or null. */
    public @Nullable Position position(int column) {
        int index = columns.indexOf(column);
        return index < 0 ? null : positions.get(index);
    }
}
