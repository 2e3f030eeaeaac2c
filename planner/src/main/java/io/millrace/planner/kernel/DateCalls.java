package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.calcite.rex.RexCall;

/** Functions of dates and times that other engines have. A unit of time is a word or a constant text. */
final class DateCalls {
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType DATE = ColumnType.of(TypeKind.DATE);
    private static final ColumnType TIMESTAMP = ColumnType.of(TypeKind.TIMESTAMP);
    private static final ColumnType INSTANT = ColumnType.of(TypeKind.TIMESTAMP_LTZ);
    private static final ColumnType TIME = ColumnType.of(TypeKind.TIME);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);

    /** The place of the seconds among the arguments of MAKE_TIMESTAMP. */
    private static final int SECONDS = 5;

    private DateCalls() {}

    /** Tells all functions that are computed here, by name. */
    static void register(BiConsumer<String, CallEmitter> functions) {
        functions.accept("DATE_TRUNC", TimeUnits::truncated);
        functions.accept("DATE_FORMAT", FunctionCalls.partial("DatePattern#format", TEXT, TIMESTAMP, TEXT));
        functions.accept("TO_TIMESTAMP", DateCalls::toTimestamp);
        functions.accept("TO_DATE", DateCalls::toDate);
        functions.accept("UNIX_TIMESTAMP", DateCalls::unixTimestamp);
        functions.accept("FROM_UNIXTIME", FunctionCalls.partial("DatePattern#formatSeconds", TEXT, BIGINT, TEXT));
        functions.accept("TIMESTAMP_SECONDS", FunctionCalls.partial("Dates.ofSeconds", TIMESTAMP, BIGINT));
        functions.accept("TIMESTAMP_MILLIS", FunctionCalls.partial("Dates.ofMillis", TIMESTAMP, BIGINT));
        functions.accept("UNIX_SECONDS", DateCalls::seconds);
        functions.accept("UNIX_MILLIS", DateCalls::millis);
        functions.accept("DAYNAME", named("day"));
        functions.accept("MONTHNAME", named("month"));
        functions.accept("LAST_DAY", FunctionCalls.total("Dates.lastDay", DATE, DATE));
        functions.accept("ADD_MONTHS", FunctionCalls.partial("Dates.plusMonths", DATE, DATE, BIGINT));
        functions.accept("DATE_ADD", FunctionCalls.partial("CalendarFunctions.plusDays", DATE, DATE, BIGINT));
        functions.accept("DATE_SUB", FunctionCalls.partial("CalendarFunctions.minusDays", DATE, DATE, BIGINT));
        functions.accept(
                "MONTHS_BETWEEN", FunctionCalls.total("CalendarFunctions.monthsBetween", DOUBLE, TIMESTAMP, TIMESTAMP));
        functions.accept("NEXT_DAY", FunctionCalls.partial("CalendarFunctions.nextDay", DATE, DATE, TEXT));
        functions.accept("WEEKDAY", FunctionCalls.total("CalendarFunctions.weekday", BIGINT, DATE));
        functions.accept("WEEKOFYEAR", FunctionCalls.total("Dates.isoWeek", BIGINT, DATE));
        functions.accept(
                "MAKE_TIME", FunctionCalls.partial("CalendarFunctions.makeTime", TIME, BIGINT, BIGINT, DOUBLE));
        functions.accept("MAKE_TIMESTAMP", DateCalls::makeTimestamp);
        functions.accept("TO_TIMESTAMP_LTZ", DateCalls::toInstant);
        functions.accept("TO_CHAR", FunctionCalls.partial("TemplatePattern#format", TEXT, TIMESTAMP, TEXT));
        functions.accept("MAKE_DATE", FunctionCalls.partial("Dates.make", DATE, BIGINT, BIGINT, BIGINT));
    }

    /** TO_TIMESTAMP(seconds), (text) or (text, format). */
    private static Value toTimestamp(RexCall call, Emitter emitter) {
        if (call.getOperands().size() > 1) {
            return FunctionCalls.partial("TemplatePattern#toTimestamp", TIMESTAMP, TEXT, TEXT)
                    .emit(call, emitter);
        }
        Value value = emitter.emit(call.getOperands().get(0));
        if (!Conversions.isNumber(value.type().kind())) {
            return emitter.convert(value, ColumnTypes.of(call.getType()));
        }
        Value seconds = Conversions.isInteger(value.type().kind())
                ? value
                : Conversions.toDouble(value, ColumnType.of(TypeKind.DOUBLE), emitter);
        return emitter.attempt(TIMESTAMP, List.of(seconds), "Dates.ofSeconds(" + seconds.text() + ")");
    }

    private static Value toDate(RexCall call, Emitter emitter) {
        return call.getOperands().size() > 1
                ? FunctionCalls.partial("TemplatePattern#toDate", DATE, TEXT, TEXT)
                        .emit(call, emitter)
                : emitter.emit(call.getOperands().get(0), DATE);
    }

    /** MAKE_TIMESTAMP(year, month, day, hour, minute, second). */
    private static Value makeTimestamp(RexCall call, Emitter emitter) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < call.getOperands().size(); i++) {
            values.add(emitter.emit(call.getOperands().get(i), i == SECONDS ? DOUBLE : BIGINT));
        }
        List<String> texts = values.stream().map(Value::text).toList();
        return emitter.attempt(
                TIMESTAMP,
                values,
                "CalendarFunctions.at(Dates.make(%s, %s, %s), CalendarFunctions.makeTime(%s, %s, %s))"
                        .formatted(texts.toArray()));
    }

    /** TO_TIMESTAMP_LTZ(number [, 0 for seconds or 3 for milliseconds]). */
    private static Value toInstant(RexCall call, Emitter emitter) {
        Value number = emitter.emit(call.getOperands().get(0), BIGINT);
        if (call.getOperands().size() == 1) {
            return emitter.attempt(INSTANT, List.of(number), "Dates.ofSeconds(" + number.text() + ")");
        }
        Value digits = emitter.emit(call.getOperands().get(1), BIGINT);
        return emitter.attempt(
                INSTANT,
                List.of(number, digits),
                "CalendarFunctions.ofEpoch(%s, %s)".formatted(number.text(), digits.text()));
    }

    /** UNIX_TIMESTAMP(time) or (text, format). */
    private static Value unixTimestamp(RexCall call, Emitter emitter) {
        return call.getOperands().size() > 1
                ? FunctionCalls.partial("DatePattern#toSeconds", BIGINT, TEXT, TEXT)
                        .emit(call, emitter)
                : seconds(call, emitter);
    }

    private static Value seconds(RexCall call, Emitter emitter) {
        Value time = timestamp(call, emitter);
        return emitter.strict(
                BIGINT, List.of(time), "Math.floorDiv(" + time.text() + ", " + Timestamps.PER_SECOND + "L)");
    }

    private static Value millis(RexCall call, Emitter emitter) {
        return timestamp(call, emitter).as(BIGINT);
    }

    /** An instant as it is; all else as a timestamp, which is taken to be in UTC. */
    private static Value timestamp(RexCall call, Emitter emitter) {
        Value time = emitter.emit(call.getOperands().get(0));
        return time.type().kind() == TypeKind.TIMESTAMP_LTZ ? time : emitter.convert(time, TIMESTAMP);
    }

    /** The name of a day's weekday or month. */
    private static CallEmitter named(String method) {
        return (call, emitter) -> {
            Value day = emitter.emit(call.getOperands().get(0), DATE);
            return emitter.guarded(TEXT, List.of(day), "DateNames." + method + "(" + day.text() + ")");
        };
    }
}
