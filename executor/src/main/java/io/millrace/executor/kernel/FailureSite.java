package io.millrace.executor.kernel;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.Values;
import io.millrace.executor.error.Position;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call in a kernel that can fail on a row.
 *
 * @param expression the SQL of the call, as the user would recognise it
 * @param position where it stands in the statement, if that is known
 * @param positionColumn the column of the input that tells for each row where it stands in the statement, or -1: rows of
 *     VALUES are computed by one kernel but were written one by one
 */
public record FailureSite(String expression, @Nullable Position position, int positionColumn) {
    private static final int COLUMN_BITS = 32;

    private static final Pattern COLUMN = Pattern.compile("\\{(\\d+)}");

    /** A call that stands at one place. */
    public FailureSite(String expression, @Nullable Position position) {
        this(expression, position, -1);
    }

    /** Where the call stands that failed on a row. */
    public @Nullable Position position(Batch input, int row) {
        if (positionColumn < 0 || input.column(positionColumn).isNull(row)) {
            return position;
        }
        long encoded = input.longs(positionColumn).get(row);
        return decode(encoded);
    }

    /**
     * The SQL of the call with the values of a row where {@code {n}} stands, the number of a column of the input: what was
     * written in a row of VALUES.
     */
    public String expression(Batch input, int row) {
        return positionColumn < 0
                ? expression
                : COLUMN.matcher(expression).replaceAll(column -> {
                    int index = Integer.parseInt(column.group(1));
                    return Matcher.quoteReplacement(Values.text(input, index, row));
                });
    }

    /** The position of a value of the position column. */
    public static Position decode(long encoded) {
        return new Position((int) (encoded >>> COLUMN_BITS), (int) encoded);
    }

    /** A position as a value of the position column. */
    public static long encode(int line, int column) {
        return (long) line << COLUMN_BITS | column;
    }
}
