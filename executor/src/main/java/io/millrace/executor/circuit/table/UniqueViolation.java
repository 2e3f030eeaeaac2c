package io.millrace.executor.circuit.table;

import io.millrace.executor.column.Batch;
import io.millrace.executor.error.EngineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a row was not taken: another one has its key. The cause of the error that users see, so that who has written the row finds
 * which one it was. Never thrown itself.
 */
public final class UniqueViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Integer> columns;
    private final transient Batch row;

    /**
     * With the row.
     *
     * @param columns of the table: those of the key
     * @param row the table's columns, one row
     */
    UniqueViolation(List<Integer> columns, Batch row) {
        super("a key in columns " + columns, null, false, false);
        this.columns = List.copyOf(columns);
        this.row = row;
    }

    /** What an error was caused by, or null if it was caused by something else. */
    public static @Nullable UniqueViolation of(EngineException error) {
        Throwable cause = error;
        while (cause != null && !(cause instanceof UniqueViolation)) {
            cause = cause.getCause();
        }
        return (UniqueViolation) cause;
    }

    /** The columns of the key. */
    public List<Integer> columns() {
        return columns;
    }

    /** Whether some row, of the table's columns, has the key. */
    public boolean isOf(Batch rows, int number) {
        return columns.stream().allMatch(column -> rows.column(column).equal(number, row.column(column), 0));
    }
}
