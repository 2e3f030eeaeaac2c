package io.millrace.server.random;

/** A column that an expression can name, qualified. */
record Field(String name, Kind kind) {
    /** What a value is, as far as a random expression cares. */
    enum Kind {
        INT,
        DECIMAL,
        DOUBLE,
        TEXT,
        BOOLEAN,
        DATE
    }
}
