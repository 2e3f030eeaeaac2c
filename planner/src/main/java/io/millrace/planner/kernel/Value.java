package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;

/**
 * Where generated code finds a computed value. While {@code isNull} holds, {@code text} has some value of its type that
 * means nothing, so that code may read it without a test.
 *
 * @param isNull a variable or {@code true} or {@code false}
 * @param text a variable or a constant
 * @param type its type; nullable unless {@code isNull} is {@code false}
 */
record Value(String isNull, String text, ColumnType type) {
    static final String NEVER = "false";

    Value {
        type = type.withNullable(!isNull.equals(NEVER));
    }

    boolean nullable() {
        return type.nullable();
    }

    Storage storage() {
        return type.storage();
    }

    /** The same value under another type of the same storage. */
    Value as(ColumnType other) {
        return new Value(isNull, text, other);
    }

    /** The Java type of variables that hold a value of this storage. */
    static String javaType(Storage storage) {
        return switch (storage) {
            case LONG -> "long";
            case DOUBLE -> "double";
            case BOOLEAN -> "boolean";
            case DECIMAL128 -> "Int128";
            case BYTES -> "Slice";
        };
    }

    /** A value to start with, for variables set later. */
    static String zero(Storage storage) {
        return switch (storage) {
            case LONG -> "0L";
            case DOUBLE -> "0.0";
            case BOOLEAN -> "false";
            case DECIMAL128 -> "Int128.ZERO";
            case BYTES -> "Slice.EMPTY";
        };
    }
}
