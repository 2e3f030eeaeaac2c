package io.millrace.executor.type;

/** The SQL types the engine knows; the unit of each stored value is fixed here. */
public enum TypeKind {
    BOOLEAN,
    TINYINT,
    SMALLINT,
    INTEGER,
    BIGINT,
    /** Kept as a double that is exactly a float. */
    REAL,
    DOUBLE,
    /** Unscaled value; a long for precision up to 18, 128 bits up to 38. */
    DECIMAL,
    /** UTF-8 without trailing blanks; padded on output only. */
    CHAR,
    /** UTF-8; lengths count code points. */
    VARCHAR,
    /** Padded with zero bytes to its length. */
    BINARY,
    VARBINARY,
    /** Days since 1970-01-01. */
    DATE,
    /** Milliseconds since midnight. */
    TIME,
    /** Milliseconds since 1970-01-01 00:00:00, without a zone; see {@link Timestamps}. */
    TIMESTAMP,
    /** Milliseconds since 1970-01-01 00:00:00 UTC. */
    TIMESTAMP_LTZ,
    /** Months. */
    INTERVAL_MONTHS,
    /** Milliseconds. */
    INTERVAL_MILLIS,
    /** 16 bytes, in the order in which they are written. */
    UUID,
    /** Elements in order; encoded as {@link io.millrace.executor.nested.NestedWriter} does. */
    ARRAY,
    /** Elements without an order, encoded in that of their bytes. */
    MULTISET,
    /** Values by key, encoded in the order of the keys' bytes, each key once and not NULL. */
    MAP,
    /** Named fields. */
    ROW;

    /** Whether values are numbers without rounding. */
    public boolean isExact() {
        return this == TINYINT || this == SMALLINT || this == INTEGER || this == BIGINT || this == DECIMAL;
    }

    /** Whether values are numbers. */
    public boolean isNumber() {
        return isExact() || this == REAL || this == DOUBLE;
    }

    /** Whether values are made of other values. */
    public boolean isNested() {
        return this == ROW || isRepeated();
    }

    /** Whether values are made of any number of others. */
    public boolean isRepeated() {
        return this == ARRAY || this == MULTISET || this == MAP;
    }
}
