package io.millrace.server.statement;

import io.millrace.executor.circuit.table.UniqueViolation;
import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.Position;
import io.millrace.planner.WrittenColumns;
import org.jspecify.annotations.Nullable;

/** Where in a statement the key was written that another row has already. Stateless. */
final class TakenKeys {
    private TakenKeys() {}

    /** The error at the value of the key's first column that the statement gives, in its row if it has several. */
    static EngineException placed(
            EngineException error, UniqueViolation taken, WrittenColumns written, @Nullable WriteUnit unit) {
        long number = unit == null ? -1 : number(taken, unit);
        for (int column : taken.columns()) {
            Position position = written.position(column, number);
            if (position != null) {
                String text = number < 0
                        ? error.text()
                        : error.text().replace("). Nothing", ")" + StoredRows.row(number) + ". Nothing");
                return new EngineException(error.code(), position, text, error);
            }
        }
        return error;
    }

    /** The number of the row with the key: of the second one if the statement writes several; -1 if rows have none. */
    private static long number(UniqueViolation taken, WriteUnit unit) {
        long found = -1;
        for (Batch rows : unit.numbered()) {
            for (int row = 0; row < rows.size(); row++) {
                if (taken.isOf(rows, row)) {
                    long number = rows.longs(rows.width() - 1).get(row);
                    if (found >= 0) {
                        return number;
                    }
                    found = number;
                }
            }
        }
        return found;
    }
}
