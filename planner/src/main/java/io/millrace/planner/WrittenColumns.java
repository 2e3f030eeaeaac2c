package io.millrace.planner;

import io.millrace.executor.error.Position;
import io.millrace.executor.kernel.FailureSite;
import io.millrace.planner.catalog.Relation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a statement gives values to, and where. Immutable.
 */
public final class WrittenColumns {
    private final List<Integer> columns;
    private final List<@Nullable Position> positions;

    /** By row of VALUES and column the place of the value, encoded; empty unless there are several rows. */
    private final long[][] rows;

    private WrittenColumns(List<Integer> columns, List<@Nullable Position> positions, long[][] rows) {
        this.columns = List.copyOf(columns);
        this.positions = Collections.unmodifiableList(positions);
        this.rows = rows;
    }

    static WrittenColumns of(Relation table, List<Integer> columns, List<? extends @Nullable SqlNode> places) {
        List<Integer> physical = table.physicalColumns();
        List<@Nullable Position> positions = new ArrayList<>();
        for (SqlNode place : places) {
            positions.add(place == null ? null : TargetTable.position(place));
        }
        return new WrittenColumns(columns.stream().map(physical::indexOf).toList(), positions, new long[0][]);
    }

    /** The same of a statement with several rows of values for these columns. */
    WrittenColumns withRows(List<SqlCall> values) {
        long[][] places = new long[values.size()][columns.size()];
        for (int row = 0; row < places.length; row++) {
            for (int column = 0; column < columns.size(); column++) {
                Position position = TargetTable.position(values.get(row).operand(column));
                places[row][column] = position == null ? 0 : FailureSite.encode(position.line(), position.column());
            }
        }
        return new WrittenColumns(columns, positions, places);
    }

    /** Indexes into the table's physical columns. */
    public List<Integer> columns() {
        return columns;
    }

    /** Whether there are several rows of values, which have numbers. */
    public boolean hasRows() {
        return rows.length > 0;
    }

    /** Where the value of a physical column stands, or null where that is not one place. */
    public @Nullable Position position(int column) {
        int index = columns.indexOf(column);
        return index < 0 ? null : positions.get(index);
    }

    /** Where the value of a physical column stands in a row of VALUES; where the column does, if the row has none. */
    public @Nullable Position position(int column, long row) {
        int index = columns.indexOf(column);
        if (index < 0 || row < 0 || row >= rows.length) {
            return position(column);
        }
        long place = rows[(int) row][index];
        return place == 0 ? position(column) : FailureSite.decode(place);
    }
}
