package io.millrace.executor.column;

import io.millrace.executor.type.Storage;
import java.util.Arrays;

/** Integers, dates, times, intervals and decimals of up to 18 digits. */
public final class LongVector extends Vector {
    private long[] values = new long[0];

    /** The values by row; valid until the next call that grows this vector. */
    public long[] values() {
        return values;
    }

    /** The values to write for rows below {@code capacity}. */
    public long[] valuesForWriting(int capacity) {
        reserve(capacity);
        return values;
    }

    public long get(int row) {
        return values[row];
    }

    public void set(int row, long value) {
        if (row >= values.length) {
            reserve(row + 1);
        }
        values[row] = value;
        setNull(row, false);
    }

    /** Makes a row NULL. */
    @Override
    public void setNull(int row) {
        if (row >= values.length) {
            reserve(row + 1);
        }
        values[row] = 0;
        setNull(row, true);
    }

    @Override
    public void reserve(int capacity) {
        if (values.length < capacity) {
            values = Arrays.copyOf(values, grown(values.length, capacity));
        }
    }

    @Override
    public Storage storage() {
        return Storage.LONG;
    }

    @Override
    public void copy(int to, Vector source, int from) {
        if (to >= values.length) {
            reserve(to + 1);
        }
        values[to] = ((LongVector) source).values[from];
        copyNull(to, source, from);
    }

    @Override
    public void gather(int to, Vector source, int[] rows, int count) {
        reserve(to + count);
        long[] into = values;
        long[] out = ((LongVector) source).values;
        for (int i = 0; i < count; i++) {
            into[to + i] = out[rows[i]];
        }
        boolean[] nulls = source.nulls();
        if (nulls != null || nulls() != null) {
            for (int i = 0; i < count; i++) {
                copyNull(to + i, source, rows[i]);
            }
        }
    }

    @Override
    public void copyAll(int to, Vector source, int count) {
        reserve(to + count);
        System.arraycopy(((LongVector) source).values, 0, values, to, count);
        copyNulls(to, source, count);
    }

    @Override
    public boolean equal(int row, Vector other, int otherRow) {
        if (isNull(row) || other.isNull(otherRow)) {
            return isNull(row) && other.isNull(otherRow);
        }
        long a = values[row];
        long b = ((LongVector) other).values[otherRow];
        return a == b;
    }

    @Override
    public int compare(int row, Vector other, int otherRow) {
        if (isNull(row) || other.isNull(otherRow)) {
            return Boolean.compare(isNull(row), other.isNull(otherRow));
        }
        long a = values[row];
        long b = ((LongVector) other).values[otherRow];
        return Long.compare(a, b);
    }

    @Override
    public long bytes() {
        return super.bytes() + (long) values.length * Long.BYTES;
    }
}
