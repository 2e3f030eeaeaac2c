package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * Comparisons. Numbers of different types are compared as the wider one; CHAR is compared without its trailing blanks;
 * NaN equals NaN and is above all numbers; strings order by their bytes.
 */
final class Comparisons {
    private static final ColumnType BOOLEAN = ColumnType.of(TypeKind.BOOLEAN);

    private Comparisons() {}

    /** The emitter of a comparison with a Java operator: one of {@code == != < <= > >=}. */
    static CallEmitter of(String operator) {
        return (call, emitter) -> {
            Pair pair = operands(call.getOperands().get(0), call.getOperands().get(1), emitter);
            return emitter.strict(BOOLEAN, pair.values(), pair.compare(operator));
        };
    }

    /** IS [NOT] DISTINCT FROM: never NULL. */
    static CallEmitter distinct(boolean negated) {
        return (call, emitter) -> {
            Pair pair = operands(call.getOperands().get(0), call.getOperands().get(1), emitter);
            String a = pair.left().isNull();
            String b = pair.right().isNull();
            String same = "(%s && %s) || (!%s && !%s && %s)".formatted(a, b, a, b, pair.compare("=="));
            return new Value(
                    Value.NEVER, emitter.body().declare("boolean", "v", negated ? same : "!(" + same + ")"), BOOLEAN);
        };
    }

    /** Two values made comparable: of one storage, and for DECIMAL128 each with its scale. */
    record Pair(Value left, Value right) {
        List<Value> values() {
            return List.of(left, right);
        }

        /** A Java expression for the comparison; right for any operands but of meaning only if none is NULL. */
        String compare(String operator) {
            String a = left.text();
            String b = right.text();
            return switch (left.storage()) {
                case LONG -> a + " " + operator + " " + b;
                case DOUBLE -> doubles(a, operator, b);
                case BOOLEAN ->
                    operator.length() == 2 && (operator.startsWith("=") || operator.startsWith("!"))
                            ? a + " " + operator + " " + b
                            : "Boolean.compare(" + a + ", " + b + ") " + operator + " 0";
                case DECIMAL128 ->
                    left.type().scale() == right.type().scale()
                            ? a + ".compareTo(" + b + ") " + operator + " 0"
                            : "Decimals.compare(%s, %d, %s, %d) %s 0"
                                    .formatted(
                                            a,
                                            left.type().scale(),
                                            b,
                                            right.type().scale(),
                                            operator);
                case BYTES -> bytes(a, operator, b);
            };
        }

        private static String doubles(String a, String operator, String b) {
            return switch (operator) {
                case "==" -> "Doubles.equal(" + a + ", " + b + ")";
                case "!=" -> "!Doubles.equal(" + a + ", " + b + ")";
                case "<" -> "Doubles.less(" + a + ", " + b + ")";
                case "<=" -> "Doubles.lessOrEqual(" + a + ", " + b + ")";
                case ">" -> "Doubles.less(" + b + ", " + a + ")";
                case ">=" -> "Doubles.lessOrEqual(" + b + ", " + a + ")";
                default -> throw new IllegalArgumentException(operator);
            };
        }

        private static String bytes(String a, String operator, String b) {
            return switch (operator) {
                case "==" -> "Slice.equal(" + a + ", " + b + ")";
                case "!=" -> "!Slice.equal(" + a + ", " + b + ")";
                default -> "Slice.compare(" + a + ", " + b + ") " + operator + " 0";
            };
        }
    }

    /** Computes two operands and makes them comparable. */
    static Pair operands(RexNode left, RexNode right, Emitter emitter) {
        ColumnType type = common(ColumnTypes.of(left.getType()), ColumnTypes.of(right.getType()));
        return new Pair(operand(left, right, type, emitter), operand(right, left, type, emitter));
    }

    /** Makes two values comparable. */
    static Pair unify(Value left, Value right, Emitter emitter) {
        ColumnType type = common(left.type(), right.type());
        return new Pair(comparable(left, type, emitter), comparable(right, type, emitter));
    }

    private static Value operand(RexNode node, RexNode other, ColumnType type, Emitter emitter) {
        if (node instanceof RexDynamicParam parameter && type.kind() == TypeKind.VARCHAR && isPadded(other)) {
            return comparable(Literals.parameter(parameter, true, emitter), type, emitter);
        }
        if (!(node instanceof RexLiteral literal) || literal.getValue() == null) {
            return comparable(emitter.emit(node), type, emitter);
        }
        if (type.kind() == TypeKind.VARCHAR && isPadded(other)) {
            return Literals.constant(stripped(literal), type, emitter);
        }
        Value value = emitter.emit(literal);
        return comparable(value, type, emitter);
    }

    /** Whether an expression has the values of a CHAR column, which compare without trailing blanks. */
    static boolean isPadded(RexNode node) {
        if (node instanceof RexCall call
                && call.getKind() == SqlKind.CAST
                && Literals.isText(ColumnTypes.of(node.getType()))) {
            return isPadded(call.getOperands().get(0));
        }
        return !(node instanceof RexLiteral) && ColumnTypes.of(node.getType()).kind() == TypeKind.CHAR;
    }

    static String stripped(RexLiteral literal) {
        return RexLiteral.stringValue(literal).replaceFirst(" +$", "");
    }

    private static Value comparable(Value value, ColumnType type, Emitter emitter) {
        ColumnType from = value.type();
        if (type.kind() == TypeKind.DOUBLE && Conversions.isNumber(from.kind())) {
            return Conversions.toDouble(value, type, emitter);
        }
        if (type.storage() == Storage.DECIMAL128 && Conversions.isExact(from.kind())) {
            ColumnType own = ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, Conversions.scale(from));
            return Conversions.toDecimal(value, own, emitter);
        }
        if (Literals.isText(from) && type.kind() == TypeKind.VARCHAR
                || from.kind() == type.kind()
                        && from.kind() != TypeKind.DECIMAL
                        && !type.kind().isNested()) {
            return value;
        }
        return emitter.convert(value, type);
    }

    /** The type in which values of two types are compared. */
    static ColumnType common(ColumnType a, ColumnType b) {
        if (Conversions.isNumber(a.kind()) && Conversions.isNumber(b.kind())) {
            if (Conversions.isApproximate(a.kind()) || Conversions.isApproximate(b.kind())) {
                return ColumnType.of(TypeKind.DOUBLE);
            }
            if (Conversions.isInteger(a.kind()) && Conversions.isInteger(b.kind())) {
                return ColumnType.of(TypeKind.BIGINT);
            }
            int scale = Math.max(Conversions.scale(a), Conversions.scale(b));
            int digits = Math.max(Conversions.integerDigits(a), Conversions.integerDigits(b)) + scale;
            return ColumnType.decimal(Math.min(digits, ColumnType.MAX_DECIMAL_PRECISION), scale);
        }
        if (Literals.isText(a) && Literals.isText(b)) {
            return ColumnType.of(TypeKind.VARCHAR);
        }
        if (a.kind().isNested() && b.kind().isNested()) {
            return NestedTypes.common(a, b).orElse(a);
        }
        if (a.kind() == TypeKind.UUID || b.kind() == TypeKind.UUID) {
            return ColumnType.of(TypeKind.UUID);
        }
        if (a.storage() == Storage.BYTES && b.storage() == Storage.BYTES) {
            return ColumnType.of(TypeKind.VARBINARY);
        }
        if (a.kind() == TypeKind.DATE && b.kind() != TypeKind.DATE) {
            return b;
        }
        return a;
    }
}
