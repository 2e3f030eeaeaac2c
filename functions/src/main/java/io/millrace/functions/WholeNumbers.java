package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;

/** Functions of whole numbers that other engines have. What does not fit a long is a failure. */
public final class WholeNumbers {
    private static final int MOST_FACTORS = 20;

    private WholeNumbers() {}

    /** The greatest common divisor; 0 of two zeros. */
    public static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        if (x == Long.MIN_VALUE) {
            throw overflow("GCD");
        }
        return Math.abs(x);
    }

    /** The least common multiple; 0 if a number is. */
    public static long lcm(long a, long b) {
        if (a == 0 || b == 0) {
            return 0;
        }
        long part = a / gcd(a, b);
        long product = part * b;
        if (Math.multiplyHigh(part, b) != product >> 63 || product == Long.MIN_VALUE) {
            throw overflow("LCM");
        }
        return Math.abs(product);
    }

    /** The whole part of a quotient. */
    public static long div(long a, long b) {
        if (b == 0) {
            throw new ValueException(ErrorCode.DIVISION_BY_ZERO, "Division by zero.");
        }
        if (a == Long.MIN_VALUE && b == -1) {
            throw overflow("DIV");
        }
        return a / b;
    }

    public static long factorial(long number) {
        if (number < 0) {
            throw new ValueException(ErrorCode.INVALID_ARGUMENT, "A negative number has no factorial.");
        }
        if (number > MOST_FACTORS) {
            throw overflow("FACTORIAL");
        }
        long product = 1;
        for (long factor = 2; factor <= number; factor++) {
            product *= factor;
        }
        return product;
    }

    private static ValueException overflow(String function) {
        return new ValueException(
                ErrorCode.NUMERIC_OVERFLOW, "The result of " + function + " does not fit the type BIGINT.");
    }
}
