package io.millrace.executor.column;

import io.millrace.executor.type.Storage;
import java.math.BigInteger;
import java.util.Arrays;

/** Decimals of 19 to 38 digits: unscaled 128-bit integers in two arrays, the low half unsigned. */
public final class DecimalVector extends Vector {
    private long[] high = new long[0];
    private long[] low = new long[0];

    /** The signed upper halves by row. */
    public long[] high() {
        return high;
    }

    /** The unsigned lower halves by row. */
    public long[] low() {
        return low;
    }

    public void set(int row, long highHalf, long lowHalf) {
        if (row >= high.length) {
            reserve(row + 1);
        }
        high[row] = highHalf;
        low[row] = lowHalf;
        setNull(row, false);
    }

    /** Makes a row NULL. */
    @Override
    public void setNull(int row) {
        set(row, 0, 0);
        setNull(row, true);
    }

    /** The unscaled value of a row; allocates, for the edges of the system only. */
    public BigInteger unscaled(int row) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high[row] >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (low[row] >>> (56 - 8 * i));
        }
        return new BigInteger(bytes);
    }

    /** Sets an unscaled value, which must fit 128 bits. */
    public void set(int row, BigInteger unscaled) {
        set(row, unscaled.shiftRight(64).longValueExact(), unscaled.longValue());
    }

    @Override
    public void reserve(int capacity) {
        if (high.length < capacity) {
            high = Arrays.copyOf(high, grown(high.length, capacity));
            low = Arrays.copyOf(low, high.length);
        }
    }

    @Override
    public Storage storage() {
        return Storage.DECIMAL128;
    }

    @Override
    public void copy(int to, Vector source, int from) {
        if (to >= high.length) {
            reserve(to + 1);
        }
        high[to] = ((DecimalVector) source).high[from];
        low[to] = ((DecimalVector) source).low[from];
        copyNull(to, source, from);
    }

    @Override
    public void copyAll(int to, Vector source, int count) {
        reserve(to + count);
        System.arraycopy(((DecimalVector) source).high, 0, high, to, count);
        System.arraycopy(((DecimalVector) source).low, 0, low, to, count);
        copyNulls(to, source, count);
    }

    @Override
    public boolean equal(int row, Vector other, int otherRow) {
        DecimalVector that = (DecimalVector) other;
        return isNull(row) == that.isNull(otherRow)
                && high[row] == that.high[otherRow]
                && low[row] == that.low[otherRow];
    }

    @Override
    public int compare(int row, Vector other, int otherRow) {
        DecimalVector that = (DecimalVector) other;
        if (isNull(row) || that.isNull(otherRow)) {
            return Boolean.compare(isNull(row), that.isNull(otherRow));
        }
        int order = Long.compare(high[row], that.high[otherRow]);
        return order != 0 ? order : Long.compareUnsigned(low[row], that.low[otherRow]);
    }

    @Override
    public long bytes() {
        return super.bytes() + 2L * Long.BYTES * high.length;
    }
}
