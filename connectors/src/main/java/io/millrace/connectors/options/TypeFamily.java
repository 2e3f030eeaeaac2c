package io.millrace.connectors.options;

import io.millrace.executor.type.ColumnType;

/** Types that sources fill in the same way. */
public enum TypeFamily {
    BOOLEAN,
    INTEGER,
    FLOAT,
    DECIMAL,
    TEXT,
    BINARY,
    DATE,
    TIME,
    TIMESTAMP,
    INTERVAL,
    UUID,
    /** Arrays, multisets, maps and rows. */
    NESTED;

    public static TypeFamily of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> BOOLEAN;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> INTEGER;
            case REAL, DOUBLE -> FLOAT;
            case DECIMAL -> DECIMAL;
            case CHAR, VARCHAR -> TEXT;
            case BINARY, VARBINARY -> BINARY;
            case DATE -> DATE;
            case TIME -> TIME;
            case TIMESTAMP, TIMESTAMP_LTZ -> TIMESTAMP;
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> INTERVAL;
            case UUID -> UUID;
            case ARRAY, MULTISET, MAP, ROW -> NESTED;
        };
    }

    /** Whether this is a point in time or a part of one. */
    public boolean isTemporal() {
        return this == DATE || this == TIME || this == TIMESTAMP;
    }
}
