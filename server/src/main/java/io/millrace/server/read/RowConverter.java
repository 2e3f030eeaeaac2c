package io.millrace.server.read;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import org.jspecify.annotations.Nullable;

/** Turns rows of batches into the rows of a {@link io.millrace.server.session.RowCursor}. */
public final class RowConverter {
    private RowConverter() {}

    /** The first {@code width} values of a row. */
    public static @Nullable Object[] row(Batch batch, int row, int width) {
        @Nullable Object[] values = new @Nullable Object[width];
        for (int column = 0; column < width; column++) {
            Object value = Values.get(batch, column, row);
            ColumnType type = batch.types().get(column);
            values[column] =
                    type.kind() == TypeKind.CHAR && value != null ? padded((String) value, type.precision()) : value;
        }
        return values;
    }

    private static String padded(String text, int length) {
        int missing = length - text.codePointCount(0, text.length());
        return missing > 0 ? text + " ".repeat(missing) : text;
    }
}
