package io.millrace.functions;

import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.nested.NestedValues;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.ByteString;

/**
 * Brings values to the form that functions of Calcite's library take, and back: dates and times of day as int, timestamps
 * as milliseconds, decimals as BigDecimal, text as String. Allocates: this is the way of functions that are seldom used.
 */
public final class LibraryValues {
    /** Names of exceptions that stand before a message. */
    private static final Pattern CLASS_NAMES = Pattern.compile("^([a-z0-9]+\\.)+[A-Za-z$]+: ");

    private LibraryValues() {}

    public static BigDecimal decimal(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale);
    }

    public static BigDecimal decimal(Int128 unscaled, int scale) {
        return Decimals.toBigDecimal(unscaled, scale);
    }

    public static ByteString binary(Slice bytes) {
        return new ByteString(Arrays.copyOfRange(bytes.data, bytes.start, bytes.start + bytes.length));
    }

    public static UUID uuid(Slice bytes) {
        return (UUID) NestedValues.decode(bytes.data, bytes.start, bytes.length, ColumnType.of(TypeKind.UUID));
    }

    public static Slice fromUuid(Object value, SliceBuilder into) {
        byte[] bytes = NestedValues.bytes((UUID) value);
        into.reset(bytes.length);
        into.append(bytes, 0, bytes.length);
        return into;
    }

    /** An integer, a date or a time of any width. */
    public static long toLong(Object value) {
        return ((Number) value).longValue();
    }

    public static double toDouble(Object value) {
        return ((Number) value).doubleValue();
    }

    public static boolean toBoolean(Object value) {
        return (Boolean) value;
    }

    public static Int128 toDecimal(Object value, int scale, int precision, Int128 into) {
        return Decimals.fromBigDecimal((BigDecimal) value, scale, precision, into);
    }

    public static Slice toText(Object value, SliceBuilder into) {
        return Strings.replaced(value.toString(), into);
    }

    public static Slice toBinary(Object value, SliceBuilder into) {
        byte[] bytes = ((ByteString) value).getBytes();
        into.reset(bytes.length);
        into.append(bytes, 0, bytes.length);
        return into;
    }

    /**
     * What a function meant by an exception. One that no argument should provoke is a fault of ours, and is thrown on:
     * it must not pass for a missing value.
     */
    public static ValueException failure(Exception thrown) {
        if (thrown instanceof ValueException known) {
            return known;
        }
        if (thrown instanceof NullPointerException || thrown instanceof ClassCastException) {
            throw (RuntimeException) thrown;
        }
        Throwable cause = thrown;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = CLASS_NAMES
                .matcher(String.valueOf(cause.getMessage()).lines().findFirst().orElse(""))
                .replaceFirst("");
        if (thrown instanceof ArithmeticException) {
            return message.toLowerCase(Locale.ROOT).contains("zero")
                    ? new ValueException(ErrorCode.DIVISION_BY_ZERO, "Division by zero.")
                    : new ValueException(ErrorCode.NUMERIC_OVERFLOW, message);
        }
        return new ValueException(ErrorCode.INVALID_ARGUMENT, message);
    }
}
