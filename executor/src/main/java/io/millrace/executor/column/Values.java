package io.millrace.executor.column;

import io.millrace.executor.nested.NestedValues;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.IntervalFields;
import io.millrace.executor.type.Timestamps;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Single values as Java objects, for the edges of the system: messages, wires, tests. Allocates; not for row loops.
 *
 * <p>The objects, null for SQL NULL: {@code Boolean}; {@code Long} for integers, times and intervals in the unit of their
 * {@link io.millrace.executor.type.TypeKind}; {@code Double} for REAL and DOUBLE; {@code BigDecimal} of the type's scale;
 * {@code String} for CHAR (not padded) and VARCHAR; {@code byte[]}; {@code UUID}; {@code List} for ARRAY, MULTISET and ROW and
 * {@code Map} for MAP, of such objects and nulls.
 */
public final class Values {
    private static final long NANOS = 1_000_000_000 / Timestamps.PER_SECOND;

    private Values() {}

    /** The value of a column in a row. */
    public static @Nullable Object get(Batch batch, int column, int row) {
        if (batch.column(column).isNull(row)) {
            return null;
        }
        ColumnType type = batch.types().get(column);
        return switch (type.kind()) {
            case BOOLEAN -> batch.booleans(column).get(row);
            case REAL, DOUBLE -> batch.doubles(column).get(row);
            case DECIMAL -> decimal(batch, column, row, type.scale());
            case CHAR, VARCHAR -> batch.bytes(column).text(row);
            case BINARY, VARBINARY -> binary(batch.bytes(column), row);
            case UUID, ARRAY, MULTISET, MAP, ROW -> {
                BytesVector bytes = batch.bytes(column);
                yield NestedValues.decode(bytes.data(), bytes.start(row), bytes.length(row), type);
            }
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> batch.longs(column).get(row);
        };
    }

    /** Writes a value, the next one of its column; one of {@code get}'s classes, or any {@code Number} for numbers. */
    public static void set(Batch batch, int column, int row, @Nullable Object value) {
        Vector vector = batch.column(column);
        ColumnType type = batch.types().get(column);
        if (vector instanceof LongVector longs) {
            if (value == null) {
                longs.setNull(row);
            } else if (value instanceof BigDecimal decimal) {
                longs.set(
                        row,
                        decimal.setScale(type.scale(), RoundingMode.UNNECESSARY)
                                .unscaledValue()
                                .longValueExact());
            } else {
                longs.set(row, ((Number) value).longValue());
            }
        } else if (vector instanceof DoubleVector doubles) {
            if (value == null) {
                doubles.setNull(row);
            } else {
                doubles.set(row, ((Number) value).doubleValue());
            }
        } else if (vector instanceof BooleanVector booleans) {
            if (value == null) {
                booleans.setNull(row);
            } else {
                booleans.set(row, (Boolean) value);
            }
        } else if (vector instanceof DecimalVector decimals) {
            if (value == null) {
                decimals.setNull(row);
            } else {
                BigInteger unscaled = ((BigDecimal) value)
                        .setScale(type.scale(), RoundingMode.UNNECESSARY)
                        .unscaledValue();
                decimals.set(row, unscaled);
            }
        } else {
            setBytes((BytesVector) vector, row, type, value);
        }
    }

    /** The value for a message: NULL, or the value's text. */
    public static String text(Batch batch, int column, int row) {
        Object value = get(batch, column, row);
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return "X'" + HexFormat.of().withUpperCase().formatHex(bytes) + "'";
        }
        long number = value instanceof Long whole ? whole : 0;
        return switch (batch.types().get(column).kind()) {
            case CHAR, VARCHAR -> "'" + value + "'";
            case DATE -> LocalDate.ofEpochDay(number).toString();
            case TIME -> LocalTime.ofNanoOfDay(number * NANOS).toString();
            case TIMESTAMP ->
                LocalDateTime.ofInstant(Instant.ofEpochMilli(number), ZoneOffset.UTC)
                        .toString()
                        .replace('T', ' ');
            case TIMESTAMP_LTZ -> Instant.ofEpochMilli(number).toString();
            case INTERVAL_MONTHS, INTERVAL_MILLIS ->
                IntervalFields.literal(batch.types().get(column), number);
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    BINARY,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> value.toString();
        };
    }

    private static void setBytes(BytesVector bytes, int row, ColumnType type, @Nullable Object value) {
        if (value == null) {
            bytes.setNull(row);
        } else if (type.kind() == TypeKind.UUID || type.kind().isNested()) {
            byte[] encoded = NestedValues.encode(value, type);
            bytes.set(row, encoded, 0, encoded.length);
        } else if (value instanceof byte[] binary) {
            bytes.set(row, binary, 0, binary.length);
        } else {
            bytes.set(row, (String) value);
        }
    }

    private static BigDecimal decimal(Batch batch, int column, int row, int scale) {
        if (batch.column(column) instanceof DecimalVector wide) {
            return new BigDecimal(wide.unscaled(row), scale);
        }
        return BigDecimal.valueOf(batch.longs(column).get(row), scale);
    }

    private static byte[] binary(BytesVector bytes, int row) {
        byte[] copy = new byte[bytes.length(row)];
        System.arraycopy(bytes.data(), bytes.start(row), copy, 0, copy.length);
        return copy;
    }
}
