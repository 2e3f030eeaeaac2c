package io.millrace.executor.type;

import java.util.List;

/**
 * The type of a column.
 *
 * @param kind the SQL type
 * @param precision digits of a DECIMAL, length in characters or bytes of a string ({@link #UNBOUNDED} if none was given), fraction
 *     digits of a time, the declared fields of an interval (see {@link IntervalFields}); 0 where it has no meaning
 * @param scale digits behind the point of a DECIMAL, else 0
 * @param nullable whether a value may be NULL
 * @param parts the element of an ARRAY or MULTISET, the key and the value of a MAP, the fields of a ROW; else none
 */
public record ColumnType(TypeKind kind, int precision, int scale, boolean nullable, List<Column> parts) {
    public static final int UNBOUNDED = -1;
    public static final int MAX_DECIMAL_PRECISION = 38;
    private static final int MAX_LONG_DECIMAL_PRECISION = 18;

    public ColumnType {
        if (kind == TypeKind.DECIMAL
                && (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision)) {
            throw new IllegalArgumentException("DECIMAL(" + precision + ", " + scale + ") is out of range");
        }
        parts = List.copyOf(parts);
        int needed = kind == TypeKind.MAP ? 2 : kind == TypeKind.ARRAY || kind == TypeKind.MULTISET ? 1 : parts.size();
        if (parts.size() != needed || kind.isNested() == parts.isEmpty()) {
            throw new IllegalArgumentException(kind + " of " + parts.size() + " parts");
        }
    }

    /** A type that is not made of others. */
    public ColumnType(TypeKind kind, int precision, int scale, boolean nullable) {
        this(kind, precision, scale, nullable, List.of());
    }

    /** A nullable ARRAY. */
    public static ColumnType array(ColumnType element) {
        return new ColumnType(TypeKind.ARRAY, 0, 0, true, List.of(new Column("element", element)));
    }

    /** A nullable MULTISET. */
    public static ColumnType multiset(ColumnType element) {
        return new ColumnType(TypeKind.MULTISET, 0, 0, true, List.of(new Column("element", element)));
    }

    /** A nullable MAP. */
    public static ColumnType map(ColumnType key, ColumnType value) {
        return new ColumnType(TypeKind.MAP, 0, 0, true, List.of(new Column("key", key), new Column("value", value)));
    }

    /** A nullable ROW. */
    public static ColumnType row(List<Column> fields) {
        return new ColumnType(TypeKind.ROW, 0, 0, true, fields);
    }

    /** A nullable type without precision. */
    public static ColumnType of(TypeKind kind) {
        return switch (kind) {
            case CHAR, BINARY -> new ColumnType(kind, 1, 0, true);
            case VARCHAR, VARBINARY -> new ColumnType(kind, UNBOUNDED, 0, true);
            case DECIMAL -> new ColumnType(kind, MAX_DECIMAL_PRECISION, 0, true);
            case TIMESTAMP, TIMESTAMP_LTZ, TIME -> new ColumnType(kind, Timestamps.PRECISION, 0, true);
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID -> new ColumnType(kind, 0, 0, true);
            case ARRAY, MULTISET, MAP, ROW -> throw new IllegalArgumentException(kind + " of what?");
        };
    }

    /** A nullable DECIMAL. */
    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(TypeKind.DECIMAL, precision, scale, true);
    }

    public ColumnType withNullable(boolean value) {
        return value == nullable ? this : new ColumnType(kind, precision, scale, value, parts);
    }

    public ColumnType notNull() {
        return withNullable(false);
    }

    /** How values of this type lie in memory. */
    public Storage storage() {
        return switch (kind) {
            case BOOLEAN -> Storage.BOOLEAN;
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS -> Storage.LONG;
            case REAL, DOUBLE -> Storage.DOUBLE;
            case DECIMAL -> precision <= MAX_LONG_DECIMAL_PRECISION ? Storage.LONG : Storage.DECIMAL128;
            case CHAR, VARCHAR, BINARY, VARBINARY, UUID, ARRAY, MULTISET, MAP, ROW -> Storage.BYTES;
        };
    }

    /** The type of the part with this number. */
    public ColumnType part(int index) {
        return parts.get(index).type();
    }

    /** How deep types are made of types: 0 for one that is not. */
    public int depth() {
        int deepest = -1;
        for (Column part : parts) {
            deepest = Math.max(deepest, part.type().depth());
        }
        return deepest + 1;
    }
}
