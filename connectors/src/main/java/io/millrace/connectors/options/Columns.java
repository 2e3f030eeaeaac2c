package io.millrace.connectors.options;

import io.millrace.executor.connector.SourceColumn;
import io.millrace.executor.connector.TableDefinition;
import io.millrace.executor.error.EngineException;
import io.millrace.executor.error.ErrorCode;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** What every source says about columns that it cannot fill, and how types are called in messages. */
public final class Columns {
    private Columns() {}

    /** Refuses columns of a type that no source can fill, and nested ones unless the source's format has them. */
    public static void refuse(TableDefinition table, String connector, boolean hasNested) {
        for (SourceColumn column : table.columns()) {
            TypeKind kind = column.column().type().kind();
            if (hasIntervals(column.column().type())) {
                throw refused(
                        table,
                        column,
                        "is an interval, which connector '" + connector + "' cannot fill. Declare it as BIGINT and make"
                                + " the interval in a view, as in seconds * INTERVAL '1' SECOND.");
            }
            if (kind.isNested() && (!hasNested || kind == TypeKind.MULTISET)) {
                throw refused(
                        table,
                        column,
                        "is of type " + name(column.column().type()) + ", which connector '" + connector
                                + "' cannot fill"
                                + (kind == TypeKind.MULTISET
                                        ? ". Declare an ARRAY."
                                        : " here. JSON records can hold such values."));
            }
        }
    }

    private static boolean hasIntervals(ColumnType type) {
        return type.kind() == TypeKind.INTERVAL_MONTHS
                || type.kind() == TypeKind.INTERVAL_MILLIS
                || type.parts().stream().anyMatch(part -> hasIntervals(part.type()));
    }

    private static EngineException refused(TableDefinition table, SourceColumn column, String why) {
        return new EngineException(
                ErrorCode.NOT_SUPPORTED,
                column.position(),
                "Column '" + column.column().name() + "' of table '" + table.name() + "' " + why);
    }

    /** The error for a metadata key that a connector does not have. */
    public static EngineException unknownMetadata(SourceColumn column, String connector, Collection<String> known) {
        String key = String.valueOf(column.metadata());
        return new EngineException(
                ErrorCode.INVALID_STATEMENT,
                column.position(),
                "Connector '" + connector + "' has no metadata '" + key + "' for column '"
                        + column.column().name() + "'."
                        + (known.isEmpty() ? " It has none." : " It has " + String.join(", ", known) + ".")
                        + Nearest.hint(key, known));
    }

    /** The error for a metadata column of the wrong type. */
    public static EngineException wrongMetadataType(SourceColumn column, String wanted) {
        return new EngineException(
                ErrorCode.TYPE_MISMATCH,
                column.position(),
                "Metadata '" + column.metadata() + "' is " + wanted + "; column '"
                        + column.column().name() + "' is declared as "
                        + name(column.column().type()) + ".");
    }

    /** A type as users write it. */
    public static String name(ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> "DECIMAL(" + type.precision() + ", " + type.scale() + ")";
            case CHAR, BINARY -> type.kind() + "(" + type.precision() + ")";
            case VARCHAR, VARBINARY ->
                type.precision() == ColumnType.UNBOUNDED
                        ? type.kind().name()
                        : type.kind() + "(" + type.precision() + ")";
            case TIMESTAMP_LTZ -> "TIMESTAMP WITH LOCAL TIME ZONE";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID -> type.kind().name();
            case ARRAY, MULTISET -> name(type.part(0)) + " " + type.kind();
            case MAP -> "MAP<" + name(type.part(0)) + ", " + name(type.part(1)) + ">";
            case ROW ->
                type.parts().stream()
                        .map(field -> field.name() + " " + name(field.type()))
                        .collect(Collectors.joining(", ", "ROW(", ")"));
        };
    }

    /** The name that options use for a column. */
    public static String optionName(SourceColumn column) {
        return column.column().name().toLowerCase(Locale.ROOT);
    }
}
