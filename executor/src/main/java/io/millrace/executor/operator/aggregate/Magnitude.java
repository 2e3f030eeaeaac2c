package io.millrace.executor.operator.aggregate;

import java.math.BigInteger;

/**
 * A signed integer of many limbs as scratch space for what is computed from an exact sum: scaled, divided, rounded once.
 * Sign and magnitude, limbs of 64 bits, the lowest first. One owner; allocates nothing but for divisors above 31 bits.
 */
final class Magnitude {
    private static final int LIMBS = 48;
    private static final long LOW = 0xFFFF_FFFFL;
    private static final int DOUBLE_BITS = 53;
    private static final int DOUBLE_LOWEST = -1074;
    private static final int FLOAT_BITS = 24;
    private static final int FLOAT_LOWEST = -149;

    private final long[] limbs = new long[LIMBS];
    private int size;
    private boolean negative;

    /** Whether a division left a remainder: the true value is a little further from 0 than the limbs say. */
    private boolean inexact;

    /** Takes a two's complement integer of {@code count} limbs. */
    void load(long[] source, int at, int count) {
        negative = count > 0 && source[at + count - 1] < 0;
        inexact = false;
        size = count;
        if (negative) {
            long carry = 1;
            for (int i = 0; i < count; i++) {
                long limb = ~source[at + i] + carry;
                carry = carry == 1 && limb == 0 ? 1 : 0;
                limbs[i] = limb;
            }
        } else {
            System.arraycopy(source, at, limbs, 0, count);
        }
        trim();
    }

    boolean isNegative() {
        return negative;
    }

    /** Says that the true value is a little further from 0 than the limbs tell. */
    void setInexact() {
        inexact = true;
    }

    boolean isZero() {
        return size == 0;
    }

    /** How many bits the magnitude has; 0 for 0. */
    int bitLength() {
        return size == 0 ? 0 : size * Long.SIZE - Long.numberOfLeadingZeros(limbs[size - 1]);
    }

    /** A limb of the magnitude, from the lowest; 0 above the highest. */
    long limb(int index) {
        return index < size ? limbs[index] : 0;
    }

    /** Multiplies by 2 to the power of 64 times {@code count}. */
    void shiftLimbs(int count) {
        System.arraycopy(limbs, 0, limbs, count, size);
        for (int i = 0; i < count; i++) {
            limbs[i] = 0;
        }
        size = size == 0 ? 0 : size + count;
    }

    /** Multiplies by a factor from 0 to 2^31 - 1. */
    void multiply(int factor) {
        long carry = 0;
        for (int i = 0; i < size; i++) {
            long low = (limbs[i] & LOW) * factor + carry;
            long high = (limbs[i] >>> 32) * factor + (low >>> 32);
            limbs[i] = high << 32 | low & LOW;
            carry = high >>> 32;
        }
        if (carry != 0) {
            limbs[size++] = carry;
        }
        trim();
    }

    /** Adds 1 to the magnitude. */
    void increment() {
        for (int i = 0; i < size; i++) {
            if (++limbs[i] != 0) {
                return;
            }
        }
        limbs[size++] = 1;
    }

    /** Divides by a positive number, towards 0; what is left is forgotten but for whether it was 0. Returns the remainder. */
    long divide(long divisor) {
        long remainder = divisor <= Integer.MAX_VALUE ? divideByInt(divisor) : divideByLong(divisor);
        inexact |= remainder != 0;
        trim();
        return remainder;
    }

    private long divideByInt(long divisor) {
        long remainder = 0;
        for (int i = size - 1; i >= 0; i--) {
            long high = remainder << 32 | limbs[i] >>> 32;
            long low = high % divisor << 32 | limbs[i] & LOW;
            limbs[i] = high / divisor << 32 | low / divisor;
            remainder = low % divisor;
        }
        return remainder;
    }

    private long divideByLong(long divisor) {
        BigInteger[] parts = toBigInteger().divideAndRemainder(BigInteger.valueOf(divisor));
        for (int i = 0; i < size; i++) {
            limbs[i] = parts[0].shiftRight(i * Long.SIZE).longValue();
        }
        return parts[1].longValueExact();
    }

    /** The magnitude without its sign; allocates. */
    BigInteger toBigInteger() {
        byte[] bytes = new byte[size * Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            int bit = (bytes.length - 1 - i) * Byte.SIZE;
            bytes[i] = (byte) (limbs[bit / Long.SIZE] >>> bit % Long.SIZE);
        }
        return new BigInteger(1, bytes);
    }

    /** This number times 2 to the power of {@code exponent}, rounded once to the nearest double, ties to even. */
    double toDouble(int exponent) {
        return round(exponent, DOUBLE_BITS, DOUBLE_LOWEST);
    }

    /** Like {@link #toDouble} but rounded once to the nearest float. */
    float toFloat(int exponent) {
        // The double is exact here, and one that is beyond the largest float is so by a whole unit: it becomes
        // infinite.
        return (float) round(exponent, FLOAT_BITS, FLOAT_LOWEST);
    }

    private double round(int exponent, int precision, int lowest) {
        int length = bitLength();
        if (length == 0) {
            return 0;
        }
        int highest = length - 1 + exponent;
        int kept = Math.min(precision, highest - lowest + 1);
        if (kept < 0) {
            return 0;
        }
        long top = top64(length);
        long mantissa = kept == 0 ? 0 : top >>> Long.SIZE - kept;
        boolean half = (top >>> Long.SIZE - 1 - kept & 1) != 0;
        boolean rest = top << kept + 1 != 0 || inexact || anyBelow(length - Long.SIZE);
        if (half && (rest || (mantissa & 1) != 0)) {
            mantissa++;
        }
        double magnitude = Math.scalb((double) mantissa, highest - kept + 1);
        return negative && magnitude != 0 ? -magnitude : magnitude;
    }

    /** The highest 64 bits, the first of which is 1. */
    private long top64(int length) {
        int shift = Long.numberOfLeadingZeros(limbs[size - 1]);
        long top = limbs[size - 1] << shift;
        return shift == 0 || length <= Long.SIZE ? top : top | limbs[size - 2] >>> Long.SIZE - shift;
    }

    /** Whether a bit below bit {@code bit} is 1. */
    private boolean anyBelow(int bit) {
        if (bit <= 0) {
            return false;
        }
        int limb = bit / Long.SIZE;
        for (int i = 0; i < limb; i++) {
            if (limbs[i] != 0) {
                return true;
            }
        }
        return bit % Long.SIZE != 0 && limbs[limb] << Long.SIZE - bit % Long.SIZE != 0;
    }

    private void trim() {
        while (size > 0 && limbs[size - 1] == 0) {
            size--;
        }
    }
}
