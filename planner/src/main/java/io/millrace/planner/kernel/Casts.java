package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Casts among the scalar types, but for those that need a time zone: {@link ZonedCalls}. Digits that do not fit behind the point are rounded, halves away from zero; fraction
 * digits of a second are dropped; a text that is too long is cut.
 */
final class Casts {
    private Casts() {}

    static Value call(RexCall call, Emitter emitter) {
        RexNode operand = call.getOperands().get(0);
        ColumnType to = ColumnTypes.of(call.getType());
        ColumnType from = ColumnTypes.of(operand.getType());
        // A folded constant of a nullable type is a cast of one that is not, and cuts nothing.
        boolean isFolded =
                operand instanceof RexLiteral && SqlTypeUtil.equalSansNullability(operand.getType(), call.getType());
        if (!isFolded && (Conversions.isInterval(from.kind()) || Conversions.isInterval(to.kind()))) {
            return Intervals.cast(emitter.emit(operand), operand.getType(), call.getType(), emitter);
        }
        return emitter.emit(operand, to);
    }

    /** TRY_CAST: what cannot be cast is NULL; what fails in the operand is still a failure. */
    static Value quiet(RexCall call, Emitter emitter) {
        RexNode operand = call.getOperands().get(0);
        ColumnType to = ColumnTypes.of(call.getType());
        Value value = emitter.emit(operand);
        return Conversions.isInterval(value.type().kind()) || Conversions.isInterval(to.kind())
                ? emitter.quietly(() -> Intervals.cast(value, operand.getType(), call.getType(), emitter))
                : emitter.quietly(() -> emitter.convert(value, to));
    }

    /** A value under another type; fails on rows whose value does not fit. */
    static Value emit(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        if (NestedCasts.isOne(from, to)) {
            return NestedCasts.emit(value, to, emitter);
        }
        if (Literals.isText(from)) {
            return fromText(value, to, emitter);
        }
        if (Literals.isText(to)) {
            return toText(value, to, emitter);
        }
        if (Conversions.isNumber(from.kind()) && Conversions.isNumber(to.kind())) {
            return NumberCasts.emit(value, to, emitter);
        }
        if (isBinary(from) && isBinary(to)) {
            return binary(value, to, emitter);
        }
        if (from.kind() == TypeKind.BOOLEAN && Conversions.isNumber(to.kind())) {
            ColumnType whole = ColumnType.of(TypeKind.TINYINT);
            Value number = emitter.strict(whole, List.of(value), value.text() + " ? 1L : 0L");
            return emitter.convert(number, to);
        }
        if (to.kind() == TypeKind.BOOLEAN && Conversions.isExact(from.kind())) {
            String isTrue = from.storage() == Storage.LONG ? " != 0L" : ".signum() != 0";
            return emitter.strict(to, List.of(value), value.text() + isTrue);
        }
        if (Conversions.isInterval(from.kind()) && from.kind() == to.kind()) {
            return Intervals.fitted(value, to, emitter);
        }
        return time(value, to, emitter);
    }

    private static Value time(Value value, ColumnType to, Emitter emitter) {
        TypeKind from = value.type().kind();
        String text = value.text();
        boolean timestamp = from == TypeKind.TIMESTAMP;
        return switch (to.kind()) {
            case DATE -> {
                yield timestamp
                        ? emitter.strict(to, List.of(value), "Timestamps.toDay(" + text + ")")
                        : refuse(value, to);
            }
            case TIME ->
                timestamp
                        ? emitter.strict(to, List.of(value), cut("Timestamps.toTimeOfDay(" + text + ")", to))
                        : from == TypeKind.TIME ? emitter.strict(to, List.of(value), cut(text, to)) : refuse(value, to);
            case TIMESTAMP ->
                from == TypeKind.DATE
                        ? emitter.strict(to, List.of(value), text + " * Timestamps.PER_DAY")
                        : timestamp ? emitter.strict(to, List.of(value), cut(text, to)) : refuse(value, to);
            case TIMESTAMP_LTZ ->
                from == TypeKind.TIMESTAMP_LTZ ? emitter.strict(to, List.of(value), cut(text, to)) : refuse(value, to);
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
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> refuse(value, to);
        };
    }

    private static String cut(String time, ColumnType to) {
        return to.precision() >= Timestamps.PRECISION ? time : "TextParser.cut(" + time + ", " + to.precision() + ")";
    }

    private static Value fromText(Value value, ColumnType to, Emitter emitter) {
        String text = value.text();
        List<Value> operands = List.of(value);
        return switch (to.kind()) {
            case CHAR, VARCHAR -> text(value, to, emitter);
            case BINARY, VARBINARY -> binary(value, to, emitter);
            case BOOLEAN -> emitter.attempt(to, operands, parser(emitter) + ".toBoolean(" + text + ")");
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                emitter.attempt(
                        to,
                        operands,
                        "%s.toLong(%s, %s, \"%s\")".formatted(parser(emitter), text, range(to.kind()), to.kind()));
            case REAL, DOUBLE -> {
                Value wide = emitter.attempt(
                        ColumnType.of(TypeKind.DOUBLE),
                        operands,
                        "%s.toDouble(%s, \"%s\")".formatted(parser(emitter), text, to.kind()));
                yield to.kind() == TypeKind.DOUBLE ? wide : NumberCasts.emit(wide, to, emitter);
            }
            case DECIMAL -> {
                String parsed = "%s.toDecimal(%s, %d, %d, %s)"
                        .formatted(parser(emitter), text, to.scale(), to.precision(), emitter.scratch("Int128"));
                yield emitter.attempt(to, operands, to.storage() == Storage.LONG ? parsed + ".toLong()" : parsed);
            }
            case DATE -> emitter.attempt(to, operands, parser(emitter) + ".toDate(" + text + ")");
            case TIME -> emitter.attempt(to, operands, parse("toTime", text, to, emitter));
            case TIMESTAMP -> emitter.attempt(to, operands, parse("toTimestamp", text, to, emitter));
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> Intervals.ofText(value, to, emitter);
            case TIMESTAMP_LTZ, UUID, ARRAY, MULTISET, MAP, ROW -> refuse(value, to);
        };
    }

    private static String parser(Emitter emitter) {
        return emitter.scratch("TextParser");
    }

    private static String parse(String method, String text, ColumnType to, Emitter emitter) {
        return "%s.%s(%s, %d)".formatted(parser(emitter), method, text, to.precision());
    }

    private static String range(TypeKind kind) {
        String box = kind == TypeKind.TINYINT
                ? "Byte"
                : kind == TypeKind.SMALLINT ? "Short" : kind == TypeKind.INTEGER ? "Integer" : "Long";
        return box + ".MIN_VALUE, " + box + ".MAX_VALUE";
    }

    private static Value toText(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        String text = value.text();
        ColumnType whole = ColumnType.of(TypeKind.VARCHAR);
        String format = switch (from.kind()) {
            case BOOLEAN -> "TextFormat.ofBoolean(" + text + ")";
            case TINYINT, SMALLINT, INTEGER, BIGINT -> format("ofLong", text, emitter);
            case DECIMAL -> format("ofDecimal", text + ", " + from.scale(), emitter);
            case REAL -> format("ofReal", text, emitter);
            case DOUBLE -> format("ofDouble", text, emitter);
            case DATE -> format("ofDate", text, emitter);
            case TIME -> format("ofTime", text, emitter);
            case TIMESTAMP -> format("ofTimestamp", text, emitter);
            case CHAR, VARCHAR, BINARY, VARBINARY -> text;
            case INTERVAL_MONTHS -> format("ofMonths", text, emitter);
            case INTERVAL_MILLIS -> format("ofMillis", text, emitter);
            case TIMESTAMP_LTZ, UUID, ARRAY, MULTISET, MAP, ROW ->
                refuse(value, to).text();
        };
        Value formatted = isBinary(from) ? value.as(whole) : emitter.guarded(whole, List.of(value), format);
        return text(formatted, to, emitter);
    }

    private static String format(String method, String arguments, Emitter emitter) {
        return "TextFormat." + method + "(" + arguments + ", " + emitter.scratch("SliceBuilder") + ")";
    }

    /** A text cut to the length of its new type, and without trailing blanks if that is CHAR. */
    private static Value text(Value value, ColumnType to, Emitter emitter) {
        String text = value.text();
        if (to.precision() != ColumnType.UNBOUNDED) {
            text = "Strings.prefix(" + text + ", " + to.precision() + ", " + emitter.scratch("Slice") + ")";
        }
        if (to.kind() == TypeKind.CHAR) {
            text = "Strings.stripped(" + text + ", " + emitter.scratch("Slice") + ")";
        }
        return text.equals(value.text()) ? value.as(to) : emitter.strict(to, List.of(value), text);
    }

    private static Value binary(Value value, ColumnType to, Emitter emitter) {
        if (to.kind() == TypeKind.BINARY) {
            return emitter.strict(
                    to,
                    List.of(value),
                    "Strings.padBytes(%s, %d, %s)"
                            .formatted(value.text(), to.precision(), emitter.scratch("SliceBuilder")));
        }
        return to.precision() == ColumnType.UNBOUNDED
                ? value.as(to)
                : emitter.strict(
                        to,
                        List.of(value),
                        "Strings.prefixBytes(%s, %d, %s)"
                                .formatted(value.text(), to.precision(), emitter.scratch("Slice")));
    }

    private static boolean isBinary(ColumnType type) {
        return type.kind() == TypeKind.BINARY || type.kind() == TypeKind.VARBINARY;
    }

    private static Value refuse(Value value, ColumnType to) {
        throw refusal(value.type(), to);
    }

    static EngineException refusal(ColumnType from, ColumnType to) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED, "A cast from " + name(from) + " to " + name(to) + " is not supported.");
    }

    private static String name(ColumnType type) {
        return type.kind() == TypeKind.TIMESTAMP_LTZ
                ? "TIMESTAMP WITH LOCAL TIME ZONE"
                : type.kind().name();
    }
}
