package io.millrace.connectors.datagen;

import io.millrace.connectors.datagen.FieldOptions.Kind;
import io.millrace.connectors.options.Columns;
import io.millrace.connectors.options.OptionReader;
import io.millrace.connectors.options.OptionSpec;
import io.millrace.connectors.options.OptionType;
import io.millrace.connectors.options.TypeFamily;
import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.Storage;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/** Reads the options of columns and makes their generators. */
final class FieldFactory {
    private static final int DEFAULT_LENGTH = 16;
    private static final int UUID_BYTES = 16;

    private final OptionReader reader;
    private final long seed;

    FieldFactory(OptionReader reader, long seed) {
        this.reader = reader;
        this.seed = seed;
    }

    /**
     * A column's generator, and for how many rows it has values.
     *
     * @param rows Long.MAX_VALUE where there is no bound
     */
    record Field(FieldGenerator generator, long rows) {}

    /** How the values of a column are made. */
    Kind kind(SourceColumn column) {
        ColumnType type = column.column().type();
        OptionSpec<Kind> spec = FieldOptions.KIND.of(Columns.optionName(column));
        Kind kind = reader.find(spec).orElse(isTime(type) ? Kind.TIME : Kind.RANDOM);
        if (kind == Kind.TIME && !isTime(type)) {
            throw reader.illegal(
                    spec, "is 'time', but the column is " + Columns.name(type) + "; it takes 'random' or 'sequence'.");
        }
        if (kind == Kind.SEQUENCE && !canCount(type)) {
            throw reader.illegal(
                    spec,
                    "is 'sequence', but the column is " + Columns.name(type)
                            + "; sequences are for whole numbers, DECIMAL up to 18 digits, REAL, DOUBLE and character strings.");
        }
        return kind;
    }

    /** The options that have a meaning for a column. */
    List<OptionSpec<?>> specs(SourceColumn column) {
        String name = Columns.optionName(column);
        List<OptionSpec<?>> applicable = switch (kind(column)) {
            case TIME -> List.of(FieldOptions.MAX_PAST);
            case SEQUENCE -> List.of(FieldOptions.START, FieldOptions.END);
            case RANDOM ->
                switch (TypeFamily.of(column.column().type())) {
                    case BOOLEAN, INTERVAL, UUID, NESTED -> List.of();
                    case TEXT, BINARY -> List.of(FieldOptions.LENGTH);
                    case INTEGER, FLOAT, DECIMAL, DATE, TIME, TIMESTAMP -> List.of(FieldOptions.MIN, FieldOptions.MAX);
                };
        };
        return Stream.concat(Stream.of(FieldOptions.KIND, FieldOptions.NULL_RATE), applicable.stream())
                .<OptionSpec<?>>map(spec -> spec.of(name))
                .toList();
    }

    /**
     * The generator of a column.
     *
     * @param index the column's place in the table
     */
    Field field(SourceColumn column, int index) {
        String name = Columns.optionName(column);
        ColumnType type = column.column().type();
        OptionSpec<Double> nullSpec = FieldOptions.NULL_RATE.of(name);
        double nullRate = reader.read(nullSpec);
        if (nullRate > 0 && !type.nullable()) {
            throw reader.illegal(nullSpec, "is above 0, but the column is NOT NULL.");
        }
        long stream = FieldGenerator.mix(seed) + FieldGenerator.mix(index + 1);
        return switch (kind(column)) {
            case TIME -> new Field(time(name, type, stream, nullRate), Long.MAX_VALUE);
            case SEQUENCE -> sequence(name, type, stream, nullRate);
            case RANDOM -> new Field(random(name, type, stream, nullRate), Long.MAX_VALUE);
        };
    }

    private FieldGenerator time(String name, ColumnType type, long stream, double nullRate) {
        TypeFamily family = TypeFamily.of(type);
        LongGenerators.Part part = family == TypeFamily.DATE
                ? LongGenerators.Part.DAY
                : family == TypeFamily.TIME ? LongGenerators.Part.TIME_OF_DAY : LongGenerators.Part.TIMESTAMP;
        long maxPastMillis = reader.read(FieldOptions.MAX_PAST.of(name)).toMillis();
        return new LongGenerators.Time(stream, nullRate, part, maxPastMillis);
    }

    private Field sequence(String name, ColumnType type, long stream, double nullRate) {
        OptionSpec<Long> startSpec = FieldOptions.START.of(name);
        OptionSpec<Long> endSpec = FieldOptions.END.of(name);
        long least = FieldOptions.least(type);
        long greatest = FieldOptions.greatest(type);
        long start = within(startSpec, reader.read(startSpec), least, greatest, type);
        long end = within(endSpec, reader.find(endSpec).orElse(greatest), least, greatest, type);
        if (end < start) {
            throw reader.illegal(endSpec, "is " + end + ", which is below the sequence's start, " + start + ".");
        }
        long rows = end - start + 1;
        FieldGenerator generator = switch (type.storage()) {
            case LONG -> {
                long one = BigInteger.TEN.pow(type.scale()).longValueExact();
                yield new LongGenerators.Sequence(stream, nullRate, start * one, one);
            }
            case DOUBLE -> new NumberGenerators.Doubles(stream, nullRate, start, start, true, false);
            case BYTES -> new BytesGenerators.Sequence(stream, nullRate, start);
            case BOOLEAN, DECIMAL128 -> throw new IllegalStateException(type.toString());
        };
        return new Field(generator, rows <= 0 ? Long.MAX_VALUE : rows);
    }

    private long within(OptionSpec<Long> spec, long value, long least, long greatest, ColumnType type) {
        if (value < least || value > greatest) {
            throw reader.illegal(spec, "is " + value + ", which does not fit " + Columns.name(type) + ".");
        }
        return value;
    }

    private FieldGenerator random(String name, ColumnType type, long stream, double nullRate) {
        return switch (type.storage()) {
            case BOOLEAN -> new NumberGenerators.Booleans(stream, nullRate);
            case BYTES ->
                new BytesGenerators.Random(
                        stream, nullRate, length(name, type), TypeFamily.of(type) == TypeFamily.TEXT);
            case DOUBLE -> {
                Range<Double> range = range(name, FieldOptions.doubleBound(), 0.0, 1.0);
                boolean floats = type.kind() == TypeKind.REAL;
                yield new NumberGenerators.Doubles(stream, nullRate, range.min(), range.max(), false, floats);
            }
            case DECIMAL128 -> {
                BigDecimal greatest =
                        new BigDecimal(BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE), type.scale());
                Range<BigDecimal> range = range(name, FieldOptions.decimalBound(type), greatest.negate(), greatest);
                yield new NumberGenerators.Decimals(
                        stream,
                        nullRate,
                        range.min().unscaledValue(),
                        range.max().unscaledValue());
            }
            case LONG -> {
                Range<Long> range = longRange(name, type);
                yield new LongGenerators.Random(stream, nullRate, range.min(), range.max());
            }
        };
    }

    private Range<Long> longRange(String name, ColumnType type) {
        OptionType<Long> bound = FieldOptions.longBound(type);
        TypeFamily family = TypeFamily.of(type);
        if (family.isTemporal()) {
            for (OptionSpec<String> spec : List.of(FieldOptions.MIN.of(name), FieldOptions.MAX.of(name))) {
                if (!reader.has(spec)) {
                    throw reader.missing(spec.name(), bound.allowed());
                }
            }
            return range(name, bound, 0L, 0L);
        }
        if (family == TypeFamily.DECIMAL) {
            long greatest = BigInteger.TEN.pow(type.precision()).longValueExact() - 1;
            return range(name, bound, -greatest, greatest);
        }
        return range(name, bound, FieldOptions.least(type), FieldOptions.greatest(type));
    }

    private record Range<T>(T min, T max) {}

    private <T extends Comparable<T>> Range<T> range(String name, OptionType<T> bound, T least, T greatest) {
        OptionSpec<T> minSpec = OptionSpec.optional(FieldOptions.MIN.of(name).name(), bound, "");
        OptionSpec<T> maxSpec = OptionSpec.optional(FieldOptions.MAX.of(name).name(), bound, "");
        T min = reader.find(minSpec).orElse(least);
        T max = reader.find(maxSpec).orElse(greatest);
        if (min.compareTo(max) > 0) {
            throw reader.illegal(
                    reader.has(maxSpec) ? maxSpec : minSpec,
                    "leaves no value: min is " + min + ", max is " + max + ".");
        }
        return new Range<>(min, max);
    }

    private int length(String name, ColumnType type) {
        if (type.kind() == TypeKind.UUID) {
            return UUID_BYTES;
        }
        OptionSpec<Long> spec = FieldOptions.LENGTH.of(name);
        boolean bounded = type.precision() != ColumnType.UNBOUNDED;
        boolean fixed = type.kind() == TypeKind.CHAR || type.kind() == TypeKind.BINARY;
        int fallback = fixed ? type.precision() : bounded ? Math.min(type.precision(), DEFAULT_LENGTH) : DEFAULT_LENGTH;
        int length = reader.find(spec).orElse((long) fallback).intValue();
        boolean fits =
                type.kind() == TypeKind.BINARY ? length == type.precision() : !bounded || length <= type.precision();
        if (!fits) {
            throw reader.illegal(spec, "is " + length + ", which does not fit " + Columns.name(type) + ".");
        }
        return length;
    }

    private static boolean isTime(ColumnType type) {
        return TypeFamily.of(type).isTemporal();
    }

    private static boolean canCount(ColumnType type) {
        return switch (TypeFamily.of(type)) {
            case INTEGER, FLOAT, TEXT -> true;
            case DECIMAL -> type.storage() == Storage.LONG;
            case BOOLEAN, BINARY, DATE, TIME, TIMESTAMP, INTERVAL, UUID, NESTED -> false;
        };
    }
}
