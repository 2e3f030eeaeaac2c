package io.millrace.planner.explain;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.IntervalFields;
import java.util.stream.Collectors;

/** Column types as SQL writes them. */
public final class Types {
    private Types() {}

    /** The type with its precision and NOT NULL, as in a declaration. */
    public static String declaration(ColumnType type) {
        return name(type) + (type.nullable() ? "" : " NOT NULL");
    }

    /** The type without its nullability. */
    public static String name(ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
            case CHAR, VARCHAR, BINARY, VARBINARY ->
                type.precision() == ColumnType.UNBOUNDED
                        ? type.kind().name()
                        : type.kind().name() + "(" + type.precision() + ")";
            case TIMESTAMP_LTZ -> "TIMESTAMP(" + type.precision() + ") WITH LOCAL TIME ZONE";
            case TIMESTAMP, TIME -> type.kind().name() + "(" + type.precision() + ")";
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> IntervalFields.of(type).text();
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, UUID ->
                type.kind().name();
            case ARRAY, MULTISET -> name(type.part(0)) + " " + type.kind();
            case MAP -> "MAP<" + name(type.part(0)) + ", " + name(type.part(1)) + ">";
            case ROW ->
                type.parts().stream()
                        .map(field -> field.name() + " " + name(field.type()))
                        .collect(Collectors.joining(", ", "ROW(", ")"));
        };
    }
}
