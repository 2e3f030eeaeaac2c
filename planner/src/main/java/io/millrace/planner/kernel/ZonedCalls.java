package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.functions.ValueException;
import io.millrace.functions.Zone;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** The calls of {@link ZonedOperators}, and AT TIME ZONE. */
final class ZonedCalls {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType LOCAL = ColumnType.of(TypeKind.TIMESTAMP);
    private static final ColumnType INSTANT = ColumnType.of(TypeKind.TIMESTAMP_LTZ);

    private ZonedCalls() {}

    /** Tells all operators that are computed here, by name. */
    static void register(BiConsumer<String, CallEmitter> functions) {
        functions.accept("AT TIME ZONE", ZonedCalls::atTimeZone);
        functions.accept(ZonedOperators.CAST.getName(), ZonedCalls::cast);
        functions.accept(ZonedOperators.TRY_CAST.getName(), ZonedCalls::tryCast);
        functions.accept(ZonedOperators.FLOOR.getName(), rounded(0, false));
        functions.accept(ZonedOperators.CEIL.getName(), rounded(0, true));
        functions.accept(ZonedOperators.DATE_TRUNC.getName(), rounded(1, false));
        functions.accept(ZonedOperators.PLUS.getName(), shifted(""));
        functions.accept(ZonedOperators.MINUS.getName(), shifted("-"));
        functions.accept(ZonedOperators.DIFFERENCE.getName(), ZonedCalls::difference);
    }

    /** What clocks of the zone show at an instant, or the instant at which they show something. */
    private static Value atTimeZone(RexCall call, Emitter emitter) {
        Value time = emitter.emit(call.getOperands().get(0));
        RexNode zone = call.getOperands().get(1);
        boolean isInstant = time.type().kind() == TypeKind.TIMESTAMP_LTZ;
        ColumnType type = isInstant ? LOCAL : INSTANT;
        String method = isInstant ? ".toLocal(" : ".toInstant(";
        Value from = isInstant ? time : emitter.convert(time, LOCAL);
        if (zone instanceof RexLiteral literal && isKnown(literal)) {
            Value moved = emitter.strict(type, List.of(from), calendar(literal, emitter) + method + from.text() + ")");
            return emitter.convert(moved, ColumnTypes.of(call.getType()));
        }
        Value name = emitter.emit(zone, TEXT);
        String found = emitter.scratch("ZoneNames") + ".calendar(" + name.text() + ")";
        return emitter.convert(
                emitter.attempt(type, List.of(from, name), found + method + from.text() + ")"),
                ColumnTypes.of(call.getType()));
    }

    /** A zone that is not known fails on each row. */
    private static boolean isKnown(RexLiteral zone) {
        String name = zone.getValue() == null ? null : RexLiteral.stringValue(zone);
        try {
            return name != null && !Zone.id(name).getId().isEmpty();
        } catch (ValueException e) {
            return false;
        }
    }

    private static Value cast(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        return cast(value, ColumnTypes.of(call.getType()), calendar(call, emitter), emitter);
    }

    private static Value tryCast(RexCall call, Emitter emitter) {
        Value value = emitter.emit(call.getOperands().get(0));
        String calendar = calendar(call, emitter);
        return emitter.quietly(() -> cast(value, ColumnTypes.of(call.getType()), calendar, emitter));
    }

    private static Value cast(Value value, ColumnType to, String calendar, Emitter emitter) {
        ColumnType from = value.type();
        String text = value.text();
        if (value.isNull().equals("true")) {
            return new Value("true", Value.zero(to.storage()), to);
        }
        if (from.kind() == TypeKind.TIMESTAMP_LTZ && Literals.isText(to)) {
            String written = calendar + ".format(" + text + ", " + emitter.scratch("SliceBuilder") + ")";
            return emitter.convert(emitter.guarded(TEXT, List.of(value), written), to);
        }
        if (from.kind() == TypeKind.TIMESTAMP_LTZ) {
            return emitter.convert(emitter.strict(LOCAL, List.of(value), calendar + ".toLocal(" + text + ")"), to);
        }
        if (Literals.isText(from)) {
            String read =
                    "%s.toInstant(%s, %d, %s)".formatted(emitter.scratch("TextParser"), text, to.precision(), calendar);
            return emitter.attempt(to, List.of(value), read);
        }
        if (from.kind() == TypeKind.DATE || from.kind() == TypeKind.TIMESTAMP) {
            Value local = emitter.convert(value, LOCAL);
            return emitter.convert(
                    emitter.strict(INSTANT, List.of(local), calendar + ".toInstant(" + local.text() + ")"), to);
        }
        throw Casts.refusal(from, to);
    }

    /** FLOOR, CEIL or DATE_TRUNC to a unit: by the calendar from days on, else by the clock. */
    private static CallEmitter rounded(int operand, boolean up) {
        return (call, emitter) -> {
            TimeUnitRange unit = TimeUnits.unit(call.getOperands().get(1 - operand));
            Value value = emitter.emit(call.getOperands().get(operand));
            ColumnType type = value.type();
            String calendar = calendar(call, emitter);
            String v = value.text();
            long millis = TimeUnits.millis(unit);
            if (unit == TimeUnitRange.MILLISECOND || unit == TimeUnitRange.MICROSECOND) {
                return value;
            }
            if (millis > 0 && unit != TimeUnitRange.DAY) {
                String method = up ? ".ceil(" : ".floor(";
                return emitter.strict(type, List.of(value), calendar + method + v + ", " + millis + "L)");
            }
            String local = emitter.strict(BIGINT, List.of(value), calendar + ".toLocal(" + v + ")")
                    .text();
            String first = TimeUnits.firstDay(unit, "Timestamps.toDay(" + local + ")", TypeKind.TIMESTAMP_LTZ, up);
            if (!up) {
                return emitter.strict(type, List.of(value), calendar + ".startOf(" + first + " * Timestamps.PER_DAY)");
            }
            String days = emitter.strict(BIGINT, List.of(value), "-Math.floorDiv(-" + local + ", Timestamps.PER_DAY)")
                    .text();
            String next = unit == TimeUnitRange.DAY
                    ? days
                    : "Dates.next(%s, %s, %d)"
                            .formatted(
                                    TimeUnits.firstDay(unit, days, TypeKind.TIMESTAMP_LTZ, true),
                                    days,
                                    TimeUnits.months(unit));
            return emitter.strict(type, List.of(value), "%s.ceilDay(%s, %s, %s)".formatted(calendar, v, first, next));
        };
    }

    private static CallEmitter shifted(String sign) {
        return (call, emitter) -> {
            Value time = emitter.emit(call.getOperands().get(0));
            Value interval = emitter.emit(call.getOperands().get(1));
            boolean months = interval.type().kind() == TypeKind.INTERVAL_MONTHS;
            String moved = "%s.%s(%s, %s%s)"
                    .formatted(
                            calendar(call, emitter),
                            months ? "plusMonths" : "plusDays",
                            time.text(),
                            sign,
                            interval.text());
            return emitter.attempt(INSTANT, List.of(time, interval), moved);
        };
    }

    private static Value difference(RexCall call, Emitter emitter) {
        ColumnType type = ColumnTypes.of(call.getType());
        String calendar = calendar(call, emitter);
        Value later = emitter.emit(call.getOperands().get(0));
        Value earlier = emitter.emit(call.getOperands().get(1));
        String method = type.kind() == TypeKind.INTERVAL_MONTHS ? "monthsBetween" : "daysBetween";
        Value difference = emitter.strict(
                type,
                List.of(later, earlier),
                "%s.%s(%s, %s)".formatted(calendar, method, later.text(), earlier.text()));
        return Intervals.fitted(difference, type, emitter);
    }

    /** The calendar of the zone that is the call's last operand. */
    private static String calendar(RexCall call, Emitter emitter) {
        List<RexNode> operands = call.getOperands();
        return calendar((RexLiteral) operands.get(operands.size() - 1), emitter);
    }

    private static String calendar(RexLiteral zone, Emitter emitter) {
        String name = RexLiteral.stringValue(zone);
        if (name == null) {
            throw new EngineException(ErrorCode.INVALID_ARGUMENT, "A time zone is a text.");
        }
        return calendar(name, emitter);
    }

    /** A calendar of the kernel's own. */
    static String calendar(String name, Emitter emitter) {
        return emitter.constant("ZonedCalendar", name, "new ZonedCalendar(Zone.of((String) %s))");
    }
}
