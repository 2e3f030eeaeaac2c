package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.IntervalFields;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** EXTRACT, and FLOOR and CEIL to a unit of time. Weeks start on Monday. */
final class TimeUnits {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);

    private TimeUnits() {}

    /** EXTRACT(unit FROM value). */
    static Value extract(RexCall call, Emitter emitter) {
        TimeUnitRange unit = unit(call.getOperands().get(0));
        RexNode operand = call.getOperands().get(1);
        Value value = emitter.emit(operand).as(ColumnTypes.of(operand.getType()));
        String field = field(unit, value);
        if (field == null) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    "EXTRACT(" + unit + ") is not supported for a value of type "
                            + value.type().kind() + ".");
        }
        return emitter.convert(emitter.strict(BIGINT, List.of(value), field), ColumnTypes.of(call.getType()));
    }

    private static @Nullable String field(TimeUnitRange unit, Value value) {
        String v = value.text();
        return switch (value.type().kind()) {
            case DATE -> unit == TimeUnitRange.EPOCH ? v + " * 86400L" : dateField(unit, v, "0L");
            case TIMESTAMP, TIMESTAMP_LTZ ->
                unit == TimeUnitRange.EPOCH
                        ? "Math.floorDiv(" + v + ", Timestamps.PER_SECOND)"
                        : dateField(unit, "Timestamps.toDay(" + v + ")", "Timestamps.toTimeOfDay(" + v + ")");
            case TIME -> unit == TimeUnitRange.EPOCH ? v + " / Timestamps.PER_SECOND" : timeField(unit, v);
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> intervalField(unit, value);
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> null;
        };
    }

    /** The first field of an interval's type may have any size, the others are within the one before them. */
    private static @Nullable String intervalField(TimeUnitRange unit, Value value) {
        String v = value.text();
        IntervalFields.Unit first = IntervalFields.of(value.type()).first();
        if (unit.name().equals(first.name())) {
            return v + " / " + first.length() + "L";
        }
        if (value.type().kind() == TypeKind.INTERVAL_MILLIS) {
            return unit == TimeUnitRange.EPOCH
                    ? v + " / Timestamps.PER_SECOND"
                    : timeField(unit, v + " % Timestamps.PER_DAY");
        }
        return unit == TimeUnitRange.MONTH ? v + " % 12" : unit == TimeUnitRange.QUARTER ? v + " % 12 / 3 + 1" : null;
    }

    private static @Nullable String dateField(TimeUnitRange unit, String day, String time) {
        String method = switch (unit.name()) {
            case "YEAR" -> "year";
            case "QUARTER" -> "quarter";
            case "MONTH" -> "month";
            case "WEEK" -> "isoWeek";
            case "DAY" -> "dayOfMonth";
            case "DOW" -> "dayOfWeek";
            case "ISODOW" -> "isoDayOfWeek";
            case "DOY" -> "dayOfYear";
            case "ISOYEAR" -> "isoYear";
            case "DECADE" -> "decade";
            case "CENTURY" -> "century";
            case "MILLENNIUM" -> "millennium";
            default -> null;
        };
        return method == null ? timeField(unit, time) : "Dates." + method + "(" + day + ")";
    }

    private static @Nullable String timeField(TimeUnitRange unit, String time) {
        return switch (unit.name()) {
            case "HOUR" -> "(" + time + ") / (3600 * Timestamps.PER_SECOND)";
            case "MINUTE" -> "(" + time + ") / (60 * Timestamps.PER_SECOND) % 60";
            case "SECOND" -> "(" + time + ") / Timestamps.PER_SECOND % 60";
            // As in the standard's field for seconds: with the whole seconds before the fraction.
            case "MILLISECOND" -> "(" + time + ") % (60 * Timestamps.PER_SECOND) * 1000 / Timestamps.PER_SECOND";
            case "MICROSECOND" -> "(" + time + ") % (60 * Timestamps.PER_SECOND) * 1000000 / Timestamps.PER_SECOND";
            case "NANOSECOND" -> "(" + time + ") % (60 * Timestamps.PER_SECOND) * 1000000000 / Timestamps.PER_SECOND";
            default -> null;
        };
    }

    /** FLOOR or CEIL: of a number, or of a time to a unit. */
    static CallEmitter rounded(boolean up) {
        return (call, emitter) -> {
            if (call.getOperands().size() == 1) {
                return MathCalls.whole(up ? "ceil" : "floor", call, emitter);
            }
            TimeUnitRange unit = unit(call.getOperands().get(1));
            Value value = emitter.emit(call.getOperands().get(0));
            return floor(value, unit, up, emitter);
        };
    }

    /** DATE_TRUNC('unit', time): a timestamp, also of a date. */
    static Value truncated(RexCall call, Emitter emitter) {
        TimeUnitRange unit = unit(call.getOperands().get(0));
        Value value = emitter.emit(call.getOperands().get(1));
        Value time = value.type().kind() == TypeKind.DATE
                ? emitter.convert(value, ColumnType.of(TypeKind.TIMESTAMP))
                : value;
        return unit == TimeUnitRange.MICROSECOND ? time : floor(time, unit, false, emitter);
    }

    private static Value floor(Value value, TimeUnitRange unit, boolean up, Emitter emitter) {
        TypeKind kind = value.type().kind();
        boolean isTime = kind == TypeKind.TIMESTAMP || kind == TypeKind.TIMESTAMP_LTZ || kind == TypeKind.TIME;
        long millis = millis(unit);
        ColumnType type = value.type();
        if (kind == TypeKind.DATE && (millis > 0)) {
            return value;
        }
        if (isTime && millis > 0) {
            String method = up ? "ceil" : "floor";
            return emitter.strict(type, List.of(value), "Dates.%s(%s, %dL)".formatted(method, value.text(), millis));
        }
        String day = kind == TypeKind.DATE ? value.text() : "Timestamps.toDay(" + value.text() + ")";
        String first = firstDay(unit, day, kind, up);
        if (!up) {
            return emitter.strict(
                    type, List.of(value), kind == TypeKind.DATE ? first : first + " * Timestamps.PER_DAY");
        }
        String days = emitter.strict(
                        BIGINT,
                        List.of(value),
                        kind == TypeKind.DATE
                                ? value.text()
                                : "-Math.floorDiv(-" + value.text() + ", Timestamps.PER_DAY)")
                .text();
        String next = "Dates.next(%s, %s, %d)".formatted(firstDay(unit, days, kind, true), days, months(unit));
        return emitter.strict(type, List.of(value), kind == TypeKind.DATE ? next : next + " * Timestamps.PER_DAY");
    }

    /** The first day of the period of days that another day lies in; refuses what is no such period. */
    static String firstDay(TimeUnitRange unit, String day, TypeKind kind, boolean up) {
        String period = switch (unit.name()) {
            case "DAY", "WEEK", "MONTH", "QUARTER", "YEAR", "DECADE", "CENTURY", "MILLENNIUM" ->
                unit.name().charAt(0) + unit.name().substring(1).toLowerCase(Locale.ROOT);
            default -> "";
        };
        boolean hasDays = kind == TypeKind.DATE || kind == TypeKind.TIMESTAMP || kind == TypeKind.TIMESTAMP_LTZ;
        if (period.isEmpty() || !hasDays) {
            throw new EngineException(
                    ErrorCode.NOT_SUPPORTED,
                    (up ? "CEIL" : "FLOOR") + " to " + unit + " is not supported for a value of type " + kind + ".");
        }
        return unit == TimeUnitRange.DAY ? day : "Dates.floor" + period + "(" + day + ")";
    }

    /** How many months a unit has; 0 for a week. */
    static int months(TimeUnitRange unit) {
        return switch (unit.name()) {
            case "MONTH" -> 1;
            case "QUARTER" -> 3;
            case "YEAR" -> 12;
            case "DECADE" -> 120;
            case "CENTURY" -> 1_200;
            case "MILLENNIUM" -> 12_000;
            default -> 0;
        };
    }

    /** The length of a unit that has always the same, up to a day; else 0. */
    static long millis(TimeUnitRange unit) {
        return switch (unit.name()) {
            case "DAY" -> Timestamps.PER_DAY;
            case "HOUR" -> 3600 * Timestamps.PER_SECOND;
            case "MINUTE" -> 60 * Timestamps.PER_SECOND;
            case "SECOND" -> Timestamps.PER_SECOND;
            case "MILLISECOND" -> Timestamps.PER_SECOND / 1000;
            default -> 0;
        };
    }

    /** The unit, which stands in the statement as a word or, for DATE_PART, as a text. */
    static TimeUnitRange unit(RexNode operand) {
        if (!(operand instanceof RexLiteral literal)) {
            throw new EngineException(ErrorCode.NOT_SUPPORTED, "The unit of a time must be a constant.");
        }
        if (literal.getTypeName() == SqlTypeName.SYMBOL) {
            return Objects.requireNonNull(literal.getValueAs(TimeUnitRange.class));
        }
        String name = RexLiteral.stringValue(literal);
        for (TimeUnitRange unit : TimeUnitRange.values()) {
            if (unit.name().equalsIgnoreCase(name.strip()) || (unit + "S").equalsIgnoreCase(name.strip())) {
                return unit;
            }
        }
        throw new EngineException(
                ErrorCode.INVALID_ARGUMENT, "'" + name + "' is not a unit of time. Use one such as 'year' or 'hour'.");
    }
}
