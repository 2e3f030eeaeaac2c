package io.millrace.server.random;

/** A column that an expression can name, qualified. */
record Field(String name, Kind kind) {
    /** What a value is, as far as a random expression cares. */
    enum Kind {
        INT("INT"),
        DECIMAL("DECIMAL(12, 2)"),
        DOUBLE("DOUBLE PRECISION"),
        TEXT("VARCHAR(100)"),
        BOOLEAN("BOOLEAN"),
        DATE("DATE"),
        TIMESTAMP("TIMESTAMP(3)");

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
