package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * What an expression means, computed for one row with BigDecimal and Boolean objects and null for NULL: the oracle for
 * kernels. Exact: every operation is computed without limits, then brought to its type, and is null if it does not fit.
 */
final class PlainJava {
    private final List<Object> row;

    PlainJava(List<Object> row) {
        this.row = row;
    }

    @Nullable
    Object value(RexNode node) {
        if (node instanceof RexInputRef ref) {
            Object value = row.get(ref.getIndex());
            return value instanceof Number number ? new BigDecimal(number.toString()) : value;
        }
        if (node instanceof RexLiteral literal) {
            return literal.getValueAs(BigDecimal.class);
        }
        RexCall call = (RexCall) node;
        return switch (call.getKind()) {
            case AND -> connected(call, false);
            case OR -> connected(call, true);
            case NOT -> value(call, 0) == null ? null : !(Boolean) value(call, 0);
            case IS_NULL -> value(call, 0) == null;
            case IS_NOT_NULL -> value(call, 0) != null;
            case IS_TRUE -> Boolean.TRUE.equals(value(call, 0));
            case IS_NOT_TRUE -> !Boolean.TRUE.equals(value(call, 0));
            case IS_FALSE -> Boolean.FALSE.equals(value(call, 0));
            case IS_NOT_FALSE -> !Boolean.FALSE.equals(value(call, 0));
            case IS_DISTINCT_FROM -> !same(call);
            case IS_NOT_DISTINCT_FROM -> same(call);
            case CASE -> fitted(Boolean.TRUE.equals(value(call, 0)) ? value(call, 1) : value(call, 2), call);
            case COALESCE -> fitted(value(call, 0) != null ? value(call, 0) : value(call, 1), call);
            case CAST -> fitted(value(call, 0), call);
            case MINUS_PREFIX -> {
                BigDecimal operand = (BigDecimal) value(call, 0);
                yield operand == null ? null : fitted(operand.negate(), call);
            }
            default -> binary(call);
        };
    }

    private @Nullable Object value(RexCall call, int operand) {
        return value(call.getOperands().get(operand));
    }

    private @Nullable Boolean connected(RexCall call, boolean decisive) {
        boolean unknown = false;
        for (RexNode operand : call.getOperands()) {
            Object value = value(operand);
            if (value == null) {
                unknown = true;
            } else if (value.equals(decisive)) {
                return decisive;
            }
        }
        return unknown ? null : !decisive;
    }

    private boolean same(RexCall call) {
        BigDecimal left = (BigDecimal) value(call, 0);
        BigDecimal right = (BigDecimal) value(call, 1);
        return left == null || right == null ? left == right : left.compareTo(right) == 0;
    }

    private @Nullable Object binary(RexCall call) {
        BigDecimal left = (BigDecimal) value(call, 0);
        BigDecimal right = (BigDecimal) value(call, 1);
        if (left == null || right == null) {
            return null;
        }
        return switch (call.getKind()) {
            case EQUALS -> left.compareTo(right) == 0;
            case NOT_EQUALS -> left.compareTo(right) != 0;
            case LESS_THAN -> left.compareTo(right) < 0;
            case LESS_THAN_OR_EQUAL -> left.compareTo(right) <= 0;
            case GREATER_THAN -> left.compareTo(right) > 0;
            case GREATER_THAN_OR_EQUAL -> left.compareTo(right) >= 0;
            case PLUS -> fitted(left.add(right), call);
            case MINUS -> fitted(left.subtract(right), call);
            case TIMES -> fitted(left.multiply(right), call);
            case DIVIDE -> right.signum() == 0 ? null : fitted(quotient(left, right, call), call);
            case MOD -> right.signum() == 0 ? null : fitted(left.remainder(right), call);
            default -> throw new IllegalArgumentException(call.toString());
        };
    }

    /** Integers drop the rest, decimals round. */
    private static BigDecimal quotient(BigDecimal left, BigDecimal right, RexCall call) {
        ColumnType type = ColumnTypes.of(call.getType());
        return type.kind() == TypeKind.DECIMAL
                ? left.divide(right, type.scale(), RoundingMode.HALF_UP)
                : left.divide(right, 0, RoundingMode.DOWN);
    }

    /** A number rounded to its type, or null if that has no room for it. */
    private static @Nullable Object fitted(@Nullable Object value, RexCall call) {
        if (!(value instanceof BigDecimal number)) {
            return value;
        }
        ColumnType type = ColumnTypes.of(call.getType());
        BigDecimal rounded = number.setScale(Conversions.scale(type), RoundingMode.HALF_UP);
        int bits = rounded.unscaledValue().bitLength();
        boolean fits = switch (type.kind()) {
            case SMALLINT -> bits < Short.SIZE;
            case INTEGER -> bits < Integer.SIZE;
            case BIGINT -> bits < Long.SIZE;
            case DECIMAL -> rounded.precision() <= type.precision();
            default -> throw new IllegalArgumentException(call.toString());
        };
        return fits ? rounded : null;
    }
}
