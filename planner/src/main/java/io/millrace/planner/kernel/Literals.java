package io.millrace.planner.kernel;

import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.kernel.KernelParameter;
import io.millrace.executor.nested.NestedValues;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexDynamicParam;
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
        if (isDirect(literal, own, type)) {
            return constant(data(literal, type), type, emitter);
        }
        return Conversions.widen(constant(data(literal, own), own, emitter), type, emitter);
    }

    /** A constant of a type from plain data (Boolean, Long, Double, BigInteger or String), or from a KernelParameter. */
    static Value constant(Object data, ColumnType type, Emitter emitter) {
        String text = switch (type.storage()) {
            case BOOLEAN ->
                data instanceof Boolean
                        ? String.valueOf(data)
                        : emitter.constant("boolean", data, "((Boolean) %s).booleanValue()");
            case LONG -> emitter.constant("long", data, "((Long) %s).longValue()");
            case DOUBLE -> emitter.constant("double", data, "((Double) %s).doubleValue()");
            case DECIMAL128 -> emitter.constant("Int128", data, "Int128.of((java.math.BigInteger) %s)");
            case BYTES -> emitter.constant("Slice", data, bytes(type));
        };
        return new Value(Value.NEVER, text, type);
    }

    /** A parameter, whose value each run brings; texts without trailing blanks if asked for. */
    static Value parameter(RexDynamicParam parameter, boolean stripped, Emitter emitter) {
        ColumnType type = Emitter.valueType(parameter);
        KernelParameter.Part part = stripped ? KernelParameter.Part.STRIPPED : KernelParameter.Part.VALUE;
        Value value = constant(new KernelParameter(parameter.getIndex(), type.storage(), part), type, emitter);
        if (!type.nullable()) {
            return value;
        }
        KernelParameter flag = new KernelParameter(parameter.getIndex(), type.storage(), KernelParameter.Part.IS_NULL);
        String isNull = emitter.constant("boolean", flag, "((Boolean) %s).booleanValue()");
        return new Value(isNull, value.text(), type);
    }

    private static String bytes(ColumnType type) {
        return isText(type) ? "Slice.of((String) %s)" : "Slice.ofBinary((String) %s)";
    }

    static boolean isText(ColumnType type) {
        return type.kind() == TypeKind.CHAR || type.kind() == TypeKind.VARCHAR;
    }

    /** Whether a literal is a constant of a type as it stands, so that a cast of it needs no code. */
    private static boolean isDirect(RexLiteral literal, ColumnType own, ColumnType type) {
        if (Conversions.isNumber(own.kind()) && Conversions.isNumber(type.kind())) {
            return fits(literal, type);
        }
        if (isText(own) && type.kind() == TypeKind.VARCHAR) {
            String text = RexLiteral.stringValue(literal);
            return type.precision() == ColumnType.UNBOUNDED
                    || text.codePointCount(0, text.length()) <= type.precision();
        }
        return own.kind() == type.kind() && own.precision() == type.precision();
    }

    private static boolean fits(RexLiteral literal, ColumnType type) {
        if (type.kind() == TypeKind.DOUBLE) {
            return true;
        }
        if (type.kind() == TypeKind.REAL) {
            return !Float.isInfinite((float) number(literal));
        }
        if (Double.isNaN(number(literal)) || Double.isInfinite(number(literal))) {
            return false;
        }
        BigDecimal rounded = decimal(literal, Conversions.scale(type));
        int bits = rounded.unscaledValue().bitLength();
        return switch (type.kind()) {
            case TINYINT -> bits < Byte.SIZE;
            case SMALLINT -> bits < Short.SIZE;
            case INTEGER -> bits < Integer.SIZE;
            case BIGINT -> bits < Long.SIZE;
            case DECIMAL -> rounded.precision() <= type.precision();
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> throw new IllegalArgumentException(type + " is not exact");
        };
    }

    /** The type of a literal; a string literal is a VARCHAR in effect. */
    private static ColumnType ownType(RexLiteral literal) {
        ColumnType type = ColumnTypes.of(literal.getType()).notNull();
        if (type.kind() == TypeKind.CHAR) {
            return new ColumnType(TypeKind.VARCHAR, type.precision(), 0, false);
        }
        // Calcite makes CAST(1e300 AS REAL) a literal without looking at its value.
        return type.kind() == TypeKind.REAL && !fits(literal, type)
                ? ColumnType.of(TypeKind.DOUBLE).notNull()
                : type;
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
            case UUID ->
                new String(
                        NestedValues.bytes(Objects.requireNonNull(literal.getValueAs(UUID.class))),
                        StandardCharsets.ISO_8859_1);
            case ARRAY, MULTISET, MAP, ROW -> throw new IllegalArgumentException("a literal of type " + type);
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
