package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import java.math.BigInteger;

/**
 * A signed 128-bit integer in two halves: the unscaled value of a DECIMAL of up to 38 digits. Each call in a kernel
 * computes into one of its own, so that nothing is allocated. Arithmetic that leaves 128 bits throws.
 */
public final class Int128 implements Comparable<Int128> {
    /** A constant; never write to it. */
    public static final Int128 ZERO = new Int128();

    private static final BigInteger LOWEST = BigInteger.ONE.shiftLeft(127).negate();
    private static final BigInteger HIGHEST = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);

    private long high;
    private long low;

    /** Zero. */
    public Int128() {}

    /** A constant. */
    public static Int128 of(BigInteger value) {
        return new Int128().set(value);
    }

    /** The signed upper half. */
    public long high() {
        return high;
    }

    /** The unsigned lower half. */
    public long low() {
        return low;
    }

    public Int128 set(long highHalf, long lowHalf) {
        high = highHalf;
        low = lowHalf;
        return this;
    }

    public Int128 set(long value) {
        return set(value >> 63, value);
    }

    public Int128 set(Int128 value) {
        return set(value.high, value.low);
    }

    /** Sets a value that has to fit. */
    public Int128 set(BigInteger value) {
        if (value.compareTo(LOWEST) < 0 || value.compareTo(HIGHEST) > 0) {
            throw overflow();
        }
        return set(value.shiftRight(64).longValue(), value.longValue());
    }

    /** Whether the value fits a long. */
    public boolean isLong() {
        return high == low >> 63;
    }

    /** The value as a long, if it fits one. */
    public long toLong() {
        if (!isLong()) {
            throw overflow();
        }
        return low;
    }

    /** The value; allocates. */
    public BigInteger toBigInteger() {
        if (isLong()) {
            return BigInteger.valueOf(low);
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[i] = (byte) (high >>> (56 - 8 * i));
            bytes[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        return new BigInteger(bytes);
    }

    /** Sets this to {@code a + b}. */
    public Int128 add(Int128 a, Int128 b) {
        long sum = a.low + b.low;
        long carry = Long.compareUnsigned(sum, a.low) < 0 ? 1 : 0;
        long top = a.high + b.high + carry;
        if (((a.high ^ top) & (b.high ^ top)) < 0) {
            throw overflow();
        }
        return set(top, sum);
    }

    /** Sets this to {@code a - b}. */
    public Int128 subtract(Int128 a, Int128 b) {
        long difference = a.low - b.low;
        long borrow = Long.compareUnsigned(a.low, b.low) < 0 ? 1 : 0;
        long top = a.high - b.high - borrow;
        if (((a.high ^ b.high) & (a.high ^ top)) < 0) {
            throw overflow();
        }
        return set(top, difference);
    }

    /** Sets this to {@code -a}. */
    public Int128 negate(Int128 a) {
        return subtract(ZERO, a);
    }

    /** Sets this to {@code a * factor}. */
    public Int128 multiply(Int128 a, long factor) {
        if (a.isLong()) {
            return set(Math.multiplyHigh(a.low, factor), a.low * factor);
        }
        return set(a.toBigInteger().multiply(BigInteger.valueOf(factor)));
    }

    public int signum() {
        return high < 0 ? -1 : high == 0 && low == 0 ? 0 : 1;
    }

    /** The nearest double. */
    public double toDouble() {
        return isLong() ? (double) low : toBigInteger().doubleValue();
    }

    @Override
    public int compareTo(Int128 other) {
        int order = Long.compare(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Int128 that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low);
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }

    private static ValueException overflow() {
        return new ValueException(ErrorCode.NUMERIC_OVERFLOW, "The result has more than 38 digits.");
    }
}
