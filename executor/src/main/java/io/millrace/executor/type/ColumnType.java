package io.millrace.executor.type;

/**
 * The type of a column.
 *
 * @param kind the SQL type
 * @param precision digits of a DECIMAL, length in characters or bytes of a string ({@link #UNBOUNDED} if none was given), fraction
 *     digits of a time; 0 where it has no meaning
 * @param scale digits behind the point of a DECIMAL, else 0
 * @param nullable whether a value may be NULL
 */
public record ColumnType(TypeKind kind, int precision, int scale, boolean nullable) {
    public static final int UNBOUNDED = -1;
    public static final int MAX_DECIMAL_PRECISION = 38;
    private static final int MAX_LONG_DECIMAL_PRECISION = 18;

    public ColumnType {
        if (kind == TypeKind.DECIMAL
                && (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale < 0 || scale > precision)) {
            throw new IllegalArgumentException("DECIMAL(" + precision + ", " + scale + ") is out of range");
        }
    }

    /** A nullable type without precision. */
    public static ColumnType of(TypeKind kind) {
        return switch (kind) {
            case CHAR, BINARY -> new ColumnType(kind, 1, 0, true);
            case VARCHAR, VARBINARY -> new ColumnType(kind, UNBOUNDED, 0, true);
            case DECIMAL -> new ColumnType(kind, MAX_DECIMAL_PRECISION, 0, true);
            case TIMESTAMP, TIMESTAMP_LTZ, TIME -> new ColumnType(kind, Timestamps.PRECISION, 0, true);
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, INTERVAL_MONTHS, INTERVAL_MILLIS ->
                new ColumnType(kind, 0, 0, true);
        };
    }

    /** A nullable DECIMAL. */
    public static ColumnType decimal(int precision, int scale) {
        return new ColumnType(TypeKind.DECIMAL, precision, scale, true);
    }

    public ColumnType withNullable(boolean value) {
        return value == nullable ? this : new ColumnType(kind, precision, scale, value);
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
            case CHAR, VARCHAR, BINARY, VARBINARY -> Storage.BYTES;
        };
    }
}
