package io.millrace.executor.operator.aggregate;

import java.util.Arrays;

/**
 * A number of any size that is changed in place: an integer times a power of 2. For what is computed from exact sums, so that only
 * the result is rounded. Sign and magnitude, limbs of 32 bits, the lowest first. Division and root are the schoolbook ones (Knuth,
 * volume 2, 4.3.1, algorithm D; digit by digit): operands have few limbs. One owner; allocates only to grow, never in the long run.
 */
final class Wide {
    private static final long MASK = 0xFFFF_FFFFL;
    private static final int[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private int[] limbs = new int[16];
    private int size;
    private boolean negative;

    /** The power of 2. */
    private int exponent;

    /** Takes an integer. */
    Wide set(long value) {
        negative = value < 0;
        exponent = 0;
        long magnitude = Math.abs(value);
        limbs[0] = (int) magnitude;
        limbs[1] = (int) (magnitude >>> Integer.SIZE);
        size = 2;
        trim();
        return this;
    }

    /** Takes an integer of 128 bits. */
    Wide set(long high, long low) {
        negative = high < 0;
        exponent = 0;
        long first = negative ? -low : low;
        long second = negative ? ~high + (first == 0 ? 1 : 0) : high;
        put(0, first);
        put(1, second);
        size = 4;
        trim();
        return this;
    }

    /** Takes another number. */
    Wide set(Wide other) {
        reserve(other.size);
        System.arraycopy(other.limbs, 0, limbs, 0, other.size);
        size = other.size;
        negative = other.negative;
        exponent = other.exponent;
        return this;
    }

    /** Takes a two's complement integer of {@code count} words, the lowest first, times a power of 2. */
    Wide load(long[] words, int at, int count, int powerOfTwo) {
        reserve(2 * count);
        negative = count > 0 && words[at + count - 1] < 0;
        exponent = powerOfTwo;
        long carry = negative ? 1 : 0;
        for (int i = 0; i < count; i++) {
            long word = words[at + i];
            if (negative) {
                word = ~word + carry;
                carry = carry == 1 && word == 0 ? 1 : 0;
            }
            put(i, word);
        }
        size = 2 * count;
        trim();
        return this;
    }

    private void put(int word, long value) {
        limbs[2 * word] = (int) value;
        limbs[2 * word + 1] = (int) (value >>> Integer.SIZE);
    }

    boolean isZero() {
        return size == 0;
    }

    boolean isNegative() {
        return negative;
    }

    int exponent() {
        return exponent;
    }

    /** How many bits the integer has, without its sign. */
    int bitLength() {
        return size == 0 ? 0 : size * Integer.SIZE - Integer.numberOfLeadingZeros(limbs[size - 1]);
    }

    /** 64 bits of the integer without its sign, from bit {@code 64 * index} on. */
    long word(int index) {
        long low = 2 * index < size ? limbs[2 * index] & MASK : 0;
        long high = 2 * index + 1 < size ? limbs[2 * index + 1] & MASK : 0;
        return high << Integer.SIZE | low;
    }

    /** Becomes the product of two others. */
    Wide multiply(Wide left, Wide right) {
        int length = left.size + right.size;
        reserve(length);
        Arrays.fill(limbs, 0, length, 0);
        for (int i = 0; i < left.size; i++) {
            long factor = left.limbs[i] & MASK;
            long carry = 0;
            for (int j = 0; j < right.size; j++) {
                long sum = factor * (right.limbs[j] & MASK) + (limbs[i + j] & MASK) + carry;
                limbs[i + j] = (int) sum;
                carry = sum >>> Integer.SIZE;
            }
            limbs[i + right.size] = (int) carry;
        }
        size = length;
        negative = left.negative != right.negative;
        exponent = left.exponent + right.exponent;
        trim();
        return this;
    }

    /** Changes the sign. */
    Wide negate() {
        negative = !negative && size > 0;
        return this;
    }

    /** Multiplies by a power of 10 that is not below 1. */
    Wide timesPowerOfTen(int digits) {
        for (int left = digits; left > 0; left -= 9) {
            times(POWERS[Math.min(left, 9)]);
        }
        return this;
    }

    private void times(int factor) {
        reserve(size + 1);
        long carry = 0;
        for (int i = 0; i < size; i++) {
            long product = (limbs[i] & MASK) * factor + carry;
            limbs[i] = (int) product;
            carry = product >>> Integer.SIZE;
        }
        limbs[size++] = (int) carry;
        trim();
    }

    /** Adds a small number to the magnitude of the integer. */
    void increase(int by) {
        reserve(size + 1);
        limbs[size] = 0;
        long carry = by;
        for (int i = 0; i <= size && carry != 0; i++) {
            long sum = (limbs[i] & MASK) + carry;
            limbs[i] = (int) sum;
            carry = sum >>> Integer.SIZE;
        }
        size++;
        trim();
    }

    /** Divides the magnitude of the integer by a small number; the remainder is lost. */
    void divide(int by) {
        long remainder = 0;
        for (int i = size - 1; i >= 0; i--) {
            long part = remainder << Integer.SIZE | limbs[i] & MASK;
            limbs[i] = (int) (part / by);
            remainder = part % by;
        }
        trim();
    }

    /** Adds a number; both come to have the same power of 2. */
    Wide add(Wide other) {
        return add(other, other.negative);
    }

    /** Takes a number away; both come to have the same power of 2. */
    Wide subtract(Wide other) {
        return add(other, !other.negative);
    }

    private Wide add(Wide other, boolean otherNegative) {
        align(other.exponent);
        other.align(exponent);
        if (negative == otherNegative) {
            addMagnitude(other);
        } else if (compareMagnitude(other) >= 0) {
            subtractMagnitude(this, other);
        } else {
            subtractMagnitude(other, this);
            negative = otherNegative;
        }
        trim();
        return this;
    }

    /** Has at most a given power of 2; the number is the same. */
    private void align(int atMost) {
        if (size == 0) {
            exponent = Math.min(exponent, atMost);
        } else if (exponent > atMost) {
            shiftLeft(exponent - atMost);
            exponent = atMost;
        }
    }

    private void addMagnitude(Wide other) {
        int length = Math.max(size, other.size) + 1;
        reserve(length);
        Arrays.fill(limbs, size, length, 0);
        long carry = 0;
        for (int i = 0; i < length; i++) {
            long sum = (limbs[i] & MASK) + (i < other.size ? other.limbs[i] & MASK : 0) + carry;
            limbs[i] = (int) sum;
            carry = sum >>> Integer.SIZE;
        }
        size = length;
    }

    /** Becomes the difference of two magnitudes, the first of which is not the smaller one. */
    private void subtractMagnitude(Wide from, Wide what) {
        reserve(from.size);
        long borrow = 0;
        int length = from.size;
        for (int i = 0; i < length; i++) {
            long difference = (from.limbs[i] & MASK) - (i < what.size ? what.limbs[i] & MASK : 0) + borrow;
            limbs[i] = (int) difference;
            borrow = difference >> Integer.SIZE;
        }
        size = length;
    }

    private int compareMagnitude(Wide other) {
        if (size != other.size) {
            return Integer.compare(size, other.size);
        }
        for (int i = size - 1; i >= 0; i--) {
            if (limbs[i] != other.limbs[i]) {
                return Integer.compareUnsigned(limbs[i], other.limbs[i]);
            }
        }
        return 0;
    }

    /** Multiplies the integer by a power of 2, and leaves {@link #exponent} alone. */
    void shiftLeft(int bits) {
        int whole = bits / Integer.SIZE;
        int rest = bits % Integer.SIZE;
        reserve(size + whole + 1);
        limbs[size] = 0;
        for (int i = size; i >= 0; i--) {
            long low = i > 0 ? limbs[i - 1] & MASK : 0;
            limbs[i + whole] = (int) ((limbs[i] & MASK) << rest | low << rest >>> Integer.SIZE);
        }
        Arrays.fill(limbs, 0, whole, 0);
        size += whole + 1;
        trim();
    }

    /** Drops the lowest bits of the integer, and leaves {@link #exponent} alone; whether any of them was 1. */
    boolean shiftRight(int bits) {
        int whole = Math.min(size, bits / Integer.SIZE);
        int rest = bits % Integer.SIZE;
        boolean lost = false;
        for (int i = 0; i < whole; i++) {
            lost |= limbs[i] != 0;
        }
        lost |= whole < size && (limbs[whole] & (1 << rest) - 1) != 0;
        for (int i = whole; i < size; i++) {
            long high = i + 1 < size ? limbs[i + 1] & MASK : 0;
            limbs[i - whole] = (int) ((high << Integer.SIZE | limbs[i] & MASK) >>> rest);
        }
        size -= whole;
        trim();
        return lost;
    }

    /**
     * Divides the integers without their signs and powers of 2. This becomes the remainder, and {@code by} is scratch afterwards.
     *
     * @return whether anything is left
     */
    boolean divide(Wide by, Wide quotient) {
        quotient.negative = false;
        quotient.exponent = 0;
        if (compareMagnitude(by) < 0) {
            quotient.size = 0;
            return size > 0;
        }
        int length = by.size;
        if (length == 1) {
            return divideByLimb(by.limbs[0] & MASK, quotient);
        }
        int shift = Integer.numberOfLeadingZeros(by.limbs[length - 1]);
        by.shiftLeft(shift);
        int dividend = size + 1;
        shiftLeft(shift);
        reserve(dividend);
        Arrays.fill(limbs, size, dividend, 0);
        quotient.reserve(dividend - length);
        for (int at = dividend - length - 1; at >= 0; at--) {
            quotient.limbs[at] = (int) digit(by, at);
        }
        quotient.size = dividend - length;
        quotient.trim();
        size = length;
        trim();
        shiftRight(shift);
        return size > 0;
    }

    /** The next digit of a quotient, whose product with the divisor is taken away. */
    private long digit(Wide by, int at) {
        int length = by.size;
        long top = by.limbs[length - 1] & MASK;
        long second = by.limbs[length - 2] & MASK;
        long two = (limbs[at + length] & MASK) << Integer.SIZE | limbs[at + length - 1] & MASK;
        long digit = Long.divideUnsigned(two, top);
        long rest = Long.remainderUnsigned(two, top);
        while (digit > MASK
                || Long.compareUnsigned(digit * second, rest << Integer.SIZE | limbs[at + length - 2] & MASK) > 0) {
            digit--;
            rest += top;
            if (rest > MASK) {
                break;
            }
        }
        long borrow = 0;
        long carry = 0;
        for (int i = 0; i < length; i++) {
            long product = digit * (by.limbs[i] & MASK) + carry;
            carry = product >>> Integer.SIZE;
            long difference = (limbs[at + i] & MASK) - (product & MASK) + borrow;
            limbs[at + i] = (int) difference;
            borrow = difference >> Integer.SIZE;
        }
        long difference = (limbs[at + length] & MASK) - carry + borrow;
        limbs[at + length] = (int) difference;
        if (difference < 0) {
            digit--;
            giveBack(by, at);
        }
        return digit;
    }

    private void giveBack(Wide by, int at) {
        long carry = 0;
        for (int i = 0; i < by.size; i++) {
            long sum = (limbs[at + i] & MASK) + (by.limbs[i] & MASK) + carry;
            limbs[at + i] = (int) sum;
            carry = sum >>> Integer.SIZE;
        }
        limbs[at + by.size] += (int) carry;
    }

    private boolean divideByLimb(long by, Wide quotient) {
        quotient.reserve(size);
        quotient.size = size;
        long remainder = 0;
        for (int i = size - 1; i >= 0; i--) {
            long part = remainder << Integer.SIZE | limbs[i] & MASK;
            quotient.limbs[i] = (int) Long.divideUnsigned(part, by);
            remainder = Long.remainderUnsigned(part, by);
        }
        quotient.trim();
        limbs[0] = (int) remainder;
        size = 1;
        trim();
        return remainder != 0;
    }

    /**
     * Takes the integer part of the root of the integer, without sign and power of 2.
     *
     * @param rest becomes what is left
     * @return whether anything is left
     */
    boolean root(Wide root, Wide rest) {
        root.set(0);
        rest.set(0);
        for (int bit = (bitLength() + 1) / 2 * 2 - 2; bit >= 0; bit -= 2) {
            rest.shiftLeft(2);
            rest.increase(limbs[bit / Integer.SIZE] >>> bit % Integer.SIZE & 3);
            // Compared with four times the root and 1; the root is doubled for it, and again for the next digit.
            root.shiftLeft(2);
            root.increase(1);
            if (rest.compareMagnitude(root) >= 0) {
                rest.subtractMagnitude(rest, root);
                rest.trim();
                root.increase(1);
            }
            root.shiftRight(1);
        }
        return rest.size > 0;
    }

    private void reserve(int length) {
        if (limbs.length < length) {
            limbs = Arrays.copyOf(limbs, Math.max(length, 2 * limbs.length));
        }
    }

    private void trim() {
        while (size > 0 && limbs[size - 1] == 0) {
            size--;
        }
        negative &= size > 0;
    }
}
