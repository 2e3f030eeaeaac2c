package io.millrace.executor.log;

import io.millrace.executor.column.Batch;
import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.List;

/**
 * Rows as bytes, column by column: number of rows, of columns, weights unless all are +1, and for each column its storage, which
 * rows are NULL, and the values of the others. The numbers of storages are part of the format. Stateless.
 */
final class RowsCodec {
    private static final int ALL_ONE = 0;
    private static final int WEIGHTED = 1;
    private static final int NO_NULLS = 0;
    private static final int NULLS = 1;

    private RowsCodec() {}

    static void write(Batch rows, ByteSink out) {
        out.putVarint(rows.size());
        out.putVarint(rows.width());
        long[] weights = rows.weights();
        out.put(weights == null ? ALL_ONE : WEIGHTED);
        for (int row = 0; weights != null && row < rows.size(); row++) {
            out.putZigzag(weights[row]);
        }
        for (int column = 0; column < rows.width(); column++) {
            Vector vector = rows.column(column);
            out.put(number(vector.storage()));
            writeNulls(vector, rows.size(), out);
            for (int row = 0; row < rows.size(); row++) {
                if (!vector.isNull(row)) {
                    writeValue(vector, row, out);
                }
            }
        }
    }

    /** Rows of columns of these types; throws if they were written with others. */
    static Batch read(ByteSource in, List<ColumnType> types) {
        int size = in.getCount();
        int width = in.getCount();
        if (width != types.size()) {
            throw new IllegalStateException("rows of " + width + " columns, not " + types.size());
        }
        Batch rows = new Batch(types);
        if (in.get() == WEIGHTED) {
            for (int row = 0; row < size; row++) {
                rows.setWeight(row, in.getZigzag());
            }
        }
        for (int column = 0; column < width; column++) {
            int storage = in.get();
            Vector vector = rows.column(column);
            if (storage != number(vector.storage())) {
                throw new IllegalStateException(
                        "column " + column + " has storage " + storage + ", not " + number(vector.storage()));
            }
            boolean[] nulls = readNulls(in, size);
            for (int row = 0; row < size; row++) {
                if (nulls.length > 0 && nulls[row]) {
                    setNull(vector, row);
                } else {
                    readValue(vector, row, in);
                }
            }
        }
        rows.setSize(size);
        return rows;
    }

    private static int number(Storage storage) {
        return switch (storage) {
            case LONG -> 1;
            case DOUBLE -> 2;
            case BOOLEAN -> 3;
            case DECIMAL128 -> 4;
            case BYTES -> 5;
        };
    }

    private static void writeNulls(Vector vector, int size, ByteSink out) {
        boolean any = false;
        for (int row = 0; row < size; row++) {
            any |= vector.isNull(row);
        }
        out.put(any ? NULLS : NO_NULLS);
        for (int row = 0; any && row < size; row += Byte.SIZE) {
            int bits = 0;
            for (int i = 0; i < Byte.SIZE && row + i < size; i++) {
                bits |= vector.isNull(row + i) ? 1 << i : 0;
            }
            out.put(bits);
        }
    }

    private static boolean[] readNulls(ByteSource in, int size) {
        if (in.get() == NO_NULLS) {
            return new boolean[0];
        }
        boolean[] nulls = new boolean[size];
        int bits = 0;
        for (int row = 0; row < size; row++) {
            bits = row % Byte.SIZE == 0 ? in.get() : bits;
            nulls[row] = (bits >>> row % Byte.SIZE & 1) != 0;
        }
        return nulls;
    }

    private static void writeValue(Vector vector, int row, ByteSink out) {
        if (vector instanceof LongVector longs) {
            out.putZigzag(longs.get(row));
        } else if (vector instanceof DoubleVector doubles) {
            out.putFixed(Double.doubleToRawLongBits(doubles.get(row)), Long.BYTES);
        } else if (vector instanceof BooleanVector booleans) {
            out.put(booleans.get(row) ? 1 : 0);
        } else if (vector instanceof DecimalVector decimals) {
            out.putFixed(decimals.high()[row], Long.BYTES);
            out.putFixed(decimals.low()[row], Long.BYTES);
        } else {
            BytesVector bytes = (BytesVector) vector;
            out.putVarint(bytes.length(row));
            out.put(bytes.data(), bytes.start(row), bytes.length(row));
        }
    }

    private static void readValue(Vector vector, int row, ByteSource in) {
        if (vector instanceof LongVector longs) {
            longs.set(row, in.getZigzag());
        } else if (vector instanceof DoubleVector doubles) {
            doubles.set(row, Double.longBitsToDouble(in.getLong()));
        } else if (vector instanceof BooleanVector booleans) {
            booleans.set(row, in.get() != 0);
        } else if (vector instanceof DecimalVector decimals) {
            long high = in.getLong();
            decimals.set(row, high, in.getLong());
        } else {
            byte[] value = in.get(in.getCount());
            ((BytesVector) vector).set(row, value, 0, value.length);
        }
    }

    private static void setNull(Vector vector, int row) {
        if (vector instanceof LongVector longs) {
            longs.setNull(row);
        } else if (vector instanceof DoubleVector doubles) {
            doubles.setNull(row);
        } else if (vector instanceof BooleanVector booleans) {
            booleans.setNull(row);
        } else if (vector instanceof DecimalVector decimals) {
            decimals.setNull(row);
        } else {
            ((BytesVector) vector).setNull(row);
        }
    }
}
