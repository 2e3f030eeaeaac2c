package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.rex.RexCall;
import org.jspecify.annotations.Nullable;

/**
 * Addition, subtraction, multiplication, division, remainder and change of sign. Integers and decimals are exact, a
 * result that does not fit is a failure; floating point follows IEEE 754, but for a divisor of zero, which is a failure.
 */
final class Arithmetic {
    /** What an operator does; the sign is its Java operator. */
    private enum Operation {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        REMAINDER("%");

        private final String sign;

        Operation(String sign) {
            this.sign = sign;
        }
    }

    private Arithmetic() {}

    static Value add(RexCall call, Emitter emitter) {
        return binary(Operation.ADD, call, emitter);
    }

    static Value subtract(RexCall call, Emitter emitter) {
        return binary(Operation.SUBTRACT, call, emitter);
    }

    static Value multiply(RexCall call, Emitter emitter) {
        return binary(Operation.MULTIPLY, call, emitter);
    }

    static Value divide(RexCall call, Emitter emitter) {
        return binary(Operation.DIVIDE, call, emitter);
    }

    static Value remainder(RexCall call, Emitter emitter) {
        return binary(Operation.REMAINDER, call, emitter);
    }

    static Value negate(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        ColumnType type = value.type();
        if (Conversions.isApproximate(type.kind())) {
            return emitter.strict(type, List.of(value), "-" + value.text());
        }
        if (type.storage() == Storage.DECIMAL128) {
            return emitter.guarded(type, List.of(value), emitter.scratch("Int128") + ".negate(" + value.text() + ")");
        }
        Value negated = emitter.strict(type, List.of(value), "-" + value.text());
        if (type.kind() == TypeKind.DECIMAL) {
            return negated;
        }
        String lowest = lowest(type.kind());
        return emitter.checked(
                List.of(value), negated, value.text() + " == " + lowest, overflow(type, "0L", value.text()));
    }

    /** An operator on the bits of two integers. */
    static CallEmitter bits(String sign) {
        return (call, emitter) -> {
            List<Value> operands = integers(call, emitter);
            return emitter.strict(
                    ColumnTypes.of(call.getType()),
                    operands,
                    operands.get(0).text() + " " + sign + " " + operands.get(1).text());
        };
    }

    /** The complement of an integer's bits. */
    static Value complement(RexCall call, Emitter emitter) {
        List<Value> operands = integers(call, emitter);
        return emitter.strict(
                ColumnTypes.of(call.getType()), operands, "~" + operands.get(0).text());
    }

    /** Shifts bits to the left; as in PostgreSQL, the count is taken modulo the width of the type. */
    static Value shift(RexCall call, Emitter emitter) {
        List<Value> operands = integers(call, emitter);
        ColumnType type = ColumnTypes.of(call.getType());
        String a = operands.get(0).text();
        String b = operands.get(1).text();
        if (type.kind() == TypeKind.BIGINT) {
            return emitter.strict(type, operands, a + " << (int) " + b);
        }
        String shifted = "(int) " + a + " << (int) " + b;
        return emitter.strict(type, operands, "(long) " + narrowed(type.kind(), "(" + shifted + ")"));
    }

    private static List<Value> integers(RexCall call, Emitter emitter) {
        List<Value> values = emitter.emitAll(call.getOperands());
        if (!values.stream()
                .allMatch(value -> Conversions.isInteger(value.type().kind()))) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "The function " + call.getOperator().getName() + " is supported for integers only.");
        }
        return values;
    }

    private static Value binary(Operation operation, RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        Value left = emitter.emit(call.getOperands().get(0));
        // The difference of two times has the interval as a third operand in some plans; only its type counts.
        Value right = emitter.emit(call.getOperands().get(1));
        TypeKind a = left.type().kind();
        TypeKind b = right.type().kind();
        if (!Conversions.isNumber(a) || !Conversions.isNumber(b)) {
            return Datetimes.arithmetic(call, left, right, emitter);
        }
        if (Conversions.isApproximate(a) || Conversions.isApproximate(b) || Conversions.isApproximate(type.kind())) {
            return emitter.convert(doubles(operation, left, right, type, emitter), type);
        }
        if (Conversions.isInteger(a) && Conversions.isInteger(b) && Conversions.isInteger(type.kind())) {
            return integers(operation, left, right, type, emitter);
        }
        return emitter.convert(DecimalArithmetic.emit(operation.sign, left, right, type, emitter), type);
    }

    private static Value doubles(Operation operation, Value left, Value right, ColumnType type, Emitter emitter) {
        ColumnType wide = ColumnType.of(TypeKind.DOUBLE);
        Value a = Conversions.toDouble(left, wide, emitter);
        Value b = Conversions.toDouble(right, wide, emitter);
        String expression = a.text() + " " + operation.sign + " " + b.text();
        boolean single = type.kind() == TypeKind.REAL;
        Value result = emitter.strict(
                single ? type : wide, List.of(a, b), single ? "(double) (float) (" + expression + ")" : expression);
        return operation == Operation.DIVIDE || operation == Operation.REMAINDER
                ? emitter.checked(List.of(a, b), result, b.text() + " == 0.0", "divisionByZero(in, row, %d)")
                : result;
    }

    private static Value integers(Operation operation, Value left, Value right, ColumnType type, Emitter emitter) {
        List<Value> operands = List.of(left, right);
        String a = left.text();
        String b = right.text();
        return switch (operation) {
            case ADD, SUBTRACT, MULTIPLY -> {
                Value result = emitter.strict(type, operands, a + " " + operation.sign + " " + b);
                String fails = type.kind() == TypeKind.BIGINT
                        ? leavesLong(operation, left, right, result.text())
                        : result.text() + " != " + narrowed(type.kind(), result.text());
                yield fails == null ? result : emitter.checked(operands, result, fails, overflow(type, a, b));
            }
            case DIVIDE -> {
                Value result = emitter.strict(type, operands, b + " == 0L ? 0L : " + a + " / " + b);
                Value checked = emitter.checked(operands, result, b + " == 0L", "divisionByZero(in, row, %d)");
                // Only the lowest value divided by -1 leaves the type.
                String fails = type.kind() == TypeKind.BIGINT
                        ? b + " == -1L && " + a + " == Long.MIN_VALUE"
                        : result.text() + " != " + narrowed(type.kind(), result.text());
                yield emitter.checked(List.of(checked), checked, fails, overflow(type, a, b));
            }
            case REMAINDER -> {
                Value result = emitter.strict(type, operands, b + " == 0L ? 0L : " + a + " % " + b);
                yield emitter.checked(operands, result, b + " == 0L", "divisionByZero(in, row, %d)");
            }
        };
    }

    /** The condition under which a sum, difference or product of longs is wrong, or null if it cannot be. */
    private static @Nullable String leavesLong(Operation operation, Value left, Value right, String result) {
        boolean narrow = left.type().kind() != TypeKind.BIGINT && right.type().kind() != TypeKind.BIGINT;
        if (narrow) {
            return null;
        }
        String a = left.text();
        String b = right.text();
        return switch (operation) {
            case ADD -> "((%1$s ^ %3$s) & (%2$s ^ %3$s)) < 0L".formatted(a, b, result);
            case SUBTRACT -> "((%1$s ^ %2$s) & (%1$s ^ %3$s)) < 0L".formatted(a, b, result);
            case MULTIPLY -> "Math.multiplyHigh(%s, %s) != (%s >> 63)".formatted(a, b, result);
            case DIVIDE, REMAINDER -> throw new IllegalArgumentException(operation.name());
        };
    }

    /** The value cut to an integer type; different from the value if that does not fit. */
    static String narrowed(TypeKind kind, String value) {
        if (kind == TypeKind.TINYINT) {
            return "(byte) " + value;
        }
        return (kind == TypeKind.SMALLINT ? "(short) " : "(int) ") + value;
    }

    private static String lowest(TypeKind kind) {
        return Objects.requireNonNull(
                switch (kind) {
                    case TINYINT -> "Byte.MIN_VALUE";
                    case SMALLINT -> "Short.MIN_VALUE";
                    case INTEGER -> "Integer.MIN_VALUE";
                    case BIGINT, INTERVAL_MILLIS, INTERVAL_MONTHS -> "Long.MIN_VALUE";
                    case BOOLEAN,
                            REAL,
                            DOUBLE,
                            DECIMAL,
                            CHAR,
                            VARCHAR,
                            BINARY,
                            VARBINARY,
                            DATE,
                            TIME,
                            TIMESTAMP,
                            TIMESTAMP_LTZ,
                            UUID,
                            ARRAY,
                            MULTISET,
                            MAP,
                            ROW -> throw new IllegalArgumentException(kind + " has no sign");
                });
    }

    static String overflow(ColumnType type, String left, String right) {
        return "overflow(in, row, %%d, \"%s\", %s, %s)".formatted(type.kind(), left, right);
    }
}
