package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;

/** Functions of numbers, and GREATEST and LEAST of anything that has an order. */
final class MathCalls {
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    private MathCalls() {}

    /** A function of doubles that has a value everywhere. */
    static CallEmitter total(String method) {
        return (call, emitter) -> {
            List<Value> operands = doubles(call, emitter);
            return typed(call, emitter.guarded(DOUBLE, operands, invoke(method, operands)), emitter);
        };
    }

    /** A function of doubles that throws where it has no value. */
    static CallEmitter partial(String method) {
        return (call, emitter) -> {
            List<Value> operands = doubles(call, emitter);
            return typed(call, emitter.attempt(DOUBLE, operands, invoke(method, operands)), emitter);
        };
    }

    private static List<Value> doubles(RexCall call, Emitter emitter) {
        List<Value> values = new ArrayList<>();
        call.getOperands().forEach(operand -> values.add(emitter.emit(operand, DOUBLE)));
        return values;
    }

    private static String invoke(String method, List<Value> operands) {
        return method + "("
                + String.join(", ", operands.stream().map(Value::text).toList()) + ")";
    }

    private static Value typed(RexCall call, Value value, Emitter emitter) {
        return emitter.convert(value, ColumnTypes.of(call.getType()));
    }

    static Value pi(RexCall call, Emitter emitter) {
        return new Value(Value.NEVER, "Math.PI", DOUBLE);
    }

    static Value abs(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        ColumnType type = value.type();
        Value result = switch (type.storage()) {
            case DOUBLE -> emitter.strict(type, List.of(value), "Math.abs(" + value.text() + ")");
            case DECIMAL128 -> {
                String negated = emitter.scratch("Int128") + ".negate(" + value.text() + ")";
                yield emitter.guarded(
                        type, List.of(value), value.text() + ".signum() < 0 ? " + negated + " : " + value.text());
            }
            case LONG -> absolute(value, emitter);
            case BOOLEAN, BYTES -> throw new IllegalArgumentException(type + " is not a number");
        };
        return typed(call, result, emitter);
    }

    private static Value absolute(Value value, Emitter emitter) {
        ColumnType type = value.type();
        Value result = emitter.strict(type, List.of(value), "Math.abs(" + value.text() + ")");
        if (type.kind() == TypeKind.DECIMAL) {
            return result;
        }
        String fails = Conversions.isInteger(type.kind()) && type.kind() != TypeKind.BIGINT
                ? result.text() + " != " + Arithmetic.narrowed(type.kind(), result.text())
                : result.text() + " < 0L";
        return emitter.checked(
                List.of(value),
                result,
                fails,
                "overflow(in, row, %%d, \"%s\", %s)".formatted(type.kind(), value.text()));
    }

    static Value sign(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        ColumnType type = value.type();
        Value result = switch (type.storage()) {
            case DOUBLE -> emitter.strict(type, List.of(value), "Math.signum(" + value.text() + ")");
            case DECIMAL128 ->
                emitter.strict(ColumnType.of(TypeKind.TINYINT), List.of(value), "(long) " + value.text() + ".signum()");
            case LONG ->
                emitter.strict(
                        ColumnType.of(TypeKind.TINYINT), List.of(value), "(long) Long.signum(" + value.text() + ")");
            case BOOLEAN, BYTES -> throw new IllegalArgumentException(type + " is not a number");
        };
        return typed(call, result, emitter);
    }

    /** FLOOR and CEIL of a number. */
    static Value whole(String method, RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        ColumnType type = value.type();
        if (type.storage() == Storage.DOUBLE) {
            return typed(
                    call, emitter.strict(type, List.of(value), "Math." + method + "(" + value.text() + ")"), emitter);
        }
        if (Conversions.scale(type) == 0) {
            return typed(call, value, emitter);
        }
        if (type.storage() == Storage.LONG) {
            ColumnType result = ColumnType.decimal(type.precision() - type.scale() + 1, 0);
            String unit = "Decimals.power(" + type.scale() + ")";
            String quotient = method.equals("floor")
                    ? "Math.floorDiv(%s, %s)".formatted(value.text(), unit)
                    : "-Math.floorDiv(-%s, %s)".formatted(value.text(), unit);
            return typed(call, emitter.strict(result, List.of(value), quotient), emitter);
        }
        return typed(
                call,
                emitter.attempt(
                        type,
                        List.of(value),
                        "Maths.%s(%s, %d, %s)"
                                .formatted(method, value.text(), type.scale(), emitter.scratch("Int128"))),
                emitter);
    }

    /** ROUND and TRUNCATE, to a number of digits if one is given. */
    static CallEmitter rounded(String method) {
        return (call, emitter) -> {
            Value value = emitter.emit(call.getOperands().get(0));
            Value digits = call.getOperands().size() > 1
                    ? emitter.emit(call.getOperands().get(1), BIGINT)
                    : new Value(Value.NEVER, "0L", BIGINT);
            List<Value> operands = List.of(value, digits);
            if (Conversions.isApproximate(value.type().kind())) {
                String rounded = "Maths.%s(%s, %s)".formatted(method, value.text(), digits.text());
                return typed(call, emitter.guarded(DOUBLE, operands, rounded), emitter);
            }
            ColumnType result = ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, Conversions.scale(value.type()));
            String rounded = "Maths.%s(%s, %d, %s, %s)"
                    .formatted(
                            method,
                            DecimalArithmetic.wide(value, emitter),
                            Conversions.scale(value.type()),
                            digits.text(),
                            emitter.scratch("Int128"));
            if (Conversions.scale(ColumnTypes.of(call.getType())) == result.scale()) {
                // Nothing is left to be converted, which would check it.
                rounded = "Decimals.checked(" + rounded + ", " + result.precision() + ")";
            }
            return typed(call, emitter.attempt(result, operands, rounded), emitter);
        };
    }

    /** GREATEST or LEAST: NULL if an operand is, unless {@code skipNulls}. */
    static CallEmitter extreme(String operator, boolean skipNulls) {
        return (call, emitter) -> {
            ColumnType type = Emitter.valueType(call);
            Body body = emitter.body();
            List<Value> values = new ArrayList<>();
            for (RexNode operand : call.getOperands()) {
                values.add(emitter.emit(operand, type));
            }
            String best = body.declare(
                    Value.javaType(type.storage()), "v", values.get(0).text());
            String isNull =
                    skipNulls ? body.declare("boolean", "n", values.get(0).isNull()) : emitter.anyNull(values);
            boolean nullable = values.stream().allMatch(Value::nullable);
            for (Value value : values.subList(1, values.size())) {
                Comparisons.Pair pair = new Comparisons.Pair(value, new Value(Value.NEVER, best, type));
                String better = pair.compare(operator);
                body.line(
                        skipNulls
                                ? "if (!" + value.isNull() + " && (" + isNull + " || " + better + ")) {"
                                : "if (" + better + ") {");
                body.line("    " + best + " = " + value.text() + ";");
                if (skipNulls) {
                    body.line("    " + isNull + " = false;");
                }
                body.line("}");
            }
            return new Value(skipNulls && !nullable ? Value.NEVER : isNull, best, type);
        };
    }
}
