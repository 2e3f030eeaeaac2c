package io.millrace.planner.kernel;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.util.List;

/** Changes of type that keep the value; every other one is a cast. */
final class Conversions {
    private Conversions() {}

    /** A value under a wider type; a type that is not wider gets a cast, which may fail on a row. */
    static Value widen(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        if (value.isNull().equals("true")) {
            return new Value("true", Value.zero(to.storage()), to);
        }
        if (from.withNullable(true).equals(to.withNullable(true))) {
            return value;
        }
        if (isInteger(from.kind()) && isInteger(to.kind()) && integerDigits(from) <= integerDigits(to)) {
            return value.as(to);
        }
        if (isNumber(from.kind())
                && (to.kind() == TypeKind.DOUBLE || from.kind() == TypeKind.REAL && to.kind() == TypeKind.REAL)) {
            return toDouble(value, to, emitter);
        }
        if (to.kind() == TypeKind.DECIMAL
                && isExact(from.kind())
                && integerDigits(from) <= to.precision() - to.scale()
                && scale(from) <= to.scale()) {
            return toDecimal(value, to, emitter);
        }
        if (Literals.isText(from) && to.kind() == TypeKind.VARCHAR && fits(from, to)) {
            return value.as(to);
        }
        if (from.kind() == to.kind()
                && from.storage() == to.storage()
                && from.kind() != TypeKind.DECIMAL
                && from.precision() <= to.precision()
                && !isString(to.kind())
                && !isInterval(to.kind())
                && !to.kind().isNested()) {
            return value.as(to);
        }
        return Casts.emit(value, to, emitter);
    }

    /** A number as a double. */
    static Value toDouble(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        return switch (from.storage()) {
            case DOUBLE -> value.as(to);
            case LONG ->
                emitter.strict(
                        to,
                        List.of(value),
                        from.kind() == TypeKind.DECIMAL && from.scale() > 0
                                ? "Decimals.toDouble(" + value.text() + ", " + from.scale() + ")"
                                : "(double) " + value.text());
            case DECIMAL128 ->
                emitter.strict(to, List.of(value), "Decimals.toDouble(" + value.text() + ", " + from.scale() + ")");
            case BOOLEAN, BYTES -> throw new IllegalArgumentException(from + " is not a number");
        };
    }

    /** An exact number as a decimal that has room for it. */
    static Value toDecimal(Value value, ColumnType to, Emitter emitter) {
        ColumnType from = value.type();
        int grow = to.scale() - scale(from);
        if (from.storage() == Storage.LONG && to.storage() == Storage.LONG) {
            return grow == 0
                    ? value.as(to)
                    : emitter.strict(to, List.of(value), value.text() + " * Decimals.power(" + grow + ")");
        }
        if (from.storage() == Storage.DECIMAL128 && grow == 0) {
            return value.as(to);
        }
        String into = emitter.scratch("Int128");
        if (from.storage() == Storage.DECIMAL128) {
            return emitter.guarded(to, List.of(value), rescale(value.text(), scale(from), to, into));
        }
        if (grow == 0) {
            return emitter.strict(to, List.of(value), into + ".set(" + value.text() + ")");
        }
        return emitter.guarded(to, List.of(value), rescale(into + ".set(" + value.text() + ")", scale(from), to, into));
    }

    static String rescale(String value, int from, ColumnType to, String into) {
        return "Decimals.rescale(%s, %d, %d, %d, %s)".formatted(value, from, to.scale(), to.precision(), into);
    }

    /** A decimal wide enough for every value of an exact type, at a scale. */
    static ColumnType decimalFor(ColumnType type, int scale) {
        return ColumnType.decimal(Math.min(ColumnType.MAX_DECIMAL_PRECISION, integerDigits(type) + scale), scale)
                .withNullable(type.nullable());
    }

    static boolean isInteger(TypeKind kind) {
        return kind == TypeKind.TINYINT
                || kind == TypeKind.SMALLINT
                || kind == TypeKind.INTEGER
                || kind == TypeKind.BIGINT;
    }

    static boolean isExact(TypeKind kind) {
        return isInteger(kind) || kind == TypeKind.DECIMAL;
    }

    static boolean isNumber(TypeKind kind) {
        return isExact(kind) || isApproximate(kind);
    }

    static boolean isApproximate(TypeKind kind) {
        return kind == TypeKind.REAL || kind == TypeKind.DOUBLE;
    }

    static boolean isString(TypeKind kind) {
        return kind == TypeKind.CHAR
                || kind == TypeKind.VARCHAR
                || kind == TypeKind.BINARY
                || kind == TypeKind.VARBINARY;
    }

    static boolean isInterval(TypeKind kind) {
        return kind == TypeKind.INTERVAL_MONTHS || kind == TypeKind.INTERVAL_MILLIS;
    }

    /** Digits behind the point of an exact type. */
    static int scale(ColumnType type) {
        return type.kind() == TypeKind.DECIMAL ? type.scale() : 0;
    }

    /** Digits before the point that values of an exact type can have. */
    static int integerDigits(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER -> 10;
            case BIGINT -> 19;
            case DECIMAL -> type.precision() - type.scale();
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

    private static boolean fits(ColumnType from, ColumnType to) {
        return to.precision() == ColumnType.UNBOUNDED
                || from.precision() != ColumnType.UNBOUNDED && from.precision() <= to.precision();
    }
}
