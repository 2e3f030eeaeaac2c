package io.millrace.connectors.format;

import io.millrace.executor.type.ColumnType;
import java.math.BigInteger;

/**
 * What a DECIMAL can hold: unscaled sizes below 10^precision, which is given as 128 bits.
 *
 * @param precision digits in all
 * @param scale digits behind the point
 * @param high the upper half of 10^precision
 * @param low its lower half, unsigned
 */
record DecimalLimit(int precision, int scale, long high, long low) {
    static DecimalLimit of(ColumnType type) {
        BigInteger limit = BigInteger.TEN.pow(type.precision());
        return new DecimalLimit(
                type.precision(), type.scale(), limit.shiftRight(64).longValue(), limit.longValue());
    }

    /** Whether the size of an unscaled value fits. */
    boolean holds(long sizeHigh, long sizeLow) {
        return sizeHigh < high || sizeHigh == high && Long.compareUnsigned(sizeLow, low) < 0;
    }
}
