package io.millrace.planner.lower;

import io.millrace.executor.nested.NestedValues;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.kernel.ColumnTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Literals as values of columns lie in memory. */
final class StoredValues {
    private StoredValues() {}

    /** The value of a column that equals the literal exactly, or null if that takes a conversion. */
    static @Nullable Object of(RexLiteral literal, ColumnType type) {
        if (literal.getValue() == null) {
            return null;
        }
        TypeKind own = ColumnTypes.of(literal.getType()).kind();
        return switch (type.kind()) {
            case BOOLEAN -> own == TypeKind.BOOLEAN ? (Object) RexLiteral.booleanValue(literal) : null;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> number(literal, own, type, 0);
            case DECIMAL -> number(literal, own, type, type.scale());
            case REAL, DOUBLE -> null;
            case VARCHAR -> own == TypeKind.VARCHAR ? text(literal).getBytes(StandardCharsets.UTF_8) : null;
            case CHAR, BINARY, VARBINARY -> null;
            case DATE ->
                own == TypeKind.DATE
                        ? (Object) (long) Objects.requireNonNull(literal.getValueAs(DateString.class))
                                .getDaysSinceEpoch()
                        : null;
            case TIME ->
                own == TypeKind.TIME
                        ? (Object) (long) Objects.requireNonNull(literal.getValueAs(TimeString.class))
                                .getMillisOfDay()
                        : null;
            case TIMESTAMP, TIMESTAMP_LTZ ->
                own == type.kind()
                        ? (Object) Objects.requireNonNull(literal.getValueAs(TimestampString.class))
                                .getMillisSinceEpoch()
                        : null;
            case UUID ->
                own == TypeKind.UUID
                        ? NestedValues.bytes(Objects.requireNonNull(literal.getValueAs(UUID.class)))
                        : null;
            case INTERVAL_MONTHS, INTERVAL_MILLIS ->
                own == type.kind()
                        ? (Object) Objects.requireNonNull(literal.getValueAs(BigDecimal.class))
                                .longValueExact()
                        : null;
            case ARRAY, MULTISET, MAP, ROW -> null;
        };
    }

    /** Whether a parameter of one type can be looked up in a column of the other. */
    static boolean isComparable(ColumnType parameter, ColumnType column) {
        return switch (column.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> isWhole(parameter.kind());
            case DECIMAL -> parameter.kind() == TypeKind.DECIMAL || isWhole(parameter.kind());
            case BOOLEAN, VARCHAR, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, INTERVAL_MONTHS, INTERVAL_MILLIS, UUID ->
                parameter.kind() == column.kind();
            case REAL, DOUBLE, CHAR, BINARY, VARBINARY, ARRAY, MULTISET, MAP, ROW -> false;
        };
    }

    /** The value of a column that equals a parameter's data exactly, or null if there is none. */
    static @Nullable Object ofData(Object data, ColumnType parameter, ColumnType column) {
        if (data instanceof String text) {
            return text.getBytes(column.kind() == TypeKind.UUID ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        }
        if (column.kind() != TypeKind.DECIMAL) {
            return data;
        }
        int scale = parameter.kind() == TypeKind.DECIMAL ? parameter.scale() : 0;
        BigDecimal number = data instanceof BigInteger unscaled
                ? new BigDecimal(unscaled, scale)
                : BigDecimal.valueOf((Long) data, scale);
        if (number.stripTrailingZeros().scale() > column.scale()) {
            return null;
        }
        BigInteger unscaled =
                number.setScale(column.scale(), RoundingMode.UNNECESSARY).unscaledValue();
        return column.storage() == Storage.DECIMAL128
                ? unscaled
                : unscaled.bitLength() < Long.SIZE ? (Object) unscaled.longValueExact() : null;
    }

    private static boolean isWhole(TypeKind kind) {
        return kind == TypeKind.TINYINT
                || kind == TypeKind.SMALLINT
                || kind == TypeKind.INTEGER
                || kind == TypeKind.BIGINT;
    }

    private static String text(RexLiteral literal) {
        return Objects.requireNonNull(literal.getValueAs(NlsString.class)).getValue();
    }

    private static @Nullable Object number(RexLiteral literal, TypeKind own, ColumnType type, int scale) {
        if (!own.isExact()) {
            return null;
        }
        BigDecimal number = Objects.requireNonNull(literal.getValueAs(BigDecimal.class));
        try {
            BigDecimal scaled = number.setScale(scale, RoundingMode.UNNECESSARY);
            return type.storage() == Storage.LONG
                    ? (Object) scaled.unscaledValue().longValueExact()
                    : scaled.unscaledValue();
        } catch (ArithmeticException e) {
            return null; // no value of the column equals it; the plan finds that out
        }
    }
}
