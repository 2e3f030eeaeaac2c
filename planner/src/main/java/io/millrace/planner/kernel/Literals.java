package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Literals become constants that a kernel is given; only NULL, TRUE and FALSE show in its text. */
final class Literals {
    private Literals() {}

    /** A literal as a value of a type. */
    static Value emit(RexLiteral literal, ColumnType type, Emitter emitter) {
        if (literal.getValue() == null) {
            return new Value("true", Value.zero(type.storage()), type);
        }
        ColumnType own = ownType(literal);
        if (direct(own, type)) {
            return constant(data(literal, type), type, emitter);
        }
        return Conversions.widen(constant(data(literal, own), own, emitter), type, emitter);
    }

    /** A constant of a type from plain data: Boolean, Long, Double, BigInteger or String. */
    static Value constant(Object data, ColumnType type, Emitter emitter) {
        String text = switch (type.storage()) {
            case BOOLEAN -> String.valueOf(data);
            case LONG -> emitter.constant("long", data, "((Long) %s).longValue()");
            case DOUBLE -> emitter.constant("double", data, "((Double) %s).doubleValue()");
            case DECIMAL128 -> emitter.constant("Int128", data, "Int128.of((java.math.BigInteger) %s)");
            case BYTES -> emitter.constant("Slice", data, bytes(type));
        };
        return new Value(Value.NEVER, text, type);
    }

    private static String bytes(ColumnType type) {
        return isText(type) ? "Slice.of((String) %s)" : "Slice.ofBinary((String) %s)";
    }

    static boolean isText(ColumnType type) {
        return type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR;
    }

    private static boolean isNumber(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> true;
            case BOOLEAN,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> false;
        };
    }

    private static boolean direct(ColumnType own, ColumnType type) {
        return own.kind() == type.kind() && own.kind() != TypeKind.CHAR
                || isNumber(own) && isNumber(type)
                || isText(own) && type.kind() == TypeKind.VARCHAR;
    }

    /** The type of a literal; a string literal is a VARCHAR in effect. */
    private static ColumnType ownType(RexLiteral literal) {
        ColumnType type = ColumnTypes.of(literal.getType()).notNull();
        return type.kind() == TypeKind.CHAR ? new ColumnType(TypeKind.VARCHAR, type.precision(), 0, false) : type;
    }

    static Object data(RexLiteral literal, ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> Boolean.valueOf(RexLiteral.booleanValue(literal));
            case TINYINT, SMALLINT, INTEGER, BIGINT -> decimal(literal, 0).longValueExact();
            case DECIMAL -> unscaled(literal, type);
            case REAL -> (double) (float) number(literal);
            case DOUBLE -> number(literal);
            case CHAR, VARCHAR ->
                Objects.requireNonNull(literal.getValueAs(NlsString.class)).getValue();
            case BINARY, VARBINARY ->
                new String(
                        Objects.requireNonNull(literal.getValueAs(ByteString.class))
                                .getBytes(),
                        StandardCharsets.ISO_8859_1);
            case DATE ->
                (long) Objects.requireNonNull(literal.getValueAs(DateString.class))
                        .getDaysSinceEpoch();
            case TIME ->
                (long) Objects.requireNonNull(literal.getValueAs(TimeString.class))
                        .getMillisOfDay();
            case TIMESTAMP, TIMESTAMP_LTZ ->
                Objects.requireNonNull(literal.getValueAs(TimestampString.class))
                        .getMillisSinceEpoch();
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> decimal(literal, 0).longValueExact();
        };
    }

    private static double number(RexLiteral literal) {
        return literal.getValue() instanceof Double number
                ? number
                : Objects.requireNonNull(literal.getValueAs(BigDecimal.class)).doubleValue();
    }

    private static Object unscaled(RexLiteral literal, ColumnType type) {
        BigInteger unscaled = decimal(literal, type.scale()).unscaledValue();
        if (new BigDecimal(unscaled).precision() > type.precision()) {
            throw new EngineException(
                    ErrorCode.NUMERIC_OVERFLOW,
                    "The number " + literal.getValue() + " does not fit DECIMAL(" + type.precision() + ", "
                            + type.scale() + ").");
        }
        return type.storage() == Storage.LONG ? (Object) unscaled.longValueExact() : unscaled;
    }

    private static BigDecimal decimal(RexLiteral literal, int scale) {
        Object value = literal.getValue();
        BigDecimal number = value instanceof Double approximate
                ? BigDecimal.valueOf(approximate)
                : Objects.requireNonNull(literal.getValueAs(BigDecimal.class));
        return number.setScale(scale, RoundingMode.HALF_UP);
    }

    /** Whether a node is a literal of the unit type that operators take as an argument. */
    static boolean isSymbol(RexLiteral literal) {
        return literal.getType().getSqlTypeName() == SqlTypeName.SYMBOL;
    }
}
