package io.millrace.server.catalog;

import io.millrace.executor.type.ColumnType;

/** Types as SQL writes them. */
public final class TypeText {
    private TypeText() {}

    /** A type without its nullability, such as {@code DECIMAL(10, 2)}. */
    public static String of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE ->
                type.kind().name();
            case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                type.precision() == ColumnType.UNBOUNDED
                        ? type.kind().name()
                        : type.kind() + "(" + type.precision() + ")";
            case TIME -> "TIME(" + type.precision() + ")";
            case TIMESTAMP -> "TIMESTAMP(" + type.precision() + ")";
            case TIMESTAMP_LTZ -> "TIMESTAMP(" + type.precision() + ") WITH LOCAL TIME ZONE";
            case INTERVAL_MONTHS -> "INTERVAL YEAR TO MONTH";
            case INTERVAL_MILLIS -> "INTERVAL DAY TO SECOND";
        };
    }
}
