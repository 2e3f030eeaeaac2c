package io.millrace.server.catalog;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.IntervalFields;
import java.util.stream.Collectors;

/** Types as SQL writes them. */
public final class TypeText {
    private TypeText() {}

    /** A type without its nullability, such as {@code DECIMAL(10, 2)}. */
    public static String of(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, UUID ->
                type.kind().name();
            case ARRAY, MULTISET -> of(type.part(0)) + " " + type.kind();
            case MAP -> "MAP<" + of(type.part(0)) + ", " + of(type.part(1)) + ">";
            case ROW ->
                type.parts().stream()
                        .map(field -> field.name() + " " + of(field.type()))
                        .collect(Collectors.joining(", ", "ROW(", ")"));
            case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                type.precision() == ColumnType.UNBOUNDED
                        ? type.kind().name()
                        : type.kind() + "(" + type.precision() + ")";
            case TIME -> "TIME(" + type.precision() + ")";
            case TIMESTAMP -> "TIMESTAMP(" + type.precision() + ")";
            case TIMESTAMP_LTZ -> "TIMESTAMP(" + type.precision() + ") WITH LOCAL TIME ZONE";
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> IntervalFields.of(type).text();
        };
    }
}
