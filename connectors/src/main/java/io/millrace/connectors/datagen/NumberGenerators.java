package io.millrace.connectors.datagen;

import io.millrace.executor.column.BooleanVector;
import io.millrace.executor.column.DecimalVector;
import io.millrace.executor.column.DoubleVector;
import io.millrace.executor.column.Vector;
import java.math.BigInteger;

/** Booleans, floating-point numbers and long decimals. */
final class NumberGenerators {
    private NumberGenerators() {}

    /** As often true as false. */
    static final class Booleans extends FieldGenerator {
        Booleans(long stream, double nullRate) {
            super(stream, nullRate);
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            BooleanVector booleans = (BooleanVector) into;
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    booleans.setNull(at + i);
                } else {
                    booleans.set(at + i, bits(row) < 0);
                }
            }
        }
    }

    /** Uniform from {@code min} up to {@code max}, or {@code min + row} for a sequence; rounded to floats for REAL. */
    static final class Doubles extends FieldGenerator {
        private final double min;
        private final double max;
        private final boolean sequence;
        private final boolean floats;

        Doubles(long stream, double nullRate, double min, double max, boolean sequence, boolean floats) {
            super(stream, nullRate);
            this.min = min;
            this.max = max;
            this.sequence = sequence;
            this.floats = floats;
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            DoubleVector doubles = (DoubleVector) into;
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    doubles.setNull(at + i);
                    continue;
                }
                double share = (bits(row) >>> 11) * 0x1p-53;
                double value = sequence ? min + row : min * (1 - share) + max * share;
                doubles.set(at + i, floats ? (float) value : value);
            }
        }
    }

    /** Uniform from {@code min} to {@code max}, both unscaled and included; 2^64 different values at most. */
    static final class Decimals extends FieldGenerator {
        private final long minHigh;
        private final long minLow;
        private final long rangeHigh;
        private final long rangeLow;

        Decimals(long stream, double nullRate, BigInteger min, BigInteger max) {
            super(stream, nullRate);
            BigInteger range = max.subtract(min).add(BigInteger.ONE);
            this.minHigh = min.shiftRight(64).longValue();
            this.minLow = min.longValue();
            this.rangeHigh = range.shiftRight(64).longValue();
            this.rangeLow = range.longValue();
        }

        @Override
        void fill(Vector into, int at, RowRange rows) {
            DecimalVector decimals = (DecimalVector) into;
            for (int i = 0; i < rows.count(); i++) {
                long row = rows.first() + i;
                if (isNull(row)) {
                    decimals.setNull(at + i);
                    continue;
                }
                long bits = bits(row);
                long low = upperProduct(bits, rangeLow);
                long middle = rangeHigh * bits;
                long high = upperProduct(bits, rangeHigh);
                long sum = low + middle;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                long lowResult = sum + minLow;
                high += minHigh + (Long.compareUnsigned(lowResult, sum) < 0 ? 1 : 0);
                decimals.set(at + i, high, lowResult);
            }
        }
    }
}
