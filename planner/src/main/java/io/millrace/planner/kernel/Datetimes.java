package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;

/**
 * Arithmetic with dates, times and intervals. A date or timestamp outside of the years 1 to 9999 is a failure; a time of
 * day goes round the clock.
 */
final class Datetimes {
    private static final ColumnType MILLIS = ColumnType.of(TypeKind.INTERVAL_MILLIS);
    private static final ColumnType MONTHS = ColumnType.of(TypeKind.INTERVAL_MONTHS);

    private Datetimes() {}

    static Value arithmetic(RexCall call, Value left, Value right, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        boolean leftInterval = Conversions.isInterval(left.type().kind());
        boolean rightInterval = Conversions.isInterval(right.type().kind());
        SqlKind kind = unchecked(call.getKind());
        boolean minus = kind == SqlKind.MINUS;
        if (kind == SqlKind.TIMES && (leftInterval || rightInterval)) {
            return leftInterval ? scaled(left, right, type, emitter) : scaled(right, left, type, emitter);
        }
        if (kind == SqlKind.DIVIDE && leftInterval) {
            return divided(left, right, type, emitter);
        }
        if (kind != SqlKind.PLUS && !minus) {
            throw refuse(call, left, right);
        }
        if (leftInterval && rightInterval && left.type().kind() == right.type().kind()) {
            return sum(minus ? "-" : "+", left, right, type, emitter);
        }
        if (rightInterval) {
            return shifted(left, right, minus, type, emitter);
        }
        if (leftInterval && !minus) {
            return shifted(right, left, false, type, emitter);
        }
        if (minus && Conversions.isInterval(type.kind())) {
            return between(left, right, type, emitter);
        }
        throw refuse(call, left, right);
    }

    /** Calcite has an operator of its own for arithmetic that fails where it overflows, which all of ours does. */
    private static SqlKind unchecked(SqlKind kind) {
        return switch (kind) {
            case CHECKED_PLUS -> SqlKind.PLUS;
            case CHECKED_MINUS -> SqlKind.MINUS;
            case CHECKED_TIMES -> SqlKind.TIMES;
            case CHECKED_DIVIDE -> SqlKind.DIVIDE;
            default -> kind;
        };
    }

    /** The sum or difference of two longs. */
    private static Value sum(String sign, Value left, Value right, ColumnType type, Emitter emitter) {
        Value result = emitter.strict(type, List.of(left, right), left.text() + " " + sign + " " + right.text());
        String a = left.text();
        String b = right.text();
        String fails = sign.equals("+")
                ? "((%1$s ^ %3$s) & (%2$s ^ %3$s)) < 0L".formatted(a, b, result.text())
                : "((%1$s ^ %2$s) & (%1$s ^ %3$s)) < 0L".formatted(a, b, result.text());
        return emitter.checked(List.of(left, right), result, fails, "overflow(in, row, %d, \"INTERVAL\")");
    }

    /** A date or time moved by an interval. */
    private static Value shifted(Value time, Value interval, boolean minus, ColumnType type, Emitter emitter) {
        boolean months = interval.type().kind() == TypeKind.INTERVAL_MONTHS;
        TypeKind kind = time.type().kind();
        String by = interval.text();
        if (kind == TypeKind.TIME) {
            if (months) {
                return emitter.convert(time, type);
            }
            String moved = time.text() + (minus ? " - " : " + ") + by + " % Timestamps.PER_DAY";
            return emitter.strict(type, List.of(time, interval), "Timestamps.toTimeOfDay(" + moved + ")");
        }
        List<Value> operands = List.of(time, interval);
        String signed = minus ? "-" + by : by;
        if (kind == TypeKind.DATE && type.kind() == TypeKind.DATE) {
            String moved = months
                    ? "Dates.plusMonths(%s, %s)".formatted(time.text(), signed)
                    : "Dates.checked(%s + %s / Timestamps.PER_DAY)"
                            .formatted(time.text(), minus ? "-(" + by + ")" : by);
            return emitter.attempt(type, operands, moved);
        }
        // Of an instant these are hours or less, which go by the clock; days and months have a zone.
        boolean isInstant = kind == TypeKind.TIMESTAMP_LTZ && !months;
        if (kind != TypeKind.DATE && kind != TypeKind.TIMESTAMP && !isInstant) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED, "An interval cannot be added to a value of type " + kind + ".");
        }
        Value timestamp = isInstant ? time : emitter.convert(time, ColumnType.of(TypeKind.TIMESTAMP));
        String moved = months
                ? "Dates.timestampPlusMonths(%s, %s)".formatted(timestamp.text(), signed)
                : "Dates.timestamp%s(%s, %s)".formatted(minus ? "Minus" : "Plus", timestamp.text(), by);
        return emitter.attempt(type, List.of(timestamp, interval), moved);
    }

    private static Value between(Value left, Value right, ColumnType type, Emitter emitter) {
        ColumnType common =
                left.type().kind() == TypeKind.TIME ? ColumnType.of(TypeKind.TIME) : ColumnType.of(TypeKind.TIMESTAMP);
        Value a = instant(left, common, emitter);
        Value b = instant(right, common, emitter);
        Value difference = type.kind() == TypeKind.INTERVAL_MONTHS
                ? emitter.strict(type, List.of(a, b), "Dates.monthsBetween(" + a.text() + ", " + b.text() + ")")
                : sum("-", a, b, type, emitter);
        return Intervals.fitted(difference, type, emitter);
    }

    /** Dates, and timestamps of either kind, on the one scale of timestamps. */
    private static Value instant(Value value, ColumnType common, Emitter emitter) {
        return value.type().kind() == TypeKind.DATE ? emitter.convert(value, common) : value;
    }

    private static Value scaled(Value interval, Value factor, ColumnType type, Emitter emitter) {
        if (Conversions.isInteger(factor.type().kind())) {
            return times(factor.as(ColumnType.of(TypeKind.BIGINT)), interval, type, emitter);
        }
        Value wide = Conversions.toDouble(factor, ColumnType.of(TypeKind.DOUBLE), emitter);
        return emitter.attempt(
                type, List.of(interval, wide), "Doubles.toLong(" + interval.text() + " * " + wide.text() + ")");
    }

    private static Value divided(Value interval, Value divisor, ColumnType type, Emitter emitter) {
        if (Conversions.isInterval(divisor.type().kind())) {
            throw new EngineException(ErrorCode.NOT_SUPPORTED, "An interval cannot be divided by an interval.");
        }
        if (Conversions.isInteger(divisor.type().kind())) {
            Value result = emitter.strict(
                    type,
                    List.of(interval, divisor),
                    "%2$s == 0L ? 0L : %1$s / %2$s".formatted(interval.text(), divisor.text()));
            return emitter.checked(
                    List.of(interval, divisor), result, divisor.text() + " == 0L", "divisionByZero(in, row, %d)");
        }
        Value wide = Conversions.toDouble(divisor, ColumnType.of(TypeKind.DOUBLE), emitter);
        Value result = emitter.attempt(
                type, List.of(interval, wide), "Doubles.toLong(" + interval.text() + " / " + wide.text() + ")");
        return emitter.checked(List.of(result), result, wide.text() + " == 0.0", "divisionByZero(in, row, %d)");
    }

    private static Value times(Value count, Value interval, ColumnType type, Emitter emitter) {
        Value result = emitter.strict(type, List.of(count, interval), count.text() + " * " + interval.text());
        return emitter.checked(
                List.of(count, interval),
                result,
                "Math.multiplyHigh(%s, %s) != (%s >> 63)".formatted(count.text(), interval.text(), result.text()),
                "overflow(in, row, %d, \"INTERVAL\")");
    }

    /** A number of units as an interval; {@code unit} is a Java constant. */
    static Value times(Value count, String unit, ColumnType type, Emitter emitter) {
        return times(count, new Value(Value.NEVER, unit, isMonths(type) ? MONTHS : MILLIS), type, emitter);
    }

    private static boolean isMonths(ColumnType type) {
        return type.kind() == TypeKind.INTERVAL_MONTHS;
    }

    private static EngineException refuse(RexCall call, Value left, Value right) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                "The operator " + call.getOperator().getName() + " is not supported for "
                        + left.type().kind() + " and " + right.type().kind() + ".");
    }
}
