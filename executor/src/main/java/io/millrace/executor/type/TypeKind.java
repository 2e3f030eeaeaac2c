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
    INTERVAL_MILLIS
}
