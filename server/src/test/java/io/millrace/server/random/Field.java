package io.millrace.server.random;

import java.util.List;

/** A column that an expression can name, or a part of one, qualified. */
record Field(String name, Kind kind) {
    /** What a value is, as far as a random expression cares. */
    enum Kind {
        INT("INT"),
        DECIMAL("DECIMAL(12, 2)"),
        DOUBLE("DOUBLE PRECISION"),
        TEXT("VARCHAR(100)"),
        BOOLEAN("BOOLEAN"),
        DATE("DATE"),
        TIMESTAMP("TIMESTAMP(3)"),
        LIST("INT ARRAY"),
        ROW("ROW(x INT, y VARCHAR(100))");

        /** Those that any expression can be made of. */
        static final List<Kind> PLAIN = List.of(INT, DECIMAL, DOUBLE, TEXT, BOOLEAN, DATE, TIMESTAMP);

        /** The type of columns of this kind. */
        private final String type;

        Kind(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }
}
