package io.millrace.executor.column;

import io.millrace.executor.type.Storage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Byte strings laid end to end: row {@code r} is {@code data[offsets[r] .. offsets[r + 1])}. Text is UTF-8. Rows are
 * written in ascending order only, without gaps.
 */
public final class BytesVector extends Vector {
    private byte[] data = new byte[0];
    private int[] offsets = new int[1];

    /** The bytes of all rows; valid until the next write. */
    public byte[] data() {
        return data;
    }

    /** Where each row starts; one entry more than there are rows. */
    public int[] offsets() {
        return offsets;
    }

    public int start(int row) {
        return offsets[row];
    }

    public int length(int row) {
        return offsets[row + 1] - offsets[row];
    }

    /** Writes row {@code row}, the next one after those written so far. */
    public void set(int row, byte[] source, int start, int length) {
        append(row, source, start, length);
        setNull(row, false);
    }

    /** Makes the next row NULL. */
    @Override
    public void setNull(int row) {
        append(row, data, 0, 0);
        setNull(row, true);
    }

    /** Like {@link #set} but leaves the null flag alone: for callers that write the flags themselves. */
    public void append(int row, byte[] source, int start, int length) {
        if (row + 1 >= offsets.length) {
            reserve(row + 1);
        }
        int at = offsets[row];
        makeRoom(at, length);
        System.arraycopy(source, start, data, at, length);
        offsets[row + 1] = at + length;
    }

    /** The text of a row; allocates, for the edges of the system only. */
    public String text(int row) {
        return new String(data, offsets[row], length(row), StandardCharsets.UTF_8);
    }

    /** Writes the next row from text; allocates. */
    public void set(int row, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        set(row, bytes, 0, bytes.length);
    }

    @Override
    public void reserve(int capacity) {
        if (offsets.length <= capacity) {
            offsets = Arrays.copyOf(offsets, grown(offsets.length, capacity + 1));
        }
    }

    @Override
    public Storage storage() {
        return Storage.BYTES;
    }

    @Override
    public void copy(int to, Vector source, int from) {
        BytesVector that = (BytesVector) source;
        append(to, that.data, that.offsets[from], that.length(from));
        copyNull(to, source, from);
    }

    @Override
    public void copyAll(int to, Vector source, int count) {
        BytesVector that = (BytesVector) source;
        int first = that.offsets[0];
        int length = that.offsets[count] - first;
        reserve(to + count);
        int at = offsets[to];
        makeRoom(at, length);
        System.arraycopy(that.data, first, data, at, length);
        for (int row = 1; row <= count; row++) {
            offsets[to + row] = that.offsets[row] - first + at;
        }
        copyNulls(to, source, count);
    }

    @Override
    public void gather(int to, Vector source, int[] rows, int count) {
        BytesVector that = (BytesVector) source;
        reserve(to + count);
        int at = offsets[to];
        long length = 0;
        for (int i = 0; i < count; i++) {
            length += that.length(rows[i]);
        }
        makeRoom(at, Math.toIntExact(length));
        for (int i = 0; i < count; i++) {
            int bytes = that.length(rows[i]);
            System.arraycopy(that.data, that.offsets[rows[i]], data, at, bytes);
            at += bytes;
            offsets[to + i + 1] = at;
        }
        if (source.nulls() != null || nulls() != null) {
            for (int i = 0; i < count; i++) {
                copyNull(to + i, source, rows[i]);
            }
        }
    }

    private void makeRoom(int at, int length) {
        if (data.length - at < length) {
            data = Arrays.copyOf(data, grown(data.length, Math.addExact(at, length)));
        }
    }

    @Override
    public boolean equal(int row, Vector other, int otherRow) {
        BytesVector that = (BytesVector) other;
        return isNull(row) == that.isNull(otherRow)
                && Arrays.equals(
                        data,
                        offsets[row],
                        offsets[row + 1],
                        that.data,
                        that.offsets[otherRow],
                        that.offsets[otherRow + 1]);
    }

    @Override
    public int compare(int row, Vector other, int otherRow) {
        BytesVector that = (BytesVector) other;
        if (isNull(row) || that.isNull(otherRow)) {
            return Boolean.compare(isNull(row), that.isNull(otherRow));
        }
        return Arrays.compareUnsigned(
                data, offsets[row], offsets[row + 1], that.data, that.offsets[otherRow], that.offsets[otherRow + 1]);
    }

    @Override
    public long bytes() {
        return super.bytes() + data.length + (long) Integer.BYTES * offsets.length;
    }
}
