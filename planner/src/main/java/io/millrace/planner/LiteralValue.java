package io.millrace.planner;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.planner.parse.DefaultValues;
import java.math.BigDecimal;
import org.apache.calcite.sql.SqlAbstractDateTimeLiteral;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/**
 * A literal that is written to a column, as a value of a type whose cast to the column's type gives what the cast of the literal
 * gives.
 *
 * @param type the type, or null for an exact number on its way to an exact column: there only its value matters, and all of them
 *     together get a type; NULL and DEFAULT have none either
 * @param value of the classes of {@link io.millrace.executor.column.Values}; null for NULL and DEFAULT
 * @param isDefault whether it is DEFAULT
 */
record LiteralValue(@Nullable ColumnType type, @Nullable Object value, boolean isDefault) {
    static final LiteralValue NULL = new LiteralValue(null, null, false);
    static final LiteralValue DEFAULT = new LiteralValue(null, null, true);

    private static final int LONG_DIGITS = 18;

    /** The value, or null if it is no literal, or one whose way into the column is left to the validator. */
    static @Nullable LiteralValue of(SqlNode node, ColumnType column) {
        if (DefaultValues.isDefault(node)) {
            return DEFAULT;
        }
        if (node.getKind() == SqlKind.MINUS_PREFIX
                && ((SqlCall) node).operand(0) instanceof SqlNumericLiteral number
                && number.getTypeName() == SqlTypeName.DECIMAL) {
            return exact(number, true, column);
        }
        if (!(node instanceof SqlLiteral literal)) {
            return null;
        }
        return switch (literal.getTypeName()) {
            case NULL -> NULL;
            case BOOLEAN -> column.kind() == TypeKind.BOOLEAN ? of(column.kind(), literal.booleanValue()) : null;
            case DECIMAL -> literal instanceof SqlNumericLiteral number ? exact(number, false, column) : null;
            case DOUBLE -> column.kind().isNumber() ? of(TypeKind.DOUBLE, doubleOf(literal)) : null;
            case CHAR -> text(literal, column.kind());
            case UNKNOWN, DATE, TIME, TIMESTAMP -> time(literal, column.kind());
            default -> null;
        };
    }

    private static LiteralValue of(TypeKind kind, Object value) {
        return new LiteralValue(ColumnType.of(kind), value, false);
    }

    private static @Nullable LiteralValue exact(SqlNumericLiteral literal, boolean negative, ColumnType column) {
        BigDecimal written = literal.bigDecimalValue();
        if (written == null || written.scale() < 0) {
            return null;
        }
        BigDecimal value = negative ? written.negate() : written;
        return switch (column.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> new LiteralValue(null, value, false);
            case REAL, DOUBLE, CHAR, VARCHAR -> {
                ColumnType type = exactType(value);
                yield type == null ? null : new LiteralValue(type, value, false);
            }
            case BOOLEAN,
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
                    ROW -> null;
        };
    }

    /** The type of a number with just its digits behind the point, which a text of it shows; null if there are too many. */
    private static @Nullable ColumnType exactType(BigDecimal value) {
        return exactType(value.precision() - value.scale(), value.scale());
    }

    /** A type for numbers of so many digits before and behind the point, or null if there are too many. */
    static @Nullable ColumnType exactType(int before, int behind) {
        int digits = Math.max(before, 0) + behind;
        if (behind == 0 && digits <= LONG_DIGITS) {
            return ColumnType.of(TypeKind.BIGINT);
        }
        if (digits > ColumnType.MAX_DECIMAL_PRECISION) {
            return null;
        }
        return ColumnType.decimal(digits <= LONG_DIGITS ? LONG_DIGITS : ColumnType.MAX_DECIMAL_PRECISION, behind);
    }

    private static Double doubleOf(SqlLiteral literal) {
        return literal.getValue() instanceof Double number
                ? number
                : (Double) literal.getValueAs(BigDecimal.class).doubleValue();
    }

    private static @Nullable LiteralValue text(SqlLiteral literal, TypeKind column) {
        return switch (column) {
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DECIMAL,
                    REAL,
                    DOUBLE,
                    BOOLEAN,
                    CHAR,
                    VARCHAR,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    UUID ->
                of(TypeKind.VARCHAR, literal.getValueAs(NlsString.class).getValue());
            case BINARY, VARBINARY, TIMESTAMP_LTZ, INTERVAL_MONTHS, INTERVAL_MILLIS, ARRAY, MULTISET, MAP, ROW -> null;
        };
    }

    private static @Nullable LiteralValue time(SqlLiteral literal, TypeKind column) {
        SqlTypeName wanted = switch (column) {
            case DATE -> SqlTypeName.DATE;
            case TIME -> SqlTypeName.TIME;
            case TIMESTAMP -> SqlTypeName.TIMESTAMP;
            default -> null;
        };
        if (wanted == null) {
            return null;
        }
        try {
            SqlLiteral known =
                    literal instanceof SqlUnknownLiteral unknown && unknown.tag.equalsIgnoreCase(wanted.getName())
                            ? unknown.resolve(wanted)
                            : literal;
            if (!(known instanceof SqlAbstractDateTimeLiteral) || known.getTypeName() != wanted) {
                return null;
            }
            return time(known, wanted);
        } catch (RuntimeException e) {
            // Not a date or time at all: the validator tells the user.
            return null;
        }
    }

    private static @Nullable LiteralValue time(SqlLiteral known, SqlTypeName wanted) {
        if (wanted == SqlTypeName.DATE) {
            return of(TypeKind.DATE, (long) known.getValueAs(DateString.class).getDaysSinceEpoch());
        }
        if (wanted == SqlTypeName.TIME) {
            TimeString time = known.getValueAs(TimeString.class);
            return time.equals(time.round(3)) ? of(TypeKind.TIME, (long) time.getMillisOfDay()) : null;
        }
        TimestampString time = known.getValueAs(TimestampString.class);
        return time.equals(time.round(3)) ? of(TypeKind.TIMESTAMP, time.getMillisSinceEpoch()) : null;
    }
}
