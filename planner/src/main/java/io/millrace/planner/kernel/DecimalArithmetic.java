package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import java.util.List;

/**
 * Arithmetic in which an operand or the result is a DECIMAL. Works on longs where the digits of the exact result fit
 * one, else in 128 bits; fails only where the result type has not room for every exact result.
 */
final class DecimalArithmetic {
    private static final int LONG_DIGITS = 18;

    private DecimalArithmetic() {}

    /** The result of {@code left sign right}: of {@code type}, or of the type of all exact results if that is smaller. */
    static Value emit(String sign, Value left, Value right, ColumnType type, Emitter emitter) {
        return switch (sign) {
            case "+", "-" -> sum(sign, left, right, type, emitter);
            case "*" -> product(left, right, type, emitter);
            case "/" -> quotient(left, right, type, emitter);
            case "%" -> remainder(left, right, emitter);
            default -> throw new IllegalArgumentException(sign);
        };
    }

    private static Value sum(String sign, Value left, Value right, ColumnType type, Emitter emitter) {
        int scale = Math.max(Conversions.scale(left.type()), Conversions.scale(right.type()));
        int digits =
                Math.max(Conversions.integerDigits(left.type()), Conversions.integerDigits(right.type())) + 1 + scale;
        if (digits <= LONG_DIGITS) {
            ColumnType exact = ColumnType.decimal(digits, scale);
            Value a = Conversions.toDecimal(left, exact, emitter);
            Value b = Conversions.toDecimal(right, exact, emitter);
            return emitter.strict(exact, List.of(a, b), a.text() + " " + sign + " " + b.text());
        }
        if (digits > ColumnType.MAX_DECIMAL_PRECISION) {
            return large(sign.equals("+") ? "add" : "subtract", left, right, inDecimals(type), emitter);
        }
        ColumnType exact = ColumnType.decimal(digits, scale);
        Value a = Conversions.toDecimal(left, inWide(scale), emitter);
        Value b = Conversions.toDecimal(right, inWide(scale), emitter);
        String sum = sign.equals("+") ? "add" : "subtract";
        return emitter.guarded(
                exact, List.of(a, b), "%s.%s(%s, %s)".formatted(emitter.scratch("Int128"), sum, a.text(), b.text()));
    }

    /** An operation whose exact result may not fit 128 bits; only what the result type cannot hold fails. */
    private static Value large(String method, Value left, Value right, ColumnType result, Emitter emitter) {
        String exact = "Decimals.%s(%s, %s)".formatted(method, bigDecimal(left, emitter), bigDecimal(right, emitter));
        return emitter.attempt(
                result,
                List.of(left, right),
                "Decimals.fromBigDecimal(%s, %d, %d, %s)"
                        .formatted(exact, result.scale(), result.precision(), emitter.scratch("Int128")));
    }

    private static String bigDecimal(Value value, Emitter emitter) {
        return "Decimals.toBigDecimal(" + wide(value, emitter) + ", " + Conversions.scale(value.type()) + ")";
    }

    private static ColumnType inWide(int scale) {
        return ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, scale);
    }

    private static Value product(Value left, Value right, ColumnType type, Emitter emitter) {
        int scale = Conversions.scale(left.type()) + Conversions.scale(right.type());
        int digits = Conversions.integerDigits(left.type()) + Conversions.integerDigits(right.type()) + scale;
        List<Value> operands = List.of(left, right);
        if (digits <= LONG_DIGITS) {
            return emitter.strict(ColumnType.decimal(digits, scale), operands, left.text() + " * " + right.text());
        }
        String a = wide(left, emitter);
        String b = wide(right, emitter);
        String into = emitter.scratch("Int128");
        String product = "Decimals.multiply(%s, %s, %d, %d, %d, %s)";
        if (digits <= ColumnType.MAX_DECIMAL_PRECISION) {
            return emitter.guarded(
                    ColumnType.decimal(digits, scale), operands, product.formatted(a, b, scale, scale, digits, into));
        }
        ColumnType result = inDecimals(type);
        return emitter.attempt(
                result, operands, product.formatted(a, b, scale, result.scale(), result.precision(), into));
    }

    private static Value quotient(Value left, Value right, ColumnType type, Emitter emitter) {
        ColumnType result = inDecimals(type);
        int scale = Conversions.scale(left.type()) - Conversions.scale(right.type());
        return emitter.attempt(
                result,
                List.of(left, right),
                "Decimals.divide(%s, %s, %d, %d, %d, %s)"
                        .formatted(
                                wide(left, emitter),
                                wide(right, emitter),
                                scale,
                                result.scale(),
                                result.precision(),
                                emitter.scratch("Int128")));
    }

    private static Value remainder(Value left, Value right, Emitter emitter) {
        int scale = Math.max(Conversions.scale(left.type()), Conversions.scale(right.type()));
        int digits = Math.max(Conversions.integerDigits(left.type()), Conversions.integerDigits(right.type())) + scale;
        ColumnType exact = ColumnType.decimal(Math.min(digits, ColumnType.MAX_DECIMAL_PRECISION), scale);
        if (digits <= LONG_DIGITS) {
            Value a = Conversions.toDecimal(left, exact, emitter);
            Value b = Conversions.toDecimal(right, exact, emitter);
            Value result = emitter.strict(
                    exact, List.of(a, b), "%2$s == 0L ? 0L : %1$s %% %2$s".formatted(a.text(), b.text()));
            return emitter.checked(List.of(a, b), result, b.text() + " == 0L", "divisionByZero(in, row, %d)");
        }
        if (digits > ColumnType.MAX_DECIMAL_PRECISION) {
            return large("remainder", left, right, inWide(scale), emitter);
        }
        Value a = Conversions.toDecimal(left, inWide(scale), emitter);
        Value b = Conversions.toDecimal(right, inWide(scale), emitter);
        return emitter.attempt(
                inWide(scale),
                List.of(a, b),
                "Decimals.remainder(%s, %s, %d, %s)"
                        .formatted(a.text(), b.text(), ColumnType.MAX_DECIMAL_PRECISION, emitter.scratch("Int128")));
    }

    /** A decimal of 128 bits whose scale is that of the result, so that nothing is rounded twice. */
    private static ColumnType inDecimals(ColumnType type) {
        return ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, Conversions.scale(type));
    }

    /** An exact number in 128 bits at its own scale. */
    static String wide(Value value, Emitter emitter) {
        return value.storage() == Storage.DECIMAL128
                ? value.text()
                : emitter.scratch("Int128") + ".set(" + value.text() + ")";
    }
}
