package io.millrace.executor.state;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The hash of a key: 32 bits over some columns of a row, the upper eight of which are the {@linkplain KeyGroups key
 * group}. Equal keys have equal hashes: NULL equals NULL, -0.0 equals 0.0, NaN equals NaN, and values of one storage are
 * hashed alike whatever their SQL type. The hash of no columns is 0.
 *
 * <p>Part of the format of snapshots and logs: a change is a new {@link #VERSION}. Stateless; cost is one or two
 * multiplications a value, column by column.
 */
public final class KeyHash {
    /** Written with every snapshot; a state written under another version has to be hashed anew. */
    public static final int VERSION = 1;

    private static final long COMBINE = 0x9E3779B97F4A7C15L;
    private static final long MIX = 0xD6E8FEB86659FD93L;
    private static final long NULL = 0x6E756C6C4B657921L;
    private static final int SEED = 1;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private KeyHash() {}

    /**
     * Hashes every row of a batch.
     *
     * @param columns the key, in order
     * @param into where to write; used if it is long enough
     * @return the hashes by row: {@code into} or a longer array
     */
    public static int[] of(Batch batch, int[] columns, int[] into) {
        int size = batch.size();
        int[] hashes = into.length >= size ? into : new int[Math.max(size, 2 * into.length)];
        if (columns.length > 0 && batch.column(columns[0]) instanceof LongVector longs && longs.nulls() == null) {
            // By far the most frequent first column.
            long[] values = longs.values();
            for (int row = 0; row < size; row++) {
                hashes[row] = next(SEED, values[row]);
            }
        } else {
            Arrays.fill(hashes, 0, size, columns.length == 0 ? 0 : SEED);
            if (columns.length > 0) {
                add(batch.column(columns[0]), size, hashes);
            }
        }
        for (int i = 1; i < columns.length; i++) {
            add(batch.column(columns[i]), size, hashes);
        }
        return hashes;
    }

    /** The hash of one row; for lookups. */
    public static int ofRow(Batch batch, int[] columns, int row) {
        int hash = columns.length == 0 ? 0 : SEED;
        for (int column : columns) {
            hash = next(hash, batch.column(column), row);
        }
        return hash;
    }

    /** The hash of a stored row by some of its columns. */
    public static int ofRow(RowView rows, int[] columns, int slot) {
        int hash = columns.length == 0 ? 0 : SEED;
        RowLayout layout = rows.layout();
        long[] words = rows.words(slot);
        int base = rows.base(slot);
        for (int column : columns) {
            int at = base + layout.word(column);
            if (rows.isNull(slot, column)) {
                hash = next(hash, NULL);
            } else {
                hash = switch (layout.storage(column)) {
                    case LONG, DOUBLE, BOOLEAN -> next(hash, words[at]);
                    case DECIMAL128 -> next(next(hash, words[at]), words[at + 1]);
                    case BYTES ->
                        next(hash, fold(rows.arena(slot), RowLayout.start(words[at]), RowLayout.length(words[at])));
                };
            }
        }
        return hash;
    }

    /** The hash of a key of one LONG that is not NULL. */
    static int ofLong(long value) {
        return next(SEED, value);
    }

    /** The stored form of a double: equal doubles have equal bits. */
    public static long canonicalBits(double value) {
        return Double.doubleToLongBits(value == 0 ? 0.0 : value);
    }

    private static void add(Vector column, int size, int[] hashes) {
        boolean[] nulls = column.nulls();
        if (nulls != null) {
            for (int row = 0; row < size; row++) {
                hashes[row] = next(hashes[row], column, row);
            }
        } else if (column instanceof LongVector longs) {
            long[] values = longs.values();
            for (int row = 0; row < size; row++) {
                hashes[row] = next(hashes[row], values[row]);
            }
        } else if (column instanceof DoubleVector doubles) {
            double[] values = doubles.values();
            for (int row = 0; row < size; row++) {
                hashes[row] = next(hashes[row], canonicalBits(values[row]));
            }
        } else if (column instanceof BytesVector bytes) {
            byte[] data = bytes.data();
            int[] offsets = bytes.offsets();
            for (int row = 0; row < size; row++) {
                int start = offsets[row];
                hashes[row] = next(hashes[row], fold(data, start, offsets[row + 1] - start));
            }
        } else {
            for (int row = 0; row < size; row++) {
                hashes[row] = next(hashes[row], column, row);
            }
        }
    }

    private static int next(int hash, Vector column, int row) {
        if (column.isNull(row)) {
            return next(hash, NULL);
        }
        return switch (column.storage()) {
            case LONG -> next(hash, ((LongVector) column).get(row));
            case DOUBLE -> next(hash, canonicalBits(((DoubleVector) column).get(row)));
            case BOOLEAN -> next(hash, ((BooleanVector) column).get(row) ? 1 : 0);
            case DECIMAL128 -> {
                DecimalVector decimals = (DecimalVector) column;
                yield next(next(hash, decimals.high()[row]), decimals.low()[row]);
            }
            case BYTES -> {
                BytesVector bytes = (BytesVector) column;
                yield next(hash, fold(bytes.data(), bytes.start(row), bytes.length(row)));
            }
        };
    }

    private static int next(int hash, long value) {
        long z = value + (hash & 0xFFFFFFFFL) * COMBINE;
        z = (z ^ (z >>> 32)) * MIX;
        z = (z ^ (z >>> 32)) * MIX;
        return (int) (z >>> 32);
    }

    private static long fold(byte[] data, int start, int length) {
        long z = length * COMBINE;
        int at = start;
        int end = start + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            z = (z ^ (long) LONGS.get(data, at)) * MIX;
            z ^= z >>> 32;
        }
        if (at < end) {
            long tail = 0;
            for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
                tail |= (data[at] & 0xFFL) << shift;
            }
            z = (z ^ tail) * MIX;
            z ^= z >>> 32;
        }
        return z;
    }
}
