package io.millrace.executor.operator.aggregate;

import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.BytesVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.LongVector;
import io.millrace.executor.column.Vector;
import io.millrace.executor.state.KeyHash;

/**
 * Values as longs of the same order, which decide most comparisons by themselves: the whole value of numbers up to 64 bits, the
 * upper half of a decimal, the first eight bytes of a string. Where two are equal the values may still differ.
 */
final class OrderPrefix {
    private OrderPrefix() {}

    /** The prefix of a value that is not NULL. */
    static long of(Vector values, int row) {
        return switch (values.storage()) {
            case LONG -> ((LongVector) values).get(row);
            case DOUBLE -> of(((DoubleVector) values).get(row));
            case BOOLEAN -> ((BooleanVector) values).get(row) ? 1 : 0;
            case DECIMAL128 -> ((DecimalVector) values).high()[row];
            case BYTES -> of((BytesVector) values, row);
        };
    }

    /** A long that orders doubles as SQL does: -0.0 equals 0.0, NaN is above all numbers. */
    static long of(double value) {
        long bits = KeyHash.canonicalBits(value);
        return bits ^ bits >> 63 >>> 1;
    }

    /** The double whose prefix is given. */
    static double toDouble(long prefix) {
        return Double.longBitsToDouble(prefix ^ prefix >> 63 >>> 1);
    }

    private static long of(BytesVector values, int row) {
        byte[] data = values.data();
        int start = values.start(row);
        int length = Math.min(Long.BYTES, values.length(row));
        long prefix = 0;
        for (int i = 0; i < length; i++) {
            prefix |= (data[start + i] & 0xFFL) << 56 - Byte.SIZE * i;
        }
        return prefix ^ Long.MIN_VALUE;
    }
}
