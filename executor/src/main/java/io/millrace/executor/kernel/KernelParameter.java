package io.millrace.executor.kernel;

import io.millrace.executor.type.Storage;
import java.math.BigInteger;

/**
 * A constant of a kernel whose value each run brings with it: a parameter of a prepared statement, or the time that the run
 * takes as now. So one plan, and one class, serves all runs.
 *
 * @param index which parameter, from 0
 * @param storage how a value lies in memory
 * @param part what of the parameter the constant is
 */
public record KernelParameter(int index, Storage storage, Part part) {
    /** What of a parameter a constant is. */
    public enum Part {
        /** The value; while it is NULL, some value that means nothing. */
        VALUE,
        /** The value of a text without its trailing blanks. */
        STRIPPED,
        /** Whether it is NULL, a Boolean. */
        IS_NULL
    }

    /** The constant for a run, as plain data: Boolean, Long, Double, BigInteger or String. */
    Object constant(KernelContext context) {
        Object value = context.parameter(index);
        return switch (part) {
            case VALUE -> value == null ? zero() : value;
            case STRIPPED -> value == null ? zero() : ((String) value).replaceFirst(" +$", "");
            case IS_NULL -> value == null;
        };
    }

    private Object zero() {
        return switch (storage) {
            case LONG -> 0L;
            case DOUBLE -> 0.0;
            case BOOLEAN -> false;
            case DECIMAL128 -> BigInteger.ZERO;
            case BYTES -> "";
        };
    }

    @Override
    public String toString() {
        return "?" + (index + 1) + (part == Part.IS_NULL ? " IS NULL" : "");
    }
}
