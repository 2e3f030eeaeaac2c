package io.millrace.executor.column;

import io.millrace.executor.type.Storage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of a {@link Batch}, with a null flag beside each where the column has NULLs at all. A NULL's
 * value slot holds 0, false or the empty string, so that loops may read it without a test.
 *
 * <p>Arrays grow and are used again; their length is a capacity, not a size. Owned by the batch's owner.
 */
public abstract sealed class Vector permits LongVector, DoubleVector, BooleanVector, DecimalVector, BytesVector {
    private boolean[] nullFlags = new boolean[0];
    private boolean hasNulls;

    Vector() {}

    /** An empty vector. */
    public static Vector of(Storage storage) {
        return switch (storage) {
            case LONG -> new LongVector();
            case DOUBLE -> new DoubleVector();
            case BOOLEAN -> new BooleanVector();
            case DECIMAL128 -> new DecimalVector();
            case BYTES -> new BytesVector();
        };
    }

    /** Null flags by row, or null where no row is NULL. */
    public final boolean @Nullable [] nulls() {
        return hasNulls ? nullFlags : null;
    }

    public final boolean isNull(int row) {
        return hasNulls && nullFlags[row];
    }

    /** Null flags to write for rows below {@code capacity}; those of rows that were not NULL before are false. */
    public final boolean[] nullsForWriting(int capacity) {
        if (!hasNulls) {
            Arrays.fill(nullFlags, false);
        }
        if (nullFlags.length < capacity) {
            nullFlags = Arrays.copyOf(nullFlags, grown(nullFlags.length, capacity));
        }
        hasNulls = true;
        return nullFlags;
    }

    /** Sets the flag of one row; rows never set are not NULL. */
    public final void setNull(int row, boolean isNull) {
        if (!hasNulls) {
            if (!isNull) {
                return;
            }
            Arrays.fill(nullFlags, false);
            hasNulls = true;
        }
        if (row >= nullFlags.length) {
            nullFlags = Arrays.copyOf(nullFlags, grown(nullFlags.length, row + 1));
        }
        nullFlags[row] = isNull;
    }

    /** Sees to it that there is a flag for every row below {@code rows}, if there are flags: writers may set those of NULLs only. */
    final void coverNulls(int rows) {
        if (hasNulls && nullFlags.length < rows) {
            nullFlags = Arrays.copyOf(nullFlags, rows);
        }
    }

    /** Makes a row NULL, its value 0, false or empty. */
    public abstract void setNull(int row);

    /** Forgets all values. */
    public void clear() {
        hasNulls = false;
    }

    /** Makes room for rows below {@code capacity}, keeping those that are there. */
    public abstract void reserve(int capacity);

    public abstract Storage storage();

    /** Writes row {@code to} of this vector from row {@code from} of another of the same storage. Rows are written in ascending order. */
    public abstract void copy(int to, Vector source, int from);

    /** Writes rows {@code to, to + 1, ...} from {@code count} rows of another vector, picked by {@code rows}. */
    public void gather(int to, Vector source, int[] rows, int count) {
        reserve(to + count);
        for (int i = 0; i < count; i++) {
            copy(to + i, source, rows[i]);
        }
    }

    /** Writes rows {@code to, to + 1, ...} from the first {@code count} rows of another vector, which is not this one. */
    public abstract void copyAll(int to, Vector source, int count);

    final void copyNulls(int to, Vector source, int count) {
        if (source.hasNulls) {
            boolean[] flags = nullsForWriting(to + count);
            int known = Math.min(count, source.nullFlags.length);
            System.arraycopy(source.nullFlags, 0, flags, to, known);
            Arrays.fill(flags, to + known, to + count, false);
        } else if (hasNulls) {
            Arrays.fill(nullsForWriting(to + count), to, to + count, false);
        }
    }

    /** Whether two values are the same for keys: NULL equals NULL, -0.0 equals 0.0, NaN equals NaN. */
    public abstract boolean equal(int row, Vector other, int otherRow);

    /** Orders two values, NULLs high; -0.0 equals 0.0, NaN is above all numbers, strings by their bytes. */
    public abstract int compare(int row, Vector other, int otherRow);

    /** Heap bytes of the arrays. */
    public long bytes() {
        return nullFlags.length;
    }

    final void copyNull(int to, Vector source, int from) {
        setNull(to, source.hasNulls && source.nullFlags[from]);
    }

    static int grown(int capacity, int needed) {
        return Math.max(needed, Math.max(16, capacity + (capacity >> 1)));
    }
}
