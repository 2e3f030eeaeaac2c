package io.millrace.server.wire;

import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import io.millrace.server.session.Metadata;
import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Describes types and columns in the rows that {@code DatabaseMetaData} wants. */
final class TypeDescriptions {
    private TypeDescriptions() {}

    /** The schema of a table as metadata tells it: null for the one without a name. */
    static @Nullable String schema(Metadata.Table table) {
        return table.schema().isEmpty() ? null : table.schema();
    }

    /** Adds a row of {@link MetadataTables#COLUMNS} for each column of a table whose name passes. */
    static void columnRows(Metadata.Table table, Predicate<String> names, List<@Nullable Object[]> rows) {
        List<Metadata.TableColumn> columns = table.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (names.test(columns.get(i).definition().name())) {
                rows.add(columnRow(table, columns.get(i), i + 1L));
            }
        }
    }

    private static @Nullable Object[] columnRow(Metadata.Table table, Metadata.TableColumn column, long ordinal) {
        ColumnType type = column.definition().type();
        JdbcType jdbc = JdbcType.of(type);
        boolean isString = isString(type.kind());
        return new @Nullable Object[] {
            null,
            schema(table),
            table.name(),
            column.definition().name(),
            (long) jdbc.id(),
            sqlName(jdbc),
            (long) jdbc.precision(),
            null,
            fractionDigits(type),
            radix(type.kind()),
            (long) (type.nullable() ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls),
            column.remarks(),
            column.defaultValue(),
            null,
            null,
            isString ? (long) jdbc.precision() : null,
            ordinal,
            type.nullable() ? "YES" : "NO",
            null,
            null,
            null,
            null,
            "NO",
            column.generated() ? "YES" : "NO"
        };
    }

    /** The rows of {@link MetadataTables#TYPE_INFO}, ordered by type number. */
    static List<@Nullable Object[]> typeRows() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (TypeKind kind : TypeKind.values()) {
            if (kind.isNested()) {
                rows.add(nestedRow(kind));
            } else {
                rows.add(typeRow(kind));
            }
        }
        rows.sort(Comparator.comparingLong(row -> row[1] instanceof Long number ? number : 0));
        return rows;
    }

    private static @Nullable Object[] typeRow(TypeKind kind) {
        ColumnType type = ColumnType.of(kind);
        JdbcType jdbc = JdbcType.of(type);
        boolean isText = kind == TypeKind.CHAR || kind == TypeKind.VARCHAR;
        return new @Nullable Object[] {
            sqlName(jdbc),
            (long) jdbc.id(),
            (long) jdbc.precision(),
            literalPrefix(kind),
            literalPrefix(kind) == null ? null : "'",
            parameters(kind),
            (long) DatabaseMetaData.typeNullable,
            isText,
            (long) DatabaseMetaData.typeSearchable,
            !jdbc.isNumber(),
            false,
            false,
            null,
            kind == TypeKind.DECIMAL ? Long.valueOf(0) : fractionDigits(type),
            kind == TypeKind.DECIMAL ? Long.valueOf(ColumnType.MAX_DECIMAL_PRECISION) : fractionDigits(type),
            null,
            null,
            radix(kind)
        };
    }

    /** A type of which there are as many as there are types. */
    private static @Nullable Object[] nestedRow(TypeKind kind) {
        int id = kind == TypeKind.ROW ? Types.STRUCT : kind == TypeKind.MAP ? Types.JAVA_OBJECT : Types.ARRAY;
        return new @Nullable Object[] {
            kind.name(),
            (long) id,
            null,
            null,
            null,
            kind == TypeKind.ROW ? "FIELDS" : kind == TypeKind.MAP ? "KEY,VALUE" : "ELEMENT",
            (long) DatabaseMetaData.typeNullable,
            false,
            (long) DatabaseMetaData.typePredBasic,
            true,
            false,
            false,
            null,
            null,
            null,
            null,
            null,
            null
        };
    }

    /** The type as one writes it in a statement. */
    static String sqlName(JdbcType type) {
        return type.name().replace('_', ' ');
    }

    private static @Nullable String literalPrefix(TypeKind kind) {
        return switch (kind) {
            case CHAR, VARCHAR -> "'";
            case BINARY, VARBINARY -> "X'";
            case DATE -> "DATE '";
            case TIME -> "TIME '";
            case TIMESTAMP -> "TIMESTAMP '";
            case TIMESTAMP_LTZ -> "TIMESTAMP WITH LOCAL TIME ZONE '";
            case INTERVAL_MONTHS, INTERVAL_MILLIS -> "INTERVAL '";
            case UUID -> "UUID '";
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, ARRAY, MULTISET, MAP, ROW -> null;
        };
    }

    private static @Nullable String parameters(TypeKind kind) {
        return switch (kind) {
            case DECIMAL -> "PRECISION,SCALE";
            case CHAR, VARCHAR, BINARY, VARBINARY -> "LENGTH";
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> "PRECISION";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> null;
        };
    }

    private static @Nullable Long fractionDigits(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> 0L;
            case DECIMAL -> (long) type.scale();
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> (long) type.precision();
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    CHAR,
                    VARCHAR,
                    BINARY,
                    VARBINARY,
                    DATE,
                    INTERVAL_MONTHS,
                    INTERVAL_MILLIS,
                    UUID,
                    ARRAY,
                    MULTISET,
                    MAP,
                    ROW -> null;
        };
    }

    private static @Nullable Long radix(TypeKind kind) {
        return kind.isNumber() ? 10L : null;
    }

    private static boolean isString(TypeKind kind) {
        return kind == TypeKind.CHAR
                || kind == TypeKind.VARCHAR
                || kind == TypeKind.BINARY
                || kind == TypeKind.VARBINARY;
    }
}
