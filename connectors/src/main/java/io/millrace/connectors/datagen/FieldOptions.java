package io.millrace.connectors.datagen;

import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.OptionTypes;
import io.millrace.connectors.options.TypeFamily;
import io.millrace.executor.type.ColumnType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;

/** The options of one column, and the values that a column's type has. */
final class FieldOptions {
    /** How the values of a column are made. */
    enum Kind {
        RANDOM,
        SEQUENCE,
        TIME
    }

    static final OptionSpec<Kind> KIND = OptionSpec.optional(
            "fields.*.kind",
            OptionTypes.choice(Kind.class),
            "`random` values (the default), a `sequence` that counts up by one, or the `time` at which the row is due "
                    + "(for DATE, TIME and TIMESTAMP, and their default).");
    static final OptionSpec<String> MIN = OptionSpec.optional(
            "fields.*.min",
            OptionTypes.TEXT,
            "`random`: the least value, of the column's type. Default: the type's least; 0 for REAL and DOUBLE; must be "
                    + "given for DATE, TIME and TIMESTAMP.");
    static final OptionSpec<String> MAX = OptionSpec.optional(
            "fields.*.max",
            OptionTypes.TEXT,
            "`random`: the greatest value. Default: the type's greatest; 1 for REAL and DOUBLE (not reached); must be given "
                    + "for DATE, TIME and TIMESTAMP.");
    static final OptionSpec<Long> LENGTH = OptionSpec.optional(
            "fields.*.length",
            OptionTypes.wholeNumber(0, 65_536),
            "`random`: how many characters (a to z) or bytes a string has. Default: 16, or the declared length if that is "
                    + "less; CHAR and BINARY: the declared length.");
    static final OptionSpec<Long> START = OptionSpec.defaulted(
            "fields.*.start",
            OptionTypes.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
            "1",
            "`sequence`: the value of the first row.");
    static final OptionSpec<Long> END = OptionSpec.optional(
            "fields.*.end",
            OptionTypes.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE),
            "`sequence`: the last value. The stream ends with the shortest of its sequences. Default: the type's greatest.");
    static final OptionSpec<Double> NULL_RATE = OptionSpec.defaulted(
            "fields.*.null-rate", OptionTypes.rate(), "0", "The share of rows in which the column is NULL.");
    static final OptionSpec<Duration> MAX_PAST = OptionSpec.defaulted(
            "fields.*.max-past",
            OptionTypes.DURATION,
            "0 ms",
            "`time`: how much earlier than due a row may claim to be, at random: disorder.");

    /** All of them, for the reference page. */
    static final List<OptionSpec<?>> SPECS = List.of(KIND, MIN, MAX, LENGTH, START, END, NULL_RATE, MAX_PAST);

    private FieldOptions() {}

    /** Bounds of a column that is stored as longs, written as the user writes its values. */
    static OptionType<Long> longBound(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> OptionTypes.wholeNumber(least(type), greatest(type));
            case DECIMAL ->
                new OptionType<>(
                        decimalBound(type).allowed(),
                        text -> decimalBound(type).parse(text).unscaledValue().longValueExact());
            case DATE ->
                new OptionType<>(
                        "a date such as '2026-01-31'",
                        text -> time(() -> LocalDate.parse(text.strip()).toEpochDay()));
            case TIME ->
                new OptionType<>(
                        "a time such as '12:30:00'",
                        text -> time(() -> LocalTime.parse(text.strip()).toNanoOfDay() / 1_000_000));
            case TIMESTAMP, TIMESTAMP_LTZ ->
                new OptionType<>(
                        "a timestamp such as '2026-01-31 12:30:00'",
                        text -> time(() -> LocalDateTime.parse(text.strip().replace(' ', 'T'))
                                .toInstant(ZoneOffset.UTC)
                                .toEpochMilli()));
            case BOOLEAN,
                    REAL,
                    DOUBLE,
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
                    ROW -> throw new IllegalArgumentException(type.toString());
        };
    }

    /** Bounds of a DECIMAL column; its values have the column's scale. */
    static OptionType<BigDecimal> decimalBound(ColumnType type) {
        return new OptionType<>("a number that fits DECIMAL(" + type.precision() + ", " + type.scale() + ")", text -> {
            try {
                BigDecimal value = new BigDecimal(text.strip()).setScale(type.scale());
                if (value.precision() > type.precision()) {
                    throw new IllegalArgumentException(text);
                }
                return value;
            } catch (ArithmeticException tooFine) {
                throw new IllegalArgumentException(text, tooFine);
            }
        });
    }

    /** Bounds of a REAL or DOUBLE column. */
    static OptionType<Double> doubleBound() {
        return new OptionType<>("a number", text -> {
            double value = Double.parseDouble(text.strip());
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(text);
            }
            return value;
        });
    }

    /** The least whole number that a column can hold exactly. */
    static long least(ColumnType type) {
        return switch (TypeFamily.of(type)) {
            case INTEGER -> -greatest(type) - 1;
            case TEXT -> type.precision() == ColumnType.UNBOUNDED ? Long.MIN_VALUE : -digits(type.precision() - 1);
            case FLOAT, DECIMAL -> -greatest(type);
            case BOOLEAN, BINARY, DATE, TIME, TIMESTAMP, INTERVAL, UUID, NESTED ->
                throw new IllegalArgumentException(type.toString());
        };
    }

    /** The greatest whole number that a column can hold exactly. */
    static long greatest(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT -> Byte.MAX_VALUE;
            case SMALLINT -> Short.MAX_VALUE;
            case INTEGER -> Integer.MAX_VALUE;
            case BIGINT -> Long.MAX_VALUE;
            case REAL -> 1L << 24;
            case DOUBLE -> 1L << 53;
            case DECIMAL -> digits(type.precision() - type.scale());
            case CHAR, VARCHAR -> type.precision() == ColumnType.UNBOUNDED ? Long.MAX_VALUE : digits(type.precision());
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
                    ROW -> throw new IllegalArgumentException(type.toString());
        };
    }

    /** The greatest number of so many digits that a long holds. */
    private static long digits(int count) {
        long number = 0;
        for (int i = 0; i < Math.min(count, 18); i++) {
            number = number * 10 + 9;
        }
        return count > 18 ? Long.MAX_VALUE : number;
    }

    private static long time(LongSupplier parse) {
        try {
            return parse.getAsLong();
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }
}
